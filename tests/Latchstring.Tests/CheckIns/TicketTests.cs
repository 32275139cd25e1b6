using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Latchstring.CheckIns;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.CheckIns;

/// <summary>What a guest has in the hand, and what a program may do at the door.</summary>
public class TicketTests
{
    [Theory, EachDatabase]
    public async Task A_ticket_shows_event_and_name_and_changes_nothing(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        await using var server = await TestServer.StartAsync(test);
        var address = $"/acme/ticket/{kit.TicketOf(kit.Guests[0])}";
        var page = await server.Client.GetStringAsync(address);
        Assert.Contains("Harbour conference", page, StringComparison.Ordinal);
        Assert.Contains("Gina Guest 0000", page, StringComparison.Ordinal);
        Assert.Contains("Pier 7", page, StringComparison.Ordinal);
        Assert.DoesNotContain("guest0@example.org", page, StringComparison.Ordinal);
        Assert.DoesNotContain(".pkpass", page, StringComparison.Ordinal);
        Assert.Null((await kit.ReadAsync(kit.Guests[0])).CheckedInAt);
        var pdf = await server.Client.GetByteArrayAsync(address + ".pdf");
        Assert.Equal("%PDF-1.7"u8.ToArray(), pdf[..8]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(address + ".pkpass")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task A_ticket_of_a_cancelled_registration_says_so_and_cannot_be_printed(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        await using var server = await TestServer.StartAsync(test);
        Assert.True((await new CancelRegistration(server.Database).RunAsync(kit.Sample.Owner, new(kit.Guests[0].Id))).Ok);
        var address = $"/acme/ticket/{kit.TicketOf(kit.Guests[0])}";
        Assert.Contains("no longer lets anybody in", await server.Client.GetStringAsync(address), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(address + ".pdf")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task A_made_up_ticket_and_one_of_another_workspace_are_not_there(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        await SampleWorkspace.CreateAsync(test, "other");
        await using var server = await TestServer.StartAsync(test);
        var ticket = kit.TicketOf(kit.Guests[0]);
        foreach (var address in new[] { $"/other/ticket/{ticket}", $"/acme/ticket/{ticket[..^2]}00", "/acme/ticket/x", $"/acme/ticket/{SignedId.Of(test.Database.Keys, SignedId.Member, kit.Sample.Id, kit.Guests[0].Id)}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(address)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(address + ".pdf")).StatusCode);
        }
    }

    [Theory, EachDatabase]
    public async Task A_wallet_pass_is_whole_and_signed(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=Pass Type ID: pass.test.tickets", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(test.Database.Now.AddDays(-1), test.Database.Now.AddDays(30));
        var file = Path.Combine(Directory.CreateTempSubdirectory("latchstring-wallet-").FullName, "pass.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "secret"));
        await using var server = await TestServer.StartAsync(test, null, $"--Wallet:Certificate={file}", "--Wallet:Password=secret", "--Wallet:PassType=pass.test.tickets", "--Wallet:Team=TEAM123456");
        var address = $"/acme/ticket/{kit.TicketOf(kit.Guests[0])}";
        Assert.Contains(".pkpass", await server.Client.GetStringAsync(address), StringComparison.Ordinal);
        var answer = await server.Client.GetAsync(address + ".pkpass");
        Assert.Equal("application/vnd.apple.pkpass", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = zip.Entries.ToDictionary(entry => entry.Name, Bytes);
        var manifest = JsonSerializer.Deserialize<Dictionary<string, string>>(files["manifest.json"])!;
        Assert.Equal(files.Keys.Except(["manifest.json", "signature"]).Order(), manifest.Keys.Order());
#pragma warning disable CA5350 // The format knows no other sum.
        foreach (var (name, sum) in manifest)
            Assert.Equal(sum, Convert.ToHexStringLower(SHA1.HashData(files[name])));
#pragma warning restore CA5350
        var signed = new SignedCms(new ContentInfo(files["manifest.json"]), detached: true);
        signed.Decode(files["signature"]);
        signed.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(certificate.Thumbprint, Assert.Single(signed.SignerInfos.Cast<SignerInfo>()).Certificate?.Thumbprint);
        using var pass = JsonDocument.Parse(files["pass.json"]);
        Assert.Equal(kit.TicketOf(kit.Guests[0]), pass.RootElement.GetProperty("barcodes")[0].GetProperty("message").GetString());
    }

    [Theory, EachDatabase]
    public async Task A_program_checks_guests_in_and_reads_the_log(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 2);
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        var scan = new { id = Guid.CreateVersion7(), text = kit.TicketOf(kit.Guests[1]), at = test.Database.Now };
        var path = $"/offerings/{kit.Event.Id}";
        var entered = await program.PostAsync($"{path}/check-ins", new { device = "Robot", scans = new[] { scan } });
        Assert.Equal("entered", entered.Json[0].GetProperty("outcome").GetString());
        Assert.Equal(1, (await program.GetAsync($"{path}/attendance")).Json.GetProperty("present").GetInt32());
        Assert.Equal("Robot", (await program.GetAsync($"{path}/check-ins")).Json.GetProperty("items")[0].GetProperty("device").GetString());
        Assert.Equal(0, (await program.GetAsync($"{path}/check-ins?conflicts=true")).Json.GetProperty("total").GetInt32());
        Assert.Equal(200, (await program.SendAsync(HttpMethod.Delete, $"{path}/check-ins/{kit.Guests[1].Id}")).Status);
        Assert.Equal(0, (await program.GetAsync($"{path}/attendance")).Json.GetProperty("present").GetInt32());
        Assert.Equal(400, (await program.PostAsync($"{path}/check-ins", new { scans = new[] { scan } })).Status);
        using var viewer = await ApiProgram.CreateAsync(server, kit.Sample, Permission.Viewer);
        Assert.Equal(403, (await viewer.PostAsync($"{path}/check-ins", new { device = "Robot", scans = new[] { scan } })).Status);
    }

    [Theory, EachDatabase]
    public async Task Without_script_the_door_works_by_typing_and_by_the_guest_list(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 3);
        await using var server = await TestServer.StartAsync(test);
        var client = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}";
        var said = await (await client.PostFormAsync($"{path}/door", "door", ("Form.Text", kit.TicketOf(kit.Guests[0])), ("Form.Device", "Side door"))).Content.ReadAsStringAsync();
        Assert.Contains("Gina Guest 0000 is in.", said, StringComparison.Ordinal);
        Assert.Contains("1 of 3 are in", said, StringComparison.Ordinal);
        await client.PostActionAsync($"{path}/check-in", $"{path}/check-in/{kit.Guests[1].Id}");
        Assert.Contains("Gina Guest 0001 is in.", await client.GetStringAsync($"{path}/check-in?q=Guest"), StringComparison.Ordinal);
        Assert.Contains("Side door", await client.GetStringAsync($"{path}/check-in?show=scans"), StringComparison.Ordinal);
        foreach (var (shown, guest) in new[] { ("yes", 1), ("no", 2) })
        {
            var list = await client.GetStringAsync($"{path}/check-in?in={shown}");
            Assert.Contains($"/check-in/{kit.Guests[guest].Id}", list, StringComparison.Ordinal);
            Assert.DoesNotContain($"/check-in/{kit.Guests[3 - guest].Id}", list, StringComparison.Ordinal);
        }
        await client.PostActionAsync($"{path}/check-in", $"{path}/check-in/{kit.Guests[1].Id}/undo");
        Assert.Null((await kit.ReadAsync(kit.Guests[1])).CheckedInAt);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
