using System.Net;
using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Redemptions;

/// <summary>Where a try comes from.</summary>
/// <param name="Browser">Random value of a cookie; null for a first visit.</param>
/// <param name="SignedIn">Somebody we know; the limit of the whole workspace does not slow them.</param>
/// <param name="Proof">What the form sent back when the last try was held up.</param>
public sealed record CodeSource(IPAddress? Address, string? Browser, bool SignedIn, string? Proof = null);

/// <summary>
/// How fast codes may be guessed (security.md). Failures count, successes never do. A browser waits longer and longer; an address and a
/// workspace are asked for a short proof of work, or without a script for a short wait, but never blocked: an office shares one address.
/// </summary>
public sealed class CodeTries(Database database, FailureLimits limits, ProofOfWork puzzles)
{
    public const int PerBrowser = 10;
    public const int PerAddress = 30;
    public const int PerWorkspace = 600;
    public const string WorkspaceBucket = "code:workspace";
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan WorkspaceWindow = TimeSpan.FromHours(1);

    /// <summary>How long the dashboard tells the staff of it.</summary>
    public static readonly TimeSpan AlertFor = TimeSpan.FromDays(1);

    /// <summary>How long somebody without a script waits, and how far apart such tries of one address are.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(15);

    /// <summary>What stands before the next try; null = nothing.</summary>
    public async Task<Problem?> HurdleAsync(Guid workspaceId, CodeSource source, CancellationToken cancellationToken = default)
    {
        var (browser, address) = Buckets(source);
        var counts = await limits.ReadAsync(workspaceId, [browser, address, WorkspaceBucket], cancellationToken);
        if (source.Browser is not null && counts.GetValueOrDefault(browser) is { Count: >= PerBrowser } failures)
        {
            var open = failures.WindowEndsAt - Window + Delay(failures.Count);
            if (open > database.Now)
                return Wait(open - database.Now);
        }
        var crowded = counts.GetValueOrDefault(address) is { Count: >= PerAddress } || (!source.SignedIn && counts.GetValueOrDefault(WorkspaceBucket) is { Count: >= PerWorkspace });
        return crowded ? await ProofAsync(workspaceId, source, address, cancellationToken) : null;
    }

    /// <summary>Counts a well-formed code that opened nothing. The first failure over the workspace's limit alerts the staff.</summary>
    public async Task FailedAsync(Guid workspaceId, CodeSource source, CancellationToken cancellationToken = default)
    {
        Counts.Guessed();
        var (browser, address) = Buckets(source);
        List<FailureBucket> buckets = [new(WorkspaceBucket, WorkspaceWindow), new(address, Window)];
        if (source.Browser is not null)
            buckets.Add(new(browser, Window, Sliding: true));
        var counts = await limits.AddAsync(workspaceId, buckets, cancellationToken);
        if (counts[0].Count == PerWorkspace)
        {
            await database.WriteAsync(workspaceId, async db =>
            {
                db.Add(AuditEntry.By(Actor.System(workspaceId), database.Now, "guessing.noticed", "workspace", workspaceId, new { failures = PerWorkspace, within = "1 h" }));
                return await db.SaveChangesAsync(cancellationToken);
            }, cancellationToken);
        }
    }

    /// <summary>1, 2, 4 … seconds after the tenth failure, at most five minutes.</summary>
    public static TimeSpan Delay(int failures) => TimeSpan.FromSeconds(failures < PerBrowser ? 0 : Math.Min(300, Math.Pow(2, Math.Min(failures - PerBrowser, 10))));

    private async Task<Problem?> ProofAsync(Guid workspaceId, CodeSource source, string address, CancellationToken cancellationToken)
    {
        var proof = puzzles.Read(workspaceId, address, source.Proof);
        if (proof is { Solved: true } && await SpendAsync(workspaceId, proof, cancellationToken))
            return null;
        if (proof is null or { Solved: true })
            return Prove(puzzles.Issue(workspaceId, address), Slot);
        var early = proof.IssuedAt + Slot - database.Now;
        if (early > TimeSpan.Zero)
            return Prove(proof.Challenge, early);
        if (!await limits.TakeAsync(workspaceId, "slot:" + address, Slot, cancellationToken))
            return Prove(proof.Challenge, Slot);
        return await SpendAsync(workspaceId, proof, cancellationToken) ? null : Prove(puzzles.Issue(workspaceId, address), Slot);
    }

    private Task<bool> SpendAsync(Guid workspaceId, Proof proof, CancellationToken cancellationToken) =>
        limits.TakeAsync(workspaceId, "proof:" + proof.Challenge, ProofOfWork.Lifetime, cancellationToken);

    private (string Browser, string Address) Buckets(CodeSource source) =>
        ("code:browser:" + limits.Hash(source.Browser ?? ""), "code:address:" + limits.Hash(source.Address));

    private static Problem Wait(TimeSpan time) => new("rate.limited", 429, "There were many wrong codes. Please wait {0} seconds, then try again.", "code", Seconds(time))
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["retryAfter"] = Seconds(time) },
    };

    private static Problem Prove(string challenge, TimeSpan time) => new("rate.limited", 429, "Many wrong codes came from your network. Your device has to do a small calculation before the next try.", "code")
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["retryAfter"] = Seconds(time), ["challenge"] = challenge, ["bits"] = ProofOfWork.Bits },
    };

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
