using System.Security.Cryptography;
using System.Text;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.CheckIns;

/// <summary>A guest at the door.</summary>
/// <param name="Email">For telling namesakes apart.</param>
/// <param name="Host">Who brings this person along.</param>
public sealed record DoorGuest(Guid RegistrationId, Guid PersonId, string Name, string? Email, string? Host, DateTimeOffset? CheckedInAt);

/// <summary>One line of the log of scans.</summary>
public sealed record CheckInRow(Guid Id, Guid? RegistrationId, string? Name, CheckInOutcome Outcome, DateTimeOffset At, DateTimeOffset ReceivedAt, string Device, string ActorName);

/// <param name="Registered">Guests with a place.</param>
/// <param name="Present">Of them in the house.</param>
/// <param name="Conflicts">People let in twice by devices that did not know of each other.</param>
public sealed record DoorCounts(int Registered, int Present, int Conflicts);

/// <summary>What a device needs to work without network: no ticket can be made from it.</summary>
/// <param name="Ticket">The first 16 hex digits of the SHA-256 of the ticket's text.</param>
public sealed record OfflineTicket(string Ticket, string Name, bool IsIn);

/// <summary>The state of the door of one event, for staff.</summary>
public sealed class SeeDoor(Database database)
{
    private const string NameSql = "coalesce(nullif(trim(coalesce(p.first_name, '') || ' ' || coalesce(p.last_name, '')), ''), p.email, p.phone, '–')";

    private static readonly ListQuery<DoorGuest> Guests = new()
    {
        From =
            """
            registration r join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
            left join registration h on h.workspace_id = r.workspace_id and h.id = r.companion_of left join person hp on hp.workspace_id = h.workspace_id and hp.id = h.person_id
            """,
        Columns = $"r.id, r.person_id, {NameSql}, p.email, nullif(trim(coalesce(hp.first_name, '') || ' ' || coalesce(hp.last_name, '')), ''), r.checked_in_at",
        Workspace = "r.workspace_id",
        Id = "r.id",
        Map = row => new DoorGuest(row.Guid(0), row.Guid(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.TimeOrNull(5)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))" },
        DefaultSort = "name",
    };

    public static readonly ListQuery<CheckInRow> Scans = new()
    {
        From = "check_in c left join registration r on r.workspace_id = c.workspace_id and r.id = c.registration_id left join person p on p.workspace_id = r.workspace_id and p.id = r.person_id",
        Columns = $"c.id, c.registration_id, case when p.id is null then null else {NameSql} end, c.outcome, c.at, c.received_at, c.device, c.actor_name",
        Workspace = "c.workspace_id",
        Id = "c.id",
        Map = row => new CheckInRow(row.Guid(0), row.GuidOrNull(1), row.TextOrNull(2), row.Enum<CheckInOutcome>(3), row.Time(4), row.Time(5), row.Text(6), row.Text(7)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["at"] = "c.at" },
        DefaultSort = "-at",
    };

    public async Task<Result<DoorCounts>> CountsAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeePeople, offeringId) is { } refusal)
            return refusal;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await IsEventAsync(db, offeringId, cancellationToken))
            return Problem.NotFound("offering");
        return (await db.QueryAsync(
            """
            select count(*), count(checked_in_at), (select count(distinct c.registration_id) from check_in c where c.workspace_id = @ws and c.offering_id = @offering and c.outcome = 'Twice')
            from registration where workspace_id = @ws and offering_id = @offering and status = 'Registered'
            """,
            row => new DoorCounts((int)row.Long(0), (int)row.Long(1), (int)row.Long(2)), cancellationToken, ("offering", offeringId)))[0];
    }

    /// <param name="query">Beginning of a name or an e-mail address; empty = everybody.</param>
    /// <param name="present">True = in the house, false = still expected.</param>
    public async Task<Result<Page<DoorGuest>>> GuestsAsync(Actor actor, Guid offeringId, string? query, bool? present, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeePeople, offeringId) is { } refusal)
            return refusal;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await IsEventAsync(db, offeringId, cancellationToken))
            return Problem.NotFound("offering");
        var where = new Where().And("r.offering_id = @offering and r.status = 'Registered'", ("offering", offeringId)).Begins(query, "p.first_name", "p.last_name", "p.email");
        if (present is { } here)
            where.And(here ? "r.checked_in_at is not null" : "r.checked_in_at is null");
        return await Guests.PageAsync(db, where, page, cancellationToken);
    }

    /// <param name="conflicts">Only people who were let in twice.</param>
    public async Task<Result<Page<CheckInRow>>> ScansAsync(Actor actor, Guid offeringId, bool conflicts, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeePeople, offeringId) is { } refusal)
            return refusal;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await IsEventAsync(db, offeringId, cancellationToken))
            return Problem.NotFound("offering");
        return await Scans.PageAsync(db, ScansWhere(offeringId, conflicts), page, cancellationToken);
    }

    public async Task<Count> CountScansAsync(Actor actor, Guid offeringId, bool conflicts, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Scans.CountAsync(db, ScansWhere(offeringId, conflicts), cancellationToken);
    }

    public async Task<Result<IReadOnlyList<OfflineTicket>>> OfflineAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManagePeople, offeringId) is { } refusal)
            return refusal;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await IsEventAsync(db, offeringId, cancellationToken))
            return Problem.NotFound("offering");
        return await db.QueryAsync(
            $"select r.id, {NameSql}, r.checked_in_at from registration r join person p on p.workspace_id = r.workspace_id and p.id = r.person_id where r.workspace_id = @ws and r.offering_id = @offering and r.status = 'Registered'",
            row => new OfflineTicket(Hash(SignedId.Of(database.Keys, SignedId.Ticket, actor.WorkspaceId, row.Guid(0))), row.Text(1), row.TimeOrNull(2) is not null), cancellationToken, ("offering", offeringId));
    }

    private static Task<bool> IsEventAsync(Db db, Guid offeringId, CancellationToken cancellationToken) => db.Offerings.AnyAsync(o => o.Id == offeringId && o.Kind == OfferingKind.Event, cancellationToken);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..16];

    private static Where ScansWhere(Guid offeringId, bool conflicts) =>
        new Where().And($"c.offering_id = @offering{(conflicts ? " and c.outcome = 'Twice'" : "")}", ("offering", offeringId));
}
