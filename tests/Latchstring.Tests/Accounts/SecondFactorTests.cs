using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Accounts;

public class SecondFactorTests
{
    [Theory, EachDatabase]
    public async Task With_an_authenticator_app_a_password_alone_opens_nothing_and_a_code_works_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var (key, recovery) = await TurnOnAsync(owner);

        using var thief = await PasswordAsync(server);
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.GetAsync("/acme/me/security")).StatusCode);
        Assert.Contains("This code is not right", await TypeAsync(thief, "000000"), StringComparison.Ordinal);

        var code = Totp(key);
        using var again = await PasswordAsync(server);
        Assert.Equal("signed in", await TypeAsync(again, code));
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/acme/me/security")).StatusCode);
        using var replay = await PasswordAsync(server);
        Assert.Contains("This code is not right", await TypeAsync(replay, code), StringComparison.Ordinal);

        using var lost = await PasswordAsync(server);
        Assert.Equal("signed in", await TypeAsync(lost, recovery[0]));
        using var lostAgain = await PasswordAsync(server);
        Assert.Contains("This code is not right", await TypeAsync(lostAgain, recovery[0]), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task Key_and_recovery_codes_are_not_readable_in_the_database(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var (key, recovery) = await TurnOnAsync(owner);
        await using var db = server.Database.Read(sample.Id);
        var account = await db.Accounts.SingleAsync();
        var stored = System.Text.Encoding.Latin1.GetString(account.AuthenticatorKey!) + account.RecoveryCodeHashes + string.Join(' ', await db.AuditEntries.Select(e => e.Detail).ToListAsync());
        Assert.DoesNotContain(key, stored, StringComparison.OrdinalIgnoreCase);
        Assert.All(recovery, code => Assert.DoesNotContain(code, stored, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(await db.AuditEntries.ToListAsync(), e => e.Action == "account.two_factor_on");
    }

    private static async Task<(string Key, string[] Recovery)> TurnOnAsync(HttpClient client)
    {
        await client.PostFormAsync("/acme/me/security", "security/authenticator");
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await client.GetStringAsync("/acme/me/security"));
        var key = page.QuerySelector("#authenticator code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var done = await client.PostFormAsync("/acme/me/security", "authenticator", ("Form.Code", Totp(key)));
        var shown = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await done.Content.ReadAsStringAsync());
        return (key, shown.QuerySelector(".recovery-codes")!.TextContent.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<HttpClient> PasswordAsync(TestServer server)
    {
        var client = server.NewClient();
        var answer = await client.PostFormAsync("/acme/sign-in", "sign-in", ("Form.Email", "owner@acme.test"), ("Form.Password", SignedInClient.Password));
        Assert.Contains("/acme/sign-in/code", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        return client;
    }

    private static async Task<string> TypeAsync(HttpClient client, string code)
    {
        var answer = await client.PostFormAsync("/acme/sign-in/code", "code", ("Form.Code", code));
        return answer.StatusCode == HttpStatusCode.Found ? "signed in" : await answer.Content.ReadAsStringAsync();
    }

    /// <summary>RFC 6238, as an authenticator app computes it.</summary>
    private static string Totp(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // RFC 6238 apps speak SHA-1.
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
