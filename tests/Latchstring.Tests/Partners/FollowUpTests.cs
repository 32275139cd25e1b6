using Latchstring.Invitations;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>What becomes of an invitation: its mails, its states, sending again, the link, cancelling.</summary>
public class FollowUpTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.5")]
    [Trait("Req", "S1.7")]
    [Trait("Req", "S1.51")]
    [Trait("Req", "S1.56")]
    public async Task The_mail_goes_from_pending_to_clicked(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var id = Assert.Single(await kit.AddAsync(1, send: true));
        Assert.Equal((GuestStatus.Pending, GuestMail.Pending), ((await kit.RowAsync(id)).Status, (await kit.RowAsync(id)).Mail));
        await kit.CarryAsync();
        var row = await kit.RowAsync(id);
        Assert.Equal(GuestMail.Sent, row.Mail);
        Assert.NotNull(row.SentAt);
        var mail = Assert.Single(kit.Sending.Server.Taken);
        Assert.Equal(("guest1@example.org", "fair@acme.test", "Nordwind Media invites you to Summer fair"), (mail.To, mail.From, mail.Subject));
        Assert.Contains((await kit.Link.RunAsync(kit.Admin, id)).Value, mail.Text, StringComparison.Ordinal);
        var message = await kit.Sending.MessageAsync();
        await SetAsync(kit, message, MessageStatus.Delivered);
        Assert.Equal(GuestMail.Delivered, (await kit.RowAsync(id)).Mail);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await new NoteOpen(test.Database).RunAsync(MessageTokens.Image.Of(test.Database.Keys, kit.Sample.Id, message.Id));
        Assert.Equal(GuestMail.Opened, (await kit.RowAsync(id)).Mail);
        await new NoteVisit(test.Database).RunAsync(kit.Sample.Id, message.CodeId!.Value, likeAPerson: true);
        Assert.Equal(GuestMail.Clicked, (await kit.RowAsync(id)).Mail);
        // The invitation lives until the event ends, however long ago it was sent.
        test.Clock.Advance(TimeSpan.FromDays(13));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Null((await db.Invitations.SingleAsync()).ExpiresAt);
        Assert.Null((await db.AccessCodes.SingleAsync()).ValidTill);
        Assert.Equal(GuestStatus.Pending, (await kit.RowAsync(id)).Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.55")]
    [Trait("Req", "S1.57")]
    [Trait("Req", "S1.63")]
    public async Task Every_state_is_derived_from_what_is_there(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var ids = await kit.AddAsync(7);
        await kit.RegisterAsync(ids[1]);
        await kit.RegisterAsync(ids[2], RegistrationStatus.AwaitingApproval);
        await kit.RegisterAsync(ids[3], RegistrationStatus.Waiting);
        await kit.RegisterAsync(ids[4], RegistrationStatus.Refused);
        await kit.Cancel.RunAsync(kit.Admin, ids[5]);
        var present = await kit.RegisterAsync(ids[6]);
        await test.Database.WriteAsync(kit.Sample.Id, db => db.Registrations.Where(r => r.Id == present.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.CheckedInAt, test.Database.Now)));
        async Task<List<(GuestStatus, GuestAttendance)>> NowAsync() => [.. (await kit.List.RunAsync(kit.Admin, new GuestFilter(), new("added"))).Value.Items.Select(row => (row.Status, row.Attendance))];
        Assert.Equal(
        [
            (GuestStatus.Pending, GuestAttendance.Unknown), (GuestStatus.Registered, GuestAttendance.Unknown), (GuestStatus.AwaitingApproval, GuestAttendance.Unknown), (GuestStatus.Waiting, GuestAttendance.Unknown),
            (GuestStatus.Refused, GuestAttendance.Unknown), (GuestStatus.Cancelled, GuestAttendance.Unknown), (GuestStatus.Registered, GuestAttendance.Present),
        ], await NowAsync());
        foreach (var status in Enum.GetValues<GuestStatus>())
            Assert.All((await kit.List.RunAsync(kit.Admin, new GuestFilter(Status: status), new("name"))).Value.Items, row => Assert.Equal(status, row.Status));
        test.Clock.Advance(TimeSpan.FromDays(16));
        Assert.Equal((GuestStatus.Expired, GuestAttendance.Unknown), (await NowAsync())[0]);
        Assert.Equal((GuestStatus.Registered, GuestAttendance.Absent), (await NowAsync())[1]);
        Assert.Equal((GuestStatus.Registered, GuestAttendance.Present), (await NowAsync())[6]);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.58")]
    [Trait("Req", "S1.59")]
    public async Task A_pending_guest_is_written_to_again_with_the_same_link_and_an_answered_one_never(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var id = Assert.Single(await kit.AddAsync(1, send: true));
        var link = (await kit.Link.RunAsync(kit.Admin, id)).Value;
        Assert.Equal((id, 0), InviteTokens.Read(test.Database.Keys, kit.Sample.Id, link[(link.LastIndexOf('/') + 1)..])!.Value);
        Assert.Equal("guest.in_line", (await kit.Send.RunAsync(kit.Admin, id)).Problem?.Code);
        await kit.CarryAsync();
        var message = await kit.Sending.MessageAsync();
        await SetAsync(kit, message, MessageStatus.Opened);
        Assert.Equal(1, (await kit.Send.RunAsync(kit.Admin, id)).Value.Sent);
        // The furthest of all mails is what stands there, not the one that waits.
        Assert.Equal(GuestMail.Opened, (await kit.RowAsync(id)).Mail);
        await kit.CarryAsync();
        Assert.Equal(2, kit.Sending.Server.Taken.Count);
        Assert.All(kit.Sending.Server.Taken, mail => Assert.Contains(link, mail.Html, StringComparison.Ordinal));
        Assert.Equal(link, (await kit.Link.RunAsync(kit.Admin, id)).Value);
        // Several at once rest for an hour; the same one by hand is capped like every address.
        Assert.Equal(new GuestsSent(0, 2), (await kit.Send.RunAsync(kit.Admin, new GuestsToSend(kit.A.Id, [id, Guid.CreateVersion7()]))).Value);
        await kit.RegisterAsync(id);
        Assert.Equal("guest.not_pending", (await kit.Send.RunAsync(kit.Admin, id)).Problem?.Code);
        Assert.Equal("guest.not_pending", (await kit.Link.RunAsync(kit.Admin, id)).Problem?.Code);
        Assert.Equal("guest.not_pending", (await kit.Cancel.RunAsync(kit.Admin, id)).Problem?.Code);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.61")]
    [Trait("Req", "S1.87")]
    public async Task A_cancelled_invitation_stays_in_the_list_its_code_is_dead_and_what_waits_does_not_leave(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var ids = await kit.AddAsync(3, send: true);
        await kit.Cancel.RunAsync(kit.Admin, ids[0]);
        await kit.CarryAsync();
        await kit.Cancel.RunAsync(kit.Admin, ids[1]);
        Assert.Equal(2, kit.Sending.Server.Taken.Count);
        var (never, went) = (await kit.RowAsync(ids[0]), await kit.RowAsync(ids[1]));
        Assert.Equal((GuestStatus.Cancelled, GuestMail.NotSent, false), (never.Status, never.Mail, never.IsPending));
        // It did go out, and we do not claim otherwise.
        Assert.Equal((GuestStatus.Cancelled, GuestMail.Sent), (went.Status, went.Mail));
        await using var db = test.Database.Read(kit.Sample.Id);
        var dead = await db.Invitations.Where(i => i.Id == ids[0] || i.Id == ids[1]).Join(db.AccessCodes, i => i.CodeId, c => c.Id, (_, c) => c).ToListAsync();
        Assert.All(dead, code => Assert.NotNull(code.RefusalAt(test.Database.Now)));
        var stored = Assert.Single(await kit.AddAsync(1, "stored"));
        await kit.Cancel.RunAsync(kit.Admin, stored);
        Assert.Equal(GuestMail.NotSent, (await kit.RowAsync(stored)).Mail);
        Assert.Equal("guest.not_pending", (await kit.Send.RunAsync(kit.Admin, ids[0])).Problem?.Code);
        Assert.Equal("guest.not_pending", (await kit.Link.RunAsync(kit.Admin, ids[0])).Problem?.Code);
        Assert.True((await kit.Cancel.RunAsync(kit.Admin, ids[0])).Ok);
    }

    private static Task<int> SetAsync(GuestKit kit, Message message, MessageStatus status) =>
        kit.Test.Database.WriteAsync(kit.Sample.Id, db => db.Messages.Where(m => m.Id == message.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, status)));
}
