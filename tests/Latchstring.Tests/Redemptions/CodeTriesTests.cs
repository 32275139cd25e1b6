using System.Net;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Accounts;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class CodeTriesTests
{
    private static readonly IPAddress Office = IPAddress.Parse("203.0.113.7");

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task Ten_failures_of_one_browser_cost_nothing_then_the_wait_grows(TestDatabase test)
    {
        var (ws, tries) = await StartAsync(test);
        var source = new CodeSource(Office, "browser-one", SignedIn: false);
        for (var i = 0; i < CodeTries.PerBrowser; i++)
        {
            Assert.Null(await tries.HurdleAsync(ws, source));
            await tries.FailedAsync(ws, source);
        }
        var waits = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            var hurdle = await tries.HurdleAsync(ws, source);
            Assert.Equal(("rate.limited", 429), (hurdle!.Code, hurdle.Status));
            var seconds = (int)hurdle.Extensions!["retryAfter"]!;
            waits.Add(seconds);
            test.Clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Null(await tries.HurdleAsync(ws, source));
            await tries.FailedAsync(ws, source);
        }
        Assert.Equal([1, 2, 4, 8, 16], waits);
        Assert.Null(await tries.HurdleAsync(ws, source with { Browser = "browser-two" }));
        test.Clock.Advance(CodeTries.Window);
        Assert.Null(await tries.HurdleAsync(ws, source));
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task An_office_that_mistypes_often_is_asked_for_a_proof_and_never_blocked(TestDatabase test)
    {
        var (ws, tries) = await StartAsync(test);
        await FailAsync(tries, ws, Office, CodeTries.PerAddress);
        var source = new CodeSource(Office, "fresh", SignedIn: true);
        var hurdle = await tries.HurdleAsync(ws, source);
        var challenge = (string)hurdle!.Extensions!["challenge"]!;
        var solved = source with { Proof = Solve(challenge) };
        Assert.Null(await tries.HurdleAsync(ws, solved));
        Assert.NotNull(await tries.HurdleAsync(ws, solved));
        Assert.NotNull(await tries.HurdleAsync(ws, source with { Proof = challenge + ".0" }));
        Assert.Null(await tries.HurdleAsync(ws, new CodeSource(IPAddress.Parse("198.51.100.1"), "fresh", SignedIn: false)));
        test.Clock.Advance(CodeTries.Window);
        Assert.Null(await tries.HurdleAsync(ws, source));
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task Without_a_script_a_short_wait_does_but_only_one_try_at_a_time(TestDatabase test)
    {
        var (ws, tries) = await StartAsync(test);
        await FailAsync(tries, ws, Office, CodeTries.PerAddress);
        var source = new CodeSource(Office, "fresh", SignedIn: false);
        var challenges = new List<string>();
        for (var i = 0; i < 3; i++)
            challenges.Add((string)(await tries.HurdleAsync(ws, source))!.Extensions!["challenge"]!);
        Assert.NotNull(await tries.HurdleAsync(ws, source with { Proof = challenges[0] }));
        test.Clock.Advance(CodeTries.Slot);
        Assert.Null(await tries.HurdleAsync(ws, source with { Proof = challenges[0] }));
        Assert.NotNull(await tries.HurdleAsync(ws, source with { Proof = challenges[1] }));
        test.Clock.Advance(CodeTries.Slot);
        Assert.NotNull(await tries.HurdleAsync(ws, source with { Proof = challenges[0] }));
        test.Clock.Advance(CodeTries.Slot);
        Assert.Null(await tries.HurdleAsync(ws, source with { Proof = challenges[1] }));
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task A_workspace_under_attack_asks_strangers_for_a_proof_and_alerts_its_staff_once(TestDatabase test)
    {
        var (ws, tries) = await StartAsync(test);
        for (var i = 0; i < CodeTries.PerWorkspace + 5; i++)
            await tries.FailedAsync(ws, new CodeSource(new IPAddress([10, 0, (byte)(i / 20), (byte)(i % 20)]), null, SignedIn: false));
        Assert.NotNull(await tries.HurdleAsync(ws, new CodeSource(Office, null, SignedIn: false)));
        Assert.Null(await tries.HurdleAsync(ws, new CodeSource(Office, null, SignedIn: true)));
        await using var db = test.Database.Read(ws);
        Assert.Equal("guessing.noticed", (await db.AuditEntries.SingleAsync()).Action);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        Assert.Null(await tries.HurdleAsync(other.Id, new CodeSource(Office, null, SignedIn: false)));
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task Addresses_are_kept_as_keyed_hashes_and_a_household_counts_as_one(TestDatabase test)
    {
        var (ws, tries) = await StartAsync(test);
        await tries.FailedAsync(ws, new CodeSource(IPAddress.Parse("2001:db8:1:2::1"), null, SignedIn: false));
        await tries.FailedAsync(ws, new CodeSource(IPAddress.Parse("2001:db8:1:2:ffff::9"), null, SignedIn: false));
        await tries.FailedAsync(ws, new CodeSource(Office, null, SignedIn: false));
        await tries.FailedAsync(ws, new CodeSource(IPAddress.Parse("::ffff:203.0.113.7"), null, SignedIn: false));
        await using var db = test.Database.Read(ws);
        var rows = await db.FailureCounts.Where(row => row.Bucket.StartsWith("code:address:")).ToListAsync();
        Assert.Equal([2, 2], rows.Select(row => row.Count));
        var plain = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Office.ToString())));
        Assert.DoesNotContain(rows, row => row.Bucket.Contains("203.0", StringComparison.Ordinal) || row.Bucket.Contains("cb007107", StringComparison.OrdinalIgnoreCase) || row.Bucket.Contains(plain[..16], StringComparison.Ordinal));
    }

    internal static string Solve(string challenge)
    {
        for (var nonce = 0; ; nonce++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{challenge}.{nonce}"));
            if (hash[0] == 0 && hash[1] == 0)
                return $"{challenge}.{nonce}";
        }
    }

    private static async Task FailAsync(CodeTries tries, Guid workspaceId, IPAddress address, int times)
    {
        for (var i = 0; i < times; i++)
            await tries.FailedAsync(workspaceId, new CodeSource(address, null, SignedIn: false));
    }

    private static async Task<(Guid Workspace, CodeTries Tries)> StartAsync(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        return (sample.Id, new CodeTries(test.Database, new FailureLimits(test.Database), new ProofOfWork(test.Database)));
    }
}
