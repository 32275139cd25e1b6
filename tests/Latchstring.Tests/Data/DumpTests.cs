using System.Diagnostics;
using System.Text;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Crash;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;
using Npgsql;

namespace Latchstring.Tests.Data;

/// <summary>Whoever steals the database, a dump or a backup reads no code, no name of a numbered batch, no key and no link in it.</summary>
public class DumpTests
{
    private const string Name = "MATHSUMMER";

    [Theory, EachDatabase, Trait("Req", "X14")]
    public async Task A_stolen_database_shows_none_of_ten_thousand_codes(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, random) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 4_500, Note: "Plain note"));
        var (_, named) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2_500, Naming.NamePlusRandom, "GEOMETRIA"));
        var (_, numbered) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2_500, Naming.Sequential, Name, AcceptGuessable: true));
        var own = (await EditAsync(test, sample, verbs)).Concat(await ImportAsync(test, sample)).ToArray();
        await UseAsync(test, sample, verbs, [.. random.Take(50), .. named.Take(50), .. numbered.Take(50), .. own[..60]]);
        await MailAsync(test, sample);
        string[] secrets = [.. random.Concat(named).Concat(numbered).Concat(own).Select(text => CodeText.Parse(text).Canonical), .. random.Concat(named).Concat(numbered).Select(Bare), Name, "GEOMETRIA"];
        foreach (var (file, bytes) in await DumpsAsync(test))
        {
            Assert.True(Encoding.ASCII.GetString(bytes).Contains("Plain note", StringComparison.Ordinal), $"{file} holds the data");
            Assert.Empty(DumpScan.Find(bytes, [.. secrets.Distinct()]).Select(secret => $"{file}: {secret}"));
        }
    }

    /// <summary>Sent mails are kept word for word, with their codes.</summary>
    private static async Task MailAsync(TestDatabase test, SampleWorkspace sample)
    {
        await using var kit = SendingKit.Over(test, sample);
        var sent = await kit.Send.RunAsync(sample.Owner, new CodesToSend(null, new CodeFilter(OfferingId: sample.Course.Id), [.. SendingKit.Addresses(40)], PerMinute: Lane.FastestPerMinute));
        Assert.True(sent.Ok, sent.Problem?.English);
        await kit.RunAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        Assert.Equal(40, kit.Server.Taken.Count);
    }

    [Theory, EachDatabase, Trait("Req", "X14")]
    public async Task A_stolen_database_shows_no_key_no_password_and_no_link(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var signedIn = await server.SignInAsync(sample);
        var key = ApiKeyText.New(sample.Id);
        await sample.AddAsync(new ApiKey { WorkspaceId = sample.Id, Name = "Shop system", KeyHash = ApiKeyText.HashOf(key), Hint = key[^4..], Permissions = Permission.All });
        string[] tokens = [key, key[^43..^4], SignedInClient.Password, (await new MakePasswordLink(test.Database).ForAccountAsync(sample.Owner, sample.OwnerAccount.Id)).Value.Token];
        foreach (var (file, bytes) in await DumpsAsync(test))
        {
            var text = Encoding.Latin1.GetString(bytes);
            Assert.True(text.Contains("Shop system", StringComparison.Ordinal), $"{file} holds the data");
            Assert.DoesNotContain(tokens, token => text.Contains(token, StringComparison.Ordinal));
        }
    }

    /// <summary>A search that finds nothing proves something only if it would find what is there.</summary>
    [Theory]
    [InlineData("…7KQ4-W9XD-3TBFX…"), InlineData("x 7kq4w9xd3tbfx;"), InlineData("7KQ4 W9XD 3TBFX")]
    public void The_search_finds_a_code_in_any_hand(string hidden)
    {
        string[] secrets = ["7KQ4W9XD3TBFX"];
        Assert.Equal(secrets, DumpScan.Find(Encoding.UTF8.GetBytes(hidden), secrets));
        Assert.Equal(secrets, DumpScan.Find(Encoding.Unicode.GetBytes(hidden), secrets));
        Assert.Equal(secrets, DumpScan.Find(Encoding.ASCII.GetBytes("\\x0" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(hidden))), secrets));
        Assert.Empty(DumpScan.Find(Encoding.UTF8.GetBytes(hidden.Replace('3', '4')), secrets));
    }

    /// <summary>Texts of one's own, some of them old ones that still open.</summary>
    private static async Task<string[]> EditAsync(TestDatabase test, SampleWorkspace sample, Verbs verbs)
    {
        var (batch, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 10));
        for (var number = 1; number <= 10; number++)
        {
            foreach (var text in new[] { $"FORMER-TEXT-{number:000}", $"CHOSEN-TEXT-{number:000}" })
            {
                var edited = await new EditCode(test.Database).RunAsync(sample.Owner, new CodeEdit(AccessCode.IdOf(batch.Id, number), Text: text, AliasUntil: test.Clock.Now.AddDays(9)));
                Assert.Null(edited.Problem?.English);
            }
        }
        return [.. Enumerable.Range(1, 10).SelectMany(number => new[] { $"FORMER-TEXT-{number:000}", $"CHOSEN-TEXT-{number:000}" })];
    }

    /// <summary>Texts from a file.</summary>
    private static async Task<string[]> ImportAsync(TestDatabase test, SampleWorkspace sample)
    {
        string[] texts = [.. Enumerable.Range(1, 480).Select(number => $"PRINTED-{number:0000}-CARD")];
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("Code\r\n" + string.Join("\r\n", texts)));
        var report = await new ImportCodes(test.Database).RunAsync(sample.Owner, new CodeImport(file, sample.Course.Id, null));
        Assert.Equal(texts.Length, report.Value.Good);
        return texts;
    }

    /// <summary>Found, redeemed, changed, deleted, asked for: whatever leaves a trace.</summary>
    private static async Task UseAsync(TestDatabase test, SampleWorkspace sample, Verbs verbs, string[] texts)
    {
        var change = new ChangeCodes(test.Database, verbs.Queue);
        foreach (var (i, text) in texts.Index())
        {
            var found = (await verbs.Find.RunAsync(sample.Id, text))!;
            if (i % 2 == 0)
            {
                Assert.True((await verbs.Redeem.RunAsync(sample.Owner, text, (await sample.AddPersonAsync($"p{i}@example.org")).Id)).Ok || found.ByAlias);
                continue;
            }
            await change.RunAsync(sample.Owner, CodeChange.Deactivate, found.Code.Id);
            if (i % 3 == 0)
                await change.RunAsync(sample.Owner, CodeChange.Delete, found.Code.Id);
            await verbs.Redeem.RunAsync(sample.Owner, text, (await sample.AddPersonAsync($"p{i}@example.org")).Id);
        }
    }

    private static async Task<List<(string File, byte[] Bytes)>> DumpsAsync(TestDatabase test)
    {
        if (test.Kind == DatabaseKind.Sqlite)
        {
            var file = ((SqliteDatabase)test.Database).FileName;
            var copy = Path.Combine(Path.GetDirectoryName(file)!, "backup.db");
            var backup = await ServerProcess.RunAsync(test.ConnectionString, Path.GetDirectoryName(file)!, "backup", copy);
            Assert.True(backup.Code == 0, backup.Said);
            return [("database and WAL", [.. await ReadAsync(file), .. await ReadAsync(file + "-wal")]), ("backup", await ReadAsync(copy))];
        }
        return [("plain dump", await DumpAsync(test, "--format=plain")), ("custom dump", await DumpAsync(test, "--format=custom", "--compress=0"))];
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> DumpAsync(TestDatabase test, params string[] format)
    {
        var tool = Directory.Exists("/usr/lib/postgresql") ? Directory.GetFiles("/usr/lib/postgresql", "pg_dump", SearchOption.AllDirectories).Order().LastOrDefault() ?? "pg_dump" : "pg_dump";
        var connection = new NpgsqlConnectionStringBuilder(test.ConnectionString);
        var start = new ProcessStartInfo(tool, [.. format, $"--host={connection.Host}", $"--port={connection.Port}", $"--username={connection.Username}", connection.Database!]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var bytes = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(bytes);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return bytes.ToArray();
    }

    private static string Bare(string shown) => shown.Replace("-", "", StringComparison.Ordinal);
}
