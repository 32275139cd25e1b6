using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Redemptions;

/// <summary>A person in an offering. <paramref name="AccessUntil"/> is exclusive; the code is the one that opened or last renewed the access.</summary>
public sealed record RegistrationRow(
    Guid Id, Guid OfferingId, string OfferingName, Guid PersonId, string PersonName, string? Email, RegistrationStatus Status, RegistrationSource Source,
    DateTimeOffset CreatedAt, DateTimeOffset? AccessUntil, Guid? RedemptionId, Guid? CodeId, Guid? BatchId, string? BatchNote);

/// <param name="Access">True = access is open now, false = it has ended or was never given.</param>
public sealed record RegistrationFilter(Guid? OfferingId = null, Guid? PersonId = null, string? Query = null, RegistrationStatus? Status = null, bool? Access = null);

/// <summary>Who is in, since when, until when and by which code.</summary>
public sealed class ListRegistrations(Database database)
{
    internal const string Tables = """
        registration r
        join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
        join offering o on o.workspace_id = r.workspace_id and o.id = r.offering_id
        left join redemption d on d.workspace_id = r.workspace_id and d.id = r.redemption_id
        left join code_batch b on b.workspace_id = d.workspace_id and b.id = d.batch_id
        """;

    public static readonly ListQuery<RegistrationRow> Rows = new()
    {
        From = Tables,
        Columns = """
            r.id, r.offering_id, o.name, r.person_id, p.first_name, p.last_name, p.email, p.phone, r.status, r.source,
            r.created_at, r.access_until, r.redemption_id, d.code_id, d.batch_id, b.note
            """,
        Workspace = "r.workspace_id",
        Id = "r.id",
        Map = row => new RegistrationRow(
            row.Guid(0), row.Guid(1), row.Text(2), row.Guid(3), Name(row), row.TextOrNull(6), row.Enum<RegistrationStatus>(8), row.Enum<RegistrationSource>(9),
            row.Time(10), row.TimeOrNull(11), row.GuidOrNull(12), row.GuidOrNull(13), row.GuidOrNull(14), row.TextOrNull(15)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["since"] = "r.created_at",
            ["until"] = "coalesce(r.access_until, {infinity})",
            ["name"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))",
            ["email"] = "coalesce(p.email, '')",
        },
        DefaultSort = "-since",
    };

    public async Task<Result<Page<RegistrationRow>>> RunAsync(Actor actor, RegistrationFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter, database.Now), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, RegistrationFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter, database.Now), cancellationToken);
    }

    public async IAsyncEnumerable<RegistrationRow> StreamAsync(Actor actor, RegistrationFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter, database.Now), sort, cancellationToken))
            yield return row;
    }

    /// <summary>One registration, if the actor sees its offering.</summary>
    public async Task<Result<RegistrationRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Rows.PageAsync(db, Matching(actor, new(), database.Now).And("r.id = @id", ("id", id)), new PageRequest(Limit: 1), cancellationToken);
        return found.Items is [var row] ? row : Problem.NotFound("registration");
    }

    internal static Where Matching(Actor actor, RegistrationFilter filter, DateTimeOffset now)
    {
        var where = new Where().InScope(actor, "r.offering_id");
        if (filter.OfferingId is { } offering)
            where.And("r.offering_id = @offering", ("offering", offering));
        if (filter.PersonId is { } person)
            where.And("r.person_id = @person", ("person", person));
        if (filter.Status is { } status)
            where.And("r.status = @status", ("status", status));
        if (filter.Access is { } open)
            where.And($"{(open ? "" : "not ")}(r.status = 'Registered' and (r.access_until is null or @now < r.access_until))", ("now", now));
        return where.Begins(filter.Query, "p.first_name", "p.last_name", "p.email");
    }

    private static string Name(Row row) => string.Join(' ', new[] { row.TextOrNull(4), row.TextOrNull(5) }.Where(part => !string.IsNullOrWhiteSpace(part))) is { Length: > 0 } name
        ? name
        : row.TextOrNull(6) ?? row.TextOrNull(7) ?? "–";
}
