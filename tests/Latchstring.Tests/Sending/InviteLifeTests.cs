using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>From the hand-over to the end of an invitation, and what ends it before.</summary>
public class InviteLifeTests
{
    [Theory, EachDatabase, Trait("Req", "S2.6"), Trait("Req", "X3"), Trait("Req", "S2.43"), Trait("Req", "S2.28")]
    public async Task It_lives_240_hours_from_its_hand_over_and_is_always_in_exactly_one_state(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 1);
        test.Clock.Now = new(2026, 6, 15, 15, 0, 0, TimeSpan.Zero); // 17:00: the window is closed until tomorrow at eight
        async Task<InviteState> StateAsync()
        {
            var counts = await kit.Members.CountsAsync(kit.Owner, kit.App.Id);
            Assert.Equal(1, counts.All);
            return Assert.Single(counts.States, one => one.Value == 1).Key;
        }
        Assert.Equal(InviteState.NotInvited, await StateAsync());
        await kit.InviteAsync();
        Assert.Equal(InviteState.Queued, await StateAsync());
        await kit.Sending.Dispatch.RunAsync();
        Assert.Equal(InviteState.Queued, await StateAsync());
        var handed = new DateTimeOffset(2026, 6, 16, 6, 0, 0, TimeSpan.Zero);
        test.Clock.Now = handed;
        await kit.Sending.Dispatch.RunAsync();
        Assert.Equal(InviteState.Sent, await StateAsync());
        var invitation = Assert.Single(await kit.InvitationsAsync());
        Assert.Equal((handed, handed.AddHours(240)), (invitation.SentAt, invitation.ExpiresAt));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(handed.AddHours(240), (await db.AccessCodes.SingleAsync()).ValidTill);
        test.Clock.Now = handed.AddHours(240).AddMicroseconds(-1);
        Assert.Equal(InviteState.Sent, await StateAsync());
        test.Clock.Now = handed.AddHours(240);
        Assert.Equal(InviteState.Expired, await StateAsync());
        await kit.RegisterAsync(invitation.PersonId);
        Assert.Equal(InviteState.Accepted, await StateAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S2.27"), Trait("Req", "S2.29"), Trait("Req", "S2.44"), Trait("Req", "X13")]
    public async Task Sending_again_makes_a_new_code_ends_the_old_one_for_good_and_starts_the_clock_again(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 1);
        await kit.InviteAsync();
        await kit.CarryAsync();
        var first = Assert.Single(await kit.InvitationsAsync());
        test.Clock.Now = first.ExpiresAt!.Value.AddHours(22);
        Assert.Equal("invite.expired", (await kit.Invite.RunAsync(kit.Owner, new(kit.App.Id, [first.PersonId]))).Problem?.Code);
        Assert.True((await kit.Invite.AgainAsync(kit.Owner, first.Id)).Ok);
        Assert.Equal(InviteState.Queued, (await kit.RowAsync("m00001@example.org")).State);
        await kit.CarryAsync();
        var second = Assert.Single(await kit.InvitationsAsync());
        Assert.Equal((first.Id, 2), (second.Id, second.Generation));
        Assert.NotEqual(first.CodeId, second.CodeId);
        Assert.Equal(second.SentAt!.Value.AddHours(240), second.ExpiresAt);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal((CodeState.Inactive, CodeState.Active), ((await db.AccessCodes.SingleAsync(c => c.Id == first.CodeId)).State, (await db.AccessCodes.SingleAsync(c => c.Id == second.CodeId)).State));
        using var jobs = new Latchstring.Jobs.JobQueue();
        Assert.Equal("code.expired", (await new ChangeCodes(test.Database, jobs).RunAsync(kit.Owner, CodeChange.Reactivate, first.CodeId)).Problem?.Code);
        Assert.Equal(2, kit.Sending.Gateway.Taken.Select(sms => sms.Text).Distinct().Count());
        Assert.Equal(2, kit.Sending.Server.Taken.Select(mail => mail.MessageId).Distinct().Count());
    }

    [Theory, EachDatabase, Trait("Req", "S2.30"), Trait("Req", "I4")]
    public async Task Whoever_has_registered_gets_nothing_again_and_what_still_waits_for_them_does_not_leave(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 2, perMinute: 1);
        await kit.InviteAsync();
        await kit.Sending.Dispatch.RunAsync();
        var people = (await kit.InvitationsAsync()).ToDictionary(i => i.PersonId);
        var first = Assert.Single(kit.Sending.Server.Taken).To;
        var second = await kit.PersonAsync(first == "m00001@example.org" ? "m00002@example.org" : "m00001@example.org");
        await kit.RegisterAsync(second);
        await kit.CarryAsync();
        Assert.Equal(first, Assert.Single(kit.Sending.Server.Taken).To);
        Assert.Equal("invite.accepted", (await kit.Invite.AgainAsync(kit.Owner, people[second].Id)).Problem?.Code);
        Assert.Equal("invite.accepted", (await kit.TakeBack.RunAsync(kit.Owner, people[second].Id)).Problem?.Code);
        test.Clock.Advance(TimeSpan.FromDays(11));
        var again = await kit.InviteAsync(new MembersToInvite(kit.App.Id, Filter: new MemberFilter(), Again: true, DryRun: true));
        Assert.Equal((1, second, SkipReasons.Accepted), (again.Invited, Assert.Single(again.Skipped).PersonId, again.Skipped[0].Reason));
    }

    [Theory, EachDatabase, Trait("Req", "S2.48")]
    public async Task Another_e_mail_address_ends_the_invitation(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 1);
        await kit.InviteAsync();
        await kit.Sending.RunAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var before = Assert.Single(await kit.InvitationsAsync());
        await using var read = test.Database.Read(kit.Sample.Id);
        var person = await read.People.SingleAsync();
        var edited = await new EditPerson(test.Database).RunAsync(kit.Owner, new(person.Id, PersonFields.Of(person) with { Email = "new@example.org" }));
        Assert.True(edited.Ok, edited.Problem?.English);
        Assert.Equal(InviteState.NotInvited, (await kit.RowAsync("new@example.org")).State);
        Assert.Equal(CodeState.Inactive, (await read.AccessCodes.AsNoTracking().SingleAsync(c => c.Id == before.CodeId)).State);
        Assert.DoesNotContain(await kit.Sending.MessagesAsync(), m => m.Status == MessageStatus.Queued);
        await kit.InviteAsync();
        await kit.CarryAsync();
        Assert.Equal("new@example.org", kit.Sending.Server.Taken.Last().To);
        Assert.Equal(2, Assert.Single(await kit.InvitationsAsync()).Generation);
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Whoever_has_not_registered_is_reminded_once_and_nobody_else(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 3);
        await kit.InviteAsync();
        await kit.CarryAsync();
        await kit.RegisterAsync(await kit.PersonAsync("m00001@example.org"));
        test.Clock.Advance(TimeSpan.FromHours(167));
        Assert.Equal(0, await kit.Remind.RunAsync());
        test.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, await kit.Remind.RunAsync());
        Assert.Equal(0, await kit.Remind.RunAsync());
        var before = kit.Sending.Server.Taken.Count;
        await kit.CarryAsync();
        var reminders = kit.Sending.Server.Taken.Skip(before).ToList();
        Assert.Equal(["m00002@example.org", "m00003@example.org"], reminders.Select(mail => mail.To).Order());
        Assert.All(reminders, mail => Assert.Equal("Your invitation to Studio Mitte ends soon", mail.Subject));
        // The reminder does not lengthen the life of what it reminds of.
        Assert.All((await kit.InvitationsAsync()), i => Assert.Equal(i.SentAt!.Value.AddHours(240), i.ExpiresAt));
    }

    [Theory, EachDatabase]
    public async Task An_invitation_that_nobody_took_counts_as_none(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 1);
        kit.Sending.Server.Answer = _ => new Delivery(Outcome.Bounced, "550 no such user");
        kit.Sending.Gateway.Answer = _ => new Delivery(Outcome.Failed, "unknown subscriber");
        await kit.InviteAsync();
        await kit.CarryAsync();
        var row = await kit.RowAsync("m00001@example.org");
        Assert.Equal((InviteState.NotInvited, MessageStatus.Bounced, MessageStatus.Failed), (row.State, row.Mail, row.Code));
    }
}
