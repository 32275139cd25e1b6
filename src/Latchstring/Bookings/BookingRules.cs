using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Why a seat is not to be had, in the order in which a person wants to hear it. Each that a person cannot mend names whom to ask (S2.32).</summary>
public static class BookingRefusals
{
    public static readonly Problem SessionCancelled = new("session.cancelled", 409, "This session has been cancelled.");
    public static readonly Problem Started = new("session.started", 409, "This session has begun already. Choose a later one.");
    public static readonly Problem Full = new("session.full", 409, "All places are taken. Put yourself on the waiting list, or choose another session.");
    public static readonly Problem NotBooked = new("booking.not_found", 404, "There is no booking here.");

    public static Problem NoAccess(string contact) => new("session.no_access", 403, "You are not registered for this. If you think that this is a mistake, ask {0}.", null, contact);

    public static Problem Frozen(string contact) => new("membership.frozen", 403, "Your membership is frozen, so booking is closed for you. Ask {0} to open it again.", null, contact);

    public static Problem Paused(string contact) => new("membership.paused", 403, "Your membership is paused, so booking is closed for you. Ask {0} to open it again.", null, contact);

    public static Problem PastDue(string contact) => new("membership.past_due", 403, "A payment of your membership is overdue, so booking is closed for you. Please settle it with {0}.", null, contact);

    public static Problem NotOpenTo(string contact) => new("session.not_open", 403, "This session is for other memberships than yours. Ask {0} if you would like to join it.", null, contact);

    public static Problem NoCredits(int needed, int left, string contact) => new("booking.no_credits", 409, "This session costs {0} credits and you have {1}. Ask {2} for more.", null, needed, left, contact);

    public static Problem Below(int booked) => Problem.Invalid("capacity", "{0} people are booked already. Cancel some of them first, or leave at least as many places.", booked);
}

/// <summary>What decides whether a person may have a seat, or a place in the waiting list.</summary>
/// <param name="AccessUntil">Exclusive end of their access to the offering; null = for good. Only with <paramref name="Registered"/>.</param>
/// <param name="Contact">Whom to ask: the location's support contact, else the workspace's, else its name.</param>
public sealed record Booker(Guid PersonId, Segment? Segment, Membership Membership, int? Credits, bool Registered, DateTimeOffset? AccessUntil, string Contact)
{
    /// <summary>Null = may. What they have booked already keeps its seat whatever changes later.</summary>
    public Problem? RefusalAt(DateTimeOffset now, Session session, bool byStaff = false) =>
        session.CancelledAt is not null ? BookingRefusals.SessionCancelled
        : (byStaff ? session.EndsAt : session.StartsAt) <= now ? BookingRefusals.Started
        : MembershipRefusal(session.StartsAt)
        ?? (IsOpenTo(session.OpenTo, Segment) ? null : BookingRefusals.NotOpenTo(Contact))
        ?? (Credits is { } left && left < session.Credits ? BookingRefusals.NoCredits(session.Credits, left, Contact) : null);

    /// <summary>What closes booking as a whole for them (S2.39).</summary>
    public Problem? MembershipRefusal(DateTimeOffset at) =>
        !Registered || AccessUntil <= at ? BookingRefusals.NoAccess(Contact)
        : Membership switch
        {
            Membership.Frozen => BookingRefusals.Frozen(Contact),
            Membership.Paused => BookingRefusals.Paused(Contact),
            Membership.PastDue => BookingRefusals.PastDue(Contact),
            _ => null,
        };

    /// <summary>None named = everybody (S2.41).</summary>
    public static bool IsOpenTo(Segments named, Segment? segment) => named == Segments.None || (segment is { } own && named.HasFlag((Segments)(1 << (int)own)));

    internal static async Task<Booker?> OfAsync(Db db, Guid personId, Guid offeringId, CancellationToken cancellationToken) =>
        (await db.QueryAsync(
            """
            select p.segment, p.membership, p.credits, r.id, r.access_until, coalesce(l.support_contact, w.support_contact, w.name)
            from person p
            join workspace w on w.id = p.workspace_id
            join offering o on o.workspace_id = p.workspace_id and o.id = @offering
            left join location l on l.workspace_id = o.workspace_id and l.id = o.location_id
            left join registration r on r.workspace_id = p.workspace_id and r.offering_id = o.id and r.person_id = p.id and r.status = 'Registered'
            where p.workspace_id = @ws and p.id = @person
            """,
            row => new Booker(personId, row.IsNull(0) ? null : row.Enum<Segment>(0), row.Enum<Membership>(1), row.IntOrNull(2), !row.IsNull(3), row.TimeOrNull(4), row.Text(5)),
            cancellationToken, ("person", personId), ("offering", offeringId))).SingleOrDefault();
}

internal static class BookingScope
{
    /// <summary>Null = may act for this person: themselves, or staff who reach the offering. To everybody else the session is not there.</summary>
    public static async Task<Problem?> RefusalAsync(Db db, Actor actor, Guid personId, Guid offeringId, CancellationToken cancellationToken) =>
        actor.May(Permission.ManagePeople, offeringId) || await IsSelfAsync(db, actor, personId, cancellationToken) ? null : Problem.NotFound("session");

    public static async Task<bool> IsSelfAsync(Db db, Actor actor, Guid personId, CancellationToken cancellationToken) =>
        actor is { Kind: ActorKind.Account, Id: { } account } && await db.Accounts.AnyAsync(a => a.Id == account && a.PersonId == personId, cancellationToken);
}
