using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <param name="Query">Beginnings of names or of the e-mail address.</param>
/// <param name="CampaignId">Invited last by this campaign.</param>
public sealed record MemberFilter(InviteState? State = null, Segment? Segment = null, string? Query = null, Guid? CampaignId = null, Guid? PersonId = null)
{
    /// <summary>People of the location as rows p, its app as o, their invitation as i and registration as r.</summary>
    internal const string From =
        """
        person p join offering o on o.workspace_id = p.workspace_id and o.location_id = p.location_id
        left join invitation i on i.workspace_id = p.workspace_id and i.offering_id = o.id and i.person_id = p.id
        left join registration r on r.workspace_id = p.workspace_id and r.offering_id = o.id and r.person_id = p.id
        """;

    internal Where Where(Guid appId, DateTimeOffset now)
    {
        var where = new Where().And("o.id = @app and @now is not null", ("app", appId), ("now", now));
        if (State is { } state)
            where.And($"{Invitation.StateSql} = @state", ("state", state.ToString()));
        if (Segment is { } segment)
            where.And("p.segment = @segment", ("segment", segment));
        if (CampaignId is { } campaign)
            where.And("i.campaign_id = @campaign", ("campaign", campaign));
        if (PersonId is { } person)
            where.And("p.id = @person", ("person", person));
        return where.Begins(Query, "p.first_name", "p.last_name", "p.email");
    }
}

/// <summary>One person of a location as the booking app sees them. <paramref name="Mail"/> and <paramref name="Code"/> are the messages of the newest invitation.</summary>
public sealed record MemberRow(
    Guid Id, string Name, string? Email, string? Phone, Segment? Segment, InviteState State, Guid? InvitationId, DateTimeOffset? SentAt, DateTimeOffset? ExpiresAt, Guid? CampaignId, MessageStatus? Mail, MessageStatus? Code)
{
    public bool CanBeInvited => State == InviteState.NotInvited;

    /// <summary>S2.29, S2.30.</summary>
    public bool CanBeSentAgain => State is InviteState.Sent or InviteState.Expired;
}

/// <param name="Segments">People by segment, null = none; and among them how many were never invited.</param>
public sealed record MemberCounts(IReadOnlyDictionary<InviteState, long> States, IReadOnlyList<(Segment? Segment, long NotInvited, long All)> Segments)
{
    public long Of(InviteState state) => States.GetValueOrDefault(state);
    public long All => States.Values.Sum();
}

/// <summary>The contact list of a booking app (S2.28).</summary>
public sealed class ListMembers(Database database)
{
    private const string Status = "(select m.status from message m where m.workspace_id = p.workspace_id and m.code_id = i.code_id and m.type = '{0}' order by m.created_at desc limit 1)";

    public static readonly ListQuery<MemberRow> Rows = new()
    {
        From = MemberFilter.From,
        Columns = $"""
            p.id, p.first_name, p.last_name, p.email, p.phone, p.segment, {Invitation.StateSql}, i.id, i.sent_at, i.expires_at, i.campaign_id,
            {Status.Replace("{0}", "Invite", StringComparison.Ordinal)}, {Status.Replace("{0}", "InviteCode", StringComparison.Ordinal)}
            """,
        Workspace = "p.workspace_id",
        Id = "p.id",
        Map = row => new MemberRow(
            row.Guid(0), new Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName, row.TextOrNull(3), row.TextOrNull(4),
            row.IsNull(5) ? null : row.Enum<Segment>(5), row.Enum<InviteState>(6), row.GuidOrNull(7), row.TimeOrNull(8), row.TimeOrNull(9), row.GuidOrNull(10),
            row.IsNull(11) ? null : row.Enum<MessageStatus>(11), row.IsNull(12) ? null : row.Enum<MessageStatus>(12)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))",
            ["expires"] = "coalesce(i.expires_at, {infinity})",
        },
        DefaultSort = "name",
    };

    public async Task<Result<Page<MemberRow>>> RunAsync(Actor actor, Guid appId, MemberFilter filter, PageRequest request, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople, appId))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, filter.Where(appId, database.Now), request, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, Guid appId, MemberFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, filter.Where(appId, database.Now), cancellationToken);
    }

    public async IAsyncEnumerable<MemberRow> StreamAsync(Actor actor, Guid appId, MemberFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople, appId))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, filter.Where(appId, database.Now), sort, cancellationToken))
            yield return row;
    }

    /// <summary>How many stand where; they add up to the people of the location.</summary>
    public async Task<MemberCounts> CountsAsync(Actor actor, Guid appId, MemberFilter? filter = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var where = (filter ?? new MemberFilter()).Where(appId, database.Now);
        var rows = await db.QueryAsync(
            $"select segment, state, count(*) from (select p.segment as segment, {Invitation.StateSql} as state from {MemberFilter.From} where {where.Sql("p.workspace_id = @ws")}) one group by segment, state",
            row => (Segment: row.IsNull(0) ? (Segment?)null : row.Enum<Segment>(0), State: row.Enum<InviteState>(1), Count: row.Long(2)), cancellationToken, [.. where.Parameters]);
        return new MemberCounts(
            rows.GroupBy(row => row.State).ToDictionary(group => group.Key, group => group.Sum(row => row.Count)),
            [.. rows.GroupBy(row => row.Segment).OrderBy(group => group.Key ?? (Segment)99).Select(group => (group.Key, group.Where(row => row.State == InviteState.NotInvited).Sum(row => row.Count), group.Sum(row => row.Count)))]);
    }

    /// <summary>The booking app of a location that the actor reaches, or null.</summary>
    public async Task<Offering?> AppAsync(Actor actor, Guid locationId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await db.Offerings.SingleOrDefaultAsync(o => o.LocationId == locationId, cancellationToken) is { } app && actor.May(Permission.SeePeople, app.Id) ? app : null;
    }
}
