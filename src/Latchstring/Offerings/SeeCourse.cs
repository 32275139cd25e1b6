using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>What a participant finds in an offering. <paramref name="AccessUntil"/> is exclusive; null = for good, also for staff who look in.</summary>
public sealed record CourseView(Offering Offering, IReadOnlyList<Resource> Resources, DateTimeOffset? Since, DateTimeOffset? AccessUntil, bool AsStaff);

/// <summary>Why a participant cannot get in.</summary>
public static class CourseRefusals
{
    public static readonly Problem NotIn = new("course.not_in", 404, "You have no access here yet. If you have a code for it, redeem it first.");
    public static readonly Problem Waiting = new("course.awaiting_approval", 403, "Your registration waits for approval. We will let you in as soon as it is approved.");
    public static readonly Problem Cancelled = new("course.cancelled", 403, "Your registration was cancelled. Ask the organizer if you think that this is a mistake.");

    public static Problem Ended(DateTimeOffset until) => new("course.access_ended", 403, "Your access has ended. A new code opens it again.")
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["accessUntil"] = until },
    };
}

/// <summary>The participant's page of a course.</summary>
public sealed class SeeCourse(Database database)
{
    public async Task<Result<CourseView>> RunAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == offeringId, cancellationToken) is not { } offering)
            return CourseRefusals.NotIn;
        var entrance = new Entrance(actor, database.Now);
        if (await entrance.RefusalAsync(db, offeringId, cancellationToken) is { } problem)
            return problem;
        return new CourseView(offering, await Resources.OfAsync(db, offeringId, cancellationToken), entrance.Since, entrance.Until, entrance.Since is null);
    }
}

/// <summary>Whether somebody may enter an offering: by an open registration of their own, or as staff who see it.</summary>
internal sealed class Entrance(Actor actor, DateTimeOffset now)
{
    public DateTimeOffset? Since { get; private set; }
    public DateTimeOffset? Until { get; private set; }

    public async Task<Problem?> RefusalAsync(Db db, Guid offeringId, CancellationToken cancellationToken)
    {
        var staff = actor.May(Permission.SeeOfferings, offeringId);
        var mine = actor.Kind != ActorKind.Account ? [] : await db.QueryAsync(
            """
            select r.status, r.created_at, r.access_until from registration r
            join account a on a.workspace_id = r.workspace_id and a.person_id = r.person_id
            where r.workspace_id = @ws and r.offering_id = @offering and a.id = @account
            """,
            row => (Status: row.Text(0), Since: row.Time(1), Until: row.TimeOrNull(2)), cancellationToken, ("offering", offeringId), ("account", actor.Id));
        if (mine is [var (status, since, until)])
        {
            if (status == "Registered" && (until is null || now < until))
            {
                (Since, Until) = (since, until);
                return null;
            }
            if (!staff)
                return status switch { "Registered" => CourseRefusals.Ended(until!.Value), "AwaitingApproval" => CourseRefusals.Waiting, _ => CourseRefusals.Cancelled };
        }
        return staff ? null : CourseRefusals.NotIn;
    }
}
