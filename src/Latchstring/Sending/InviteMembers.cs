using System.Text.Json;
using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <param name="OfferingId">The booking app of a location.</param>
/// <param name="PersonIds">These; null = all people of the location that match <paramref name="Filter"/>.</param>
/// <param name="Again">For people whose invitation was sent or has expired: a new code, the old one ends, and the clock starts again (S2.29, S2.44). Otherwise for people who have none.</param>
/// <param name="Name">Of the campaign; null = what it is by its date.</param>
/// <param name="NotBefore">Not earlier, whatever the window says.</param>
/// <param name="DryRun">Only say what would happen.</param>
public sealed record MembersToInvite(
    Guid OfferingId, IReadOnlyCollection<Guid>? PersonIds = null, MemberFilter? Filter = null, bool Again = false, string? Name = null, DateTimeOffset? NotBefore = null, bool DryRun = false);

/// <param name="CampaignId">Null for one person by hand, for a dry run, and when nobody was invited.</param>
public sealed record MembersInvited(Guid? CampaignId, int Invited, IReadOnlyList<SkippedPerson> Skipped, Forecast? Forecast);

/// <summary>
/// Invites people to a booking app: an e-mail with the link and a text message with the code each, in the lane of their location (S2.1 to S2.11). Several
/// at once are a campaign; one by hand goes before it. Somebody who is in already is never invited again (I4).
/// </summary>
public sealed class InviteMembers(Database database, FailureLimits limits)
{
    public static readonly Problem Nobody = new("invite.nobody", 409, "Nobody here can be invited. The list says why.");
    private static readonly Problem NoApp = new("offering.no_app", 409, "People are invited to the booking app of a location. This offering is none, or was put away.", "offeringId");
    private static readonly Problem TooMany = new("invite.too_many", 400, "Invite at most {0} people at once.", null, InvitePlan.AtOnce);

    public async Task<Result<MembersInvited>> RunAsync(Actor actor, MembersToInvite input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes) || !actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        if (new Check().Line(input.Name, "name", 200).That(input.NotBefore is null || input.NotBefore < database.Now.AddYears(1), "notBefore", "Choose a day within a year.").Problem is { } problem)
            return problem;
        if (input.PersonIds is { Count: > InvitePlan.AtOnce })
            return TooMany;
        if (input is { Again: true, DryRun: false, PersonIds: { Count: 1 } one } && !await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, $"{one.First():N}", cancellationToken))
            return RecipientCaps.Reached;
        if (!input.DryRun)
            return await database.WriteAsync<MembersInvited>(actor.WorkspaceId, db => InviteAsync(db, actor, input, cancellationToken), cancellationToken);
        await using var read = database.Read(actor.WorkspaceId);
        var plan = await PlanAsync(read, actor, input, cancellationToken);
        return plan.Ok ? new MembersInvited(null, plan.Value.Invitees.Count, plan.Value.Skipped, plan.Value.Forecast(database.Now)) : plan.Problem;
    }

    /// <summary>The plane: one invitation once more (S2.29).</summary>
    public async Task<Result<MembersInvited>> AgainAsync(Actor actor, Guid invitationId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await db.Invitations.SingleOrDefaultAsync(i => i.Id == invitationId, cancellationToken) is { } invitation
            ? await RunAsync(actor, new MembersToInvite(invitation.OfferingId, [invitation.PersonId], Again: true), cancellationToken) : Problem.NotFound("invitation");
    }

    private async Task<Result<InvitePlan>> PlanAsync(Db db, Actor actor, MembersToInvite input, CancellationToken cancellationToken)
    {
        var app = await db.Offerings.SingleOrDefaultAsync(o => o.Id == input.OfferingId, cancellationToken);
        if (app is null || !actor.May(Permission.ManageCodes, app.Id))
            return Problem.NotFound("offering");
        if (app.LocationId is null || app.ArchivedAt is not null)
            return NoApp;
        Where where;
        if (input.PersonIds is { } ids)
            where = new Where().And($"p.id in ({string.Join(',', ids.Distinct().Select((_, i) => $"@p{i}").DefaultIfEmpty("null"))})", [.. ids.Distinct().Select((id, i) => ($"p{i}", (object?)id))]);
        else
            where = (input.Filter ?? new MemberFilter()).Where(app.Id, database.Now).And("p.location_id = o.location_id");
        var plan = await InvitePlan.MakeAsync(db, app, where, input.Again, input.PersonIds is not { Count: 1 }, input.NotBefore, database.Now, cancellationToken);
        return plan.Invitees.Count + plan.Skipped.Count > InvitePlan.AtOnce ? TooMany : plan;
    }

    private async Task<Result<MembersInvited>> InviteAsync(Db db, Actor actor, MembersToInvite input, CancellationToken cancellationToken)
    {
        var planned = await PlanAsync(db, actor, input, cancellationToken);
        if (!planned.Ok)
            return planned.Problem;
        var plan = planned.Value;
        if (plan.Invitees.Count == 0)
            return input.PersonIds is { Count: 1 } && plan.Skipped is [var only] ? RefusalOf(only.Reason) : Nobody;
        var forecast = plan.Forecast(database.Now);
        if (input.Again)
            await VoidInvites.OldCodesAsync(db, actor, [.. plan.Invitees.Select(one => one.OldCodeId).OfType<Guid>()], database.Now, cancellationToken);
        Campaign? campaign = null;
        if (input.PersonIds is not { Count: 1 })
        {
            campaign = CampaignOf(db, actor, input, plan);
            db.Add(campaign);
            db.Add(AuditEntry.By(actor, database.Now, "campaign.started", "campaign", campaign.Id, new { campaign.Name, campaign.Total }));
            await db.SaveChangesAsync(cancellationToken);
        }
        await new InviteRows(database, db, actor, plan).WriteAsync(campaign?.Id ?? Guid.CreateVersion7(), campaign?.Id, cancellationToken);
        return new MembersInvited(campaign?.Id, plan.Invitees.Count, plan.Skipped, forecast);
    }

    private Campaign CampaignOf(Db db, Actor actor, MembersToInvite input, InvitePlan plan) => new()
    {
        WorkspaceId = db.WorkspaceId,
        OfferingId = plan.App.Id,
        Name = input.Name.OrNull() ?? plan.App.Name,
        NotBefore = input.NotBefore,
        Total = plan.Invitees.Count,
        Skipped = JsonSerializer.Serialize(plan.Skipped.CountBy(one => one.Reason).ToDictionary()),
        ActorName = actor.Name,
        CreatedAt = database.Now,
    };

    /// <summary>Why this one person is not invited, as a sentence.</summary>
    public static Problem RefusalOf(string reason) => reason switch
    {
        SkipReasons.Accepted => new("invite.accepted", 409, "This person has registered already, so nothing is sent again."),
        SkipReasons.Queued => new("invite.queued", 409, "This person's invitation is in line already."),
        SkipReasons.Invited => new("invite.sent", 409, "This person has a valid invitation. Send it again instead."),
        SkipReasons.Expired => new("invite.expired", 409, "This person's invitation has expired. Send it again instead."),
        SkipReasons.NotInvited => new("invite.none", 409, "This person has no invitation yet. Invite them first."),
        SkipReasons.NoEmail => new("invite.no_email", 409, "This person has no e-mail address. It is the user name, so enter one first."),
        SkipReasons.Suppressed => new("invite.suppressed", 409, "This person's address has bounced or was unsubscribed, and there is no mobile number. Correct it first."),
        SkipReasons.Blocked => new("invite.blocked", 409, "This person's account is blocked."),
        _ => new("invite.elsewhere", 409, "This person does not belong to this location."),
    };
}
