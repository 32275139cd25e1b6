using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Data;

/// <summary>How far an earlier request with the same Idempotency-Key came.</summary>
public enum ClaimOutcome { Mine, StillRunning, OtherBody, Answered, AnswerLost }

/// <summary>
/// One request's hold on its Idempotency-Key. The claim is a row; the first transaction of the work marks it in the same commit, so after
/// a crash the database itself knows whether the work was done. Stored answers are sealed, because they may hold code texts (X14).
/// </summary>
public sealed class RequestClaim
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>
    /// A claim whose process has ended is free at once. One of this age is too, should the process be out of sight: cut off from the database,
    /// or still seen though its machine is gone.
    /// </summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);
    private const int Running = 0;
    private const int Committed = 1;
    private const string Mine = "workspace_id = @ws and owner_id = @owner and key = @key and created_at = @created";
    private static readonly AsyncLocal<Scope?> Ambient = new();
    private readonly (string, object?)[] _row;
    private bool _marked;

    private RequestClaim(Database database, Guid workspaceId, Guid ownerId, string key, DateTimeOffset at)
    {
        (Database, WorkspaceId, OwnerId, Key) = (database, workspaceId, ownerId, key);
        _row = [("owner", ownerId), ("key", key), ("created", at)];
    }

    public Database Database { get; }
    public Guid WorkspaceId { get; }
    public Guid OwnerId { get; }
    public string Key { get; }

    /// <summary>The claim of the request that this code runs for, if it has one.</summary>
    internal static RequestClaim? Current => Ambient.Value?.Claim;

    public static async Task<(ClaimOutcome Outcome, RequestClaim Claim, IdempotentAnswer? Answer)> TakeAsync(
        Database database, Guid workspaceId, Guid ownerId, string key, byte[] requestHash, CancellationToken cancellationToken)
    {
        // Whole microseconds: what the database gives back is compared with it.
        var now = new DateTimeOffset(database.Now.UtcTicks / 10 * 10, TimeSpan.Zero);
        var claim = new RequestClaim(database, workspaceId, ownerId, key, now);
        (string, object?)[] who = [("node", await database.NodeAsync()), ("abandoned", now - Abandoned)];
        var mine = await database.WriteAsync(workspaceId, async db =>
        {
            await db.ExecuteAsync("delete from idempotent_answer where workspace_id = @ws and created_at < @old", cancellationToken, ("old", now - Kept));
            var rows = await db.ExecuteAsync(
                $"""
                insert into idempotent_answer (workspace_id, owner_id, key, request_hash, status_code, node, created_at) values (@ws, @owner, @key, @hash, 0, @node, @created)
                on conflict (workspace_id, owner_id, key) do update set created_at = excluded.created_at, request_hash = excluded.request_hash, node = excluded.node
                where idempotent_answer.status_code = 0 and (idempotent_answer.created_at < @abandoned or {db.NodeIsGone("idempotent_answer.node")})
                """, cancellationToken, [.. claim._row, .. who, ("hash", requestHash)]);
            return rows == 1;
        }, cancellationToken);
        if (mine)
            return (ClaimOutcome.Mine, claim, null);
        await using var db = database.Read(workspaceId);
        var earlier = await db.IdempotentAnswers.FirstOrDefaultAsync(a => a.OwnerId == ownerId && a.Key == key, cancellationToken);
        var outcome = OutcomeOf(earlier, requestHash);
        return (outcome == ClaimOutcome.AnswerLost && !await IsLostAsync(db, ownerId, key, who, cancellationToken) ? ClaimOutcome.StillRunning : outcome, claim, earlier);
    }

    /// <summary>Writes of the running request mark this claim from here on, until the returned scope ends.</summary>
    public IDisposable Enter() => new Scope(this);

    /// <summary>For a write that only prepares the work and may be done twice: until the returned scope ends nothing marks the claim.</summary>
    public static IDisposable Aside() => new Pause(Ambient.Value);

    /// <summary>Called inside the write transaction, before its commit.</summary>
    internal async Task MarkAsync(Db db, CancellationToken cancellationToken)
    {
        if (_marked || db.WorkspaceId != WorkspaceId)
            return;
        if (await db.ExecuteAsync($"update idempotent_answer set status_code = {Committed} where {Mine} and status_code = {Running}", cancellationToken, _row) == 0)
            throw new ClaimLostException();
    }

    internal void Marked() => _marked = true;

    public Task KeepAsync(int status, string? contentType, string body) => Database.WriteAsync(WorkspaceId, db => db.ExecuteAsync(
        $"update idempotent_answer set status_code = @status, content_type = @type, body = @body where {Mine}", CancellationToken.None,
        [.. _row, ("status", status), ("type", contentType), ("body", Database.Keys.Of(WorkspaceId).Seal(body))]));

    /// <summary>The work came to nothing: the key is free again, unless a commit arrived after all.</summary>
    public Task ReleaseAsync() => Database.WriteAsync(WorkspaceId, db => db.ExecuteAsync(
        $"delete from idempotent_answer where {Mine} and status_code = {Running}", CancellationToken.None, _row));

    public string BodyOf(IdempotentAnswer answer) => answer.Body is null ? "" : Database.Keys.Of(WorkspaceId).Open(answer.Body);

    /// <summary>The work was committed, and whoever should keep the answer cannot any more.</summary>
    private static async Task<bool> IsLostAsync(Db db, Guid ownerId, string key, (string, object?)[] who, CancellationToken cancellationToken) =>
        (await db.QueryAsync(
            $"select 1 from idempotent_answer where workspace_id = @ws and owner_id = @owner and key = @key and status_code = {Committed} and (created_at < @abandoned or {db.NodeIsGone("node")})",
            row => row.Int(0), cancellationToken, [("owner", ownerId), ("key", key), .. who])).Count > 0;

    private static ClaimOutcome OutcomeOf(IdempotentAnswer? earlier, byte[] requestHash) =>
        earlier is null ? ClaimOutcome.StillRunning
        : !CryptographicOperations.FixedTimeEquals(earlier.RequestHash, requestHash) ? ClaimOutcome.OtherBody
        : earlier.StatusCode > Committed ? ClaimOutcome.Answered
        : earlier.StatusCode == Committed ? ClaimOutcome.AnswerLost
        : ClaimOutcome.StillRunning;

    /// <summary>Held by reference, so that a background loop which a request happened to start lets go of its claim too.</summary>
    private sealed class Scope : IDisposable
    {
        public Scope(RequestClaim claim)
        {
            Claim = claim;
            Ambient.Value = this;
        }

        public RequestClaim? Claim { get; private set; }

        public void Dispose() => Claim = null;
    }

    private sealed class Pause : IDisposable
    {
        private readonly Scope? _paused;

        public Pause(Scope? paused) => (_paused, Ambient.Value) = (paused, null);

        public void Dispose() => Ambient.Value = _paused;
    }
}

/// <summary>Another request took the key over while this one lingered; its work was rolled back.</summary>
public sealed class ClaimLostException() : Exception("Another request took this Idempotency-Key over.");
