using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>
/// Who did what to what, written by the verb in its own transaction (<c>code.deactivated</c>). Never changed; chained by <see cref="AuditSeal"/>.
/// </summary>
public sealed class AuditEntry : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public DateTimeOffset At { get; init; }
    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Action { get; init; }

    /// <summary>The noun: code, batch, offering, account …</summary>
    public required string Subject { get; init; }
    public Guid? SubjectId { get; init; }

    /// <summary>What changed, JSON; never a code text or a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// Number of the writing transaction, which the database gives. The sealer takes whole, finished transactions in this order,
    /// so no entry can appear behind a seal and none needs to be touched again.
    /// </summary>
    public long Tx { get; set; }

    /// <summary>Many entries in one statement, for hot paths.</summary>
    public static Task InsertAsync(Db db, IReadOnlyList<AuditEntry> entries)
    {
        List<(string, Array)> columns =
        [
            ("id", entries.Select(e => e.Id).ToArray()), ("at", entries.Select(e => e.At).ToArray()), ("actor_kind", entries.Select(e => e.ActorKind.ToString()).ToArray()),
            ("actor_id", entries.Select(e => e.ActorId).ToArray()), ("actor_name", entries.Select(e => e.ActorName).ToArray()), ("action", entries.Select(e => e.Action).ToArray()),
            ("subject", entries.Select(e => e.Subject).ToArray()), ("subject_id", entries.Select(e => e.SubjectId).ToArray()), ("detail", entries.Select(e => e.Detail).ToArray()),
        ];
        if (db is SqliteDb sqlite)
            columns.Add(("tx", Enumerable.Repeat(sqlite.Tx, entries.Count).ToArray()));
        return db.InsertManyAsync("audit_entry", CancellationToken.None, [.. columns]);
    }

    public static AuditEntry By(Actor actor, DateTimeOffset at, string action, string subject, Guid? subjectId, object? detail = null) => new()
    {
        WorkspaceId = actor.WorkspaceId,
        At = at,
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Action = action,
        Subject = subject,
        SubjectId = subjectId,
        Detail = detail is null ? null : System.Text.Json.JsonSerializer.Serialize(detail, AuditJson.Options),
    };
}

public static class AuditJson
{
    public static readonly System.Text.Json.JsonSerializerOptions Options = new(System.Text.Json.JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase) },
    };
}

/// <summary>One link of a workspace's audit chain: the hash of all entries of the transactions [FromTx, ToTx), over the hash before (I13).</summary>
public sealed class AuditSeal : IOwned
{
    public Guid WorkspaceId { get; init; }
    public long Number { get; init; }
    public long FromTx { get; init; }
    public long ToTx { get; init; }
    public int Entries { get; init; }
    public required byte[] Hash { get; init; }
    public DateTimeOffset At { get; init; }
}
