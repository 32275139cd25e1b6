using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>What a guest does with the link to the own registration: other details, companions, giving the place up.</summary>
public sealed class ChangeMyRegistration(Database database, SeeMyRegistration see, MoveUpGuests moveUp, MailGuests mails)
{
    public Task<Result<Registration>> DetailsAsync(Guid workspaceId, string? token, GuestDetails typed, CancellationToken cancellationToken = default) => ChangeAsync(workspaceId, token, async (db, mine) =>
    {
        var details = RegisterInvited.Check(mine.Guest, typed, mine.Fixed);
        if (!details.Ok)
            return details.Problem;
        if (details.Value.ToJson() == mine.Registration.Answers)
            return mine.Registration;
        await db.ExecuteAsync("update registration set answers = @answers where workspace_id = @ws and id = @id", cancellationToken, ("answers", details.Value.ToJson()), ("id", mine.Registration.Id));
        db.Add(By(mine, "registration.details"));
        return mine.Registration;
    }, cancellationToken);

    /// <summary>Somebody more, on a seat of their own; while there is one.</summary>
    public Task<Result<Registration>> BringAsync(Guid workspaceId, string? token, string? firstName, string? lastName, CancellationToken cancellationToken = default) => ChangeAsync(workspaceId, token, async (db, mine) =>
    {
        if (new Check().Required(firstName, "firstName", 100).Required(lastName, "lastName", 100).Problem is { } wrong)
            return wrong;
        if (!mine.MayBringAt(database.Now))
            return InvitationRefusals.TooManyCompanions;
        if (await db.ExecuteAsync("update offering set registered = registered + 1 where workspace_id = @ws and id = @id and (capacity is null or registered < capacity)", cancellationToken, ("id", mine.Guest.Event.Id)) == 0)
            return InvitationRefusals.Full;
        var person = new Person { WorkspaceId = workspaceId, FirstName = firstName!.Trim(), LastName = lastName!.Trim(), Segment = Segment.Guest, CreatedAt = database.Now };
        db.Add(person);
        db.Add(new Registration { WorkspaceId = workspaceId, OfferingId = mine.Guest.Event.Id, PersonId = person.Id, Source = RegistrationSource.Partner, CompanionOf = mine.Registration.Id, CreatedAt = database.Now });
        db.Add(By(mine, "registration.companion"));
        return mine.Registration;
    }, cancellationToken);

    public async Task<Result<Registration>> LeaveBehindAsync(Guid workspaceId, string? token, Guid companion, CancellationToken cancellationToken = default)
    {
        var left = await ChangeAsync(workspaceId, token, async (db, mine) =>
        {
            if (!mine.Companions.Any(one => one.RegistrationId == companion))
                return Problem.NotFound("registration");
            await GiveUpAsync(db, mine, [companion], cancellationToken);
            db.Add(By(mine, "registration.companion_gone"));
            return mine.Registration;
        }, cancellationToken);
        if (left.Ok)
            await moveUp.RunAsync(workspaceId, CancellationToken.None);
        return left;
    }

    /// <summary>The place, and those of the companions, are free for others; whoever waits moves up. Asking again later is possible.</summary>
    public async Task<Result<Registration>> CancelAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        var cancelled = await ChangeAsync(workspaceId, token, async (db, mine) =>
        {
            await GiveUpAsync(db, mine, [.. mine.Companions.Select(one => one.RegistrationId)], cancellationToken);
            if (mine.Registration.RedemptionId is { } redeemed && mine.Registration.Status == RegistrationStatus.Registered && await db.Redemptions.SingleOrDefaultAsync(r => r.Id == redeemed && r.ReversedAt == null, cancellationToken) is { } redemption)
                await ReverseRedemption.ApplyAsync(db, Self(mine), database.Now, redemption, null, cancellationToken);
            await db.ExecuteAsync("update registration set status = 'Cancelled' where workspace_id = @ws and id = @id and status in ('AwaitingApproval', 'Waiting')", cancellationToken, ("id", mine.Registration.Id));
            await db.ExecuteAsync("update invitation set declined_at = @now, version = version + 1 where workspace_id = @ws and id = @id", cancellationToken, ("now", database.Now), ("id", mine.Guest.Invitation.Id));
            await mails.QueueAsync(db, TemplateType.GuestCancelled, mine.Registration, cancellationToken);
            db.Add(By(mine, "registration.given_up"));
            return mine.Registration;
        }, cancellationToken);
        if (cancelled.Ok)
            await moveUp.RunAsync(workspaceId, CancellationToken.None);
        return cancelled;
    }

    private async Task<Result<Registration>> ChangeAsync(Guid workspaceId, string? token, Func<Db, MyRegistration, Task<Result<Registration>>> change, CancellationToken cancellationToken)
    {
        if (await see.RunAsync(workspaceId, token, cancellationToken) is not { } shown)
            return Problem.NotFound("registration");
        return await database.WriteAsync<Registration>(workspaceId, async db =>
        {
            // One change at a time, so that nobody brings more people than they may.
            await db.HoldAsync("registration", cancellationToken, shown.Registration.Id);
            if (await SeeMyRegistration.OfAsync(db, shown.Registration.Id, cancellationToken) is not { } mine || !mine.IsOpenAt(database.Now))
                return InvitationRefusals.NotIn;
            var changed = await change(db, mine);
            if (changed.Ok)
                await db.SaveChangesAsync(cancellationToken);
            return changed;
        }, cancellationToken);
    }

    /// <summary>The seats of companions; each is given back once.</summary>
    private static async Task GiveUpAsync(Db db, MyRegistration mine, IReadOnlyList<Guid> companions, CancellationToken cancellationToken)
    {
        foreach (var id in companions)
        {
            if (await db.ExecuteAsync("update registration set status = 'Cancelled' where workspace_id = @ws and id = @id and status = 'Registered'", cancellationToken, ("id", id)) == 1)
                await db.ExecuteAsync("update offering set registered = registered - 1 where workspace_id = @ws and id = @id", cancellationToken, ("id", mine.Guest.Event.Id));
        }
    }

    private static Actor Self(MyRegistration mine) => Actor.Guest(mine.Registration.WorkspaceId, $"{mine.Answers.FirstName} {mine.Answers.LastName}".Trim());

    private AuditEntry By(MyRegistration mine, string action) => AuditEntry.By(Self(mine), database.Now, action, "person", mine.Registration.PersonId, new { registrationId = mine.Registration.Id, mine.Registration.OfferingId });
}
