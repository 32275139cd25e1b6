using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Jobs;

namespace Latchstring.Codes;

/// <param name="Ids">These codes; null = all that match <paramref name="Filter"/>.</param>
public sealed record CodesToChange(CodeChange Change, IReadOnlyCollection<Guid>? Ids, CodeFilter? Filter = null);

public sealed record RefusedCode(Guid Id, string Code);

/// <param name="RefusedCount">All refusals; <paramref name="Refused"/> names the first thousand.</param>
/// <param name="JobId">Set when there are too many to do at once: a job goes on with them and carries the counts.</param>
public sealed record CodesChanged(long Changed, IReadOnlyList<RefusedCode> Refused, long RefusedCount, Guid? JobId = null)
{
    /// <summary>All refusals, counted by their reason.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();

    /// <summary>The first hundred that changed, for an undo.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<Guid> ChangedIds { get; init; } = [];
}

/// <summary>Deactivates, reactivates, archives, restores or deletes codes: one, a selection, or all that match. Those that refuse are named, the others change.</summary>
public sealed class ChangeCodes(Database database, JobQueue jobs)
{
    public const int AtOnce = 10_000;
    public const string JobKind = "codes.change";
    private const int NamedRefusals = 1_000;

    public async Task<Result<CodesChanged>> RunAsync(Actor actor, CodesToChange input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        if (input.Ids is { Count: > AtOnce })
            return Problem.Invalid("ids", "Name at most {0} codes at once, or use a filter.", AtOnce);
        var ids = input.Ids?.Distinct().ToList() ?? await MatchingAsync(actor, input.Filter ?? new CodeFilter(), input.Change, cancellationToken);
        if (ids.Count > AtOnce)
            return await LaterAsync(actor, input, cancellationToken);
        return await database.WriteAsync(actor.WorkspaceId, db => ChangeAsync(db, actor, input.Change, ids, database.Now, cancellationToken), cancellationToken);
    }

    /// <summary>One code, with its refusal as the answer.</summary>
    public async Task<Result<CodesChanged>> RunAsync(Actor actor, CodeChange change, Guid id, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(actor, new CodesToChange(change, [id]), cancellationToken);
        return result is { Ok: true, Value.Refused: [var refused] } ? ProblemOf(refused.Code) : result;
    }

    public static Problem ProblemOf(string code) => code switch
    {
        "code.used" => ChangeRules.Used,
        "code.active" => ChangeRules.StillActive,
        "code.archived" => ChangeRules.Archived,
        "code.not_archived" => ChangeRules.NotArchived,
        "code.used_up" => ChangeRules.UsedUp,
        "code.expired" => ChangeRules.Expired,
        _ => Problem.NotFound("code"),
    };

    /// <summary>Changes up to <see cref="AtOnce"/> codes in the caller's transaction.</summary>
    internal static async Task<CodesChanged> ChangeAsync(Db db, Actor actor, CodeChange change, IReadOnlyList<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        long changed = 0, refusedCount = 0;
        var refused = new List<RefusedCode>();
        var first = new List<Guid>();
        var reasons = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var chunk in ids.Chunk(1_000))
        {
            var known = await ChangeSql.ReadAsync(db, actor, chunk, cancellationToken);
            var verdicts = known.ConvertAll(code => (Code: code, ChangeRules.Refusal(change, code, now)?.Code));
            var no = chunk.Except(known.Select(code => code.Id)).Select(id => new RefusedCode(id, "code.not_found"))
                .Concat(verdicts.Where(v => v.Item2 is not null).Select(v => new RefusedCode(v.Code.Id, v.Item2!))).ToList();
            refusedCount += no.Count;
            foreach (var reason in no.CountBy(code => code.Code))
                reasons[reason.Key] = reasons.GetValueOrDefault(reason.Key) + reason.Value;
            refused.AddRange(no.Take(NamedRefusals - refused.Count));
            var yes = verdicts.Where(v => v.Item2 is null && v.Code.State != ChangeRules.After(change)).Select(v => v.Code).ToList();
            changed += yes.Count;
            first.AddRange(yes.Take(100 - first.Count).Select(code => code.Id));
            if (yes.Count > 0)
                await ChangeSql.ApplyAsync(db, actor, change, yes, now, cancellationToken);
        }
        return new CodesChanged(changed, refused, refusedCount) { ChangedIds = first, Reasons = reasons };
    }

    /// <summary>Ids that the filter names, one more than <see cref="AtOnce"/> at most.</summary>
    private async Task<List<Guid>> MatchingAsync(Actor actor, CodeFilter filter, CodeChange change, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var where = await Concerning(filter, change).WhereAsync(db, actor, database.Keys.Of(actor.WorkspaceId), database.Now, cancellationToken);
        return where is null ? [] : await ChangeSql.IdsAsync(db, where, change, AtOnce + 1, cancellationToken);
    }

    /// <summary>Restoring looks among the archived; everything else only where the filter says so.</summary>
    internal static CodeFilter Concerning(CodeFilter filter, CodeChange change) =>
        change == CodeChange.Restore && filter.Status is null ? filter with { Status = CodeStatus.Archived } : filter;

    private async Task<Result<CodesChanged>> LaterAsync(Actor actor, CodesToChange input, CancellationToken cancellationToken)
    {
        await using var read = database.Read(actor.WorkspaceId);
        var where = await Concerning(input.Filter ?? new CodeFilter(), input.Change).WhereAsync(read, actor, database.Keys.Of(actor.WorkspaceId), database.Now, cancellationToken);
        var job = new Job
        {
            Total = where is null ? 0 : await ChangeSql.CountAsync(read, where, cancellationToken),
            WorkspaceId = actor.WorkspaceId,
            Kind = JobKind,
            Payload = JsonSerializer.Serialize(new ChangeJob(input.Change, input.Filter ?? new CodeFilter(), JobActor.Of(actor)), AuditJson.Options),
            ActorName = actor.Name,
            CreatedAt = database.Now,
        };
        await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.Add(job);
            db.Add(AuditEntry.By(actor, database.Now, "codes.change_started", "job", job.Id, new { input.Change, Filter = (input.Filter ?? new CodeFilter()).Told }));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
        jobs.Wake();
        return new CodesChanged(0, [], 0, job.Id);
    }
}

internal sealed record ChangeJob(CodeChange Change, CodeFilter Filter, JobActor Actor);

/// <summary>Who asked, as kept with a job.</summary>
internal sealed record JobActor(Guid WorkspaceId, ActorKind Kind, Guid? Id, string Name, Permission Permissions, Guid[]? Offerings)
{
    public static JobActor Of(Actor actor) => new(actor.WorkspaceId, actor.Kind, actor.Id, actor.Name, actor.Permissions, actor.Offerings?.ToArray());

    /// <summary>The viewer's scope holds all that this job may touch.</summary>
    public bool IsWithin(Actor viewer) => viewer.Offerings is null || Offerings?.All(viewer.Offerings.Contains) == true;

    public Actor ToActor() => new(WorkspaceId, Kind, Id, Name, Permissions, Offerings?.ToHashSet());
}
