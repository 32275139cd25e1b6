using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Cli.Demo;

/// <summary>The studio has invited its members four weeks ago, and will invite its prospects tomorrow.</summary>
internal sealed class DemoInvites(Database database, DemoClock clock, Actor actor, Uri address)
{
    public async Task RunAsync(Guid app)
    {
        var invite = new InviteMembers(database, new FailureLimits(database));
        clock.GoTo(26);
        var members = (await invite.RunAsync(actor, new MembersToInvite(app, Filter: new MemberFilter(Segment: Segment.Member), Name: "All members"))).Value;
        await CarryAsync();
        await VisitAsync(members.CampaignId!.Value);
        clock.Now = clock.Present;
        var tomorrow = new DateTimeOffset(clock.Present.UtcDateTime.Date.AddDays(1), TimeSpan.Zero).AddHours(9);
        _ = (await invite.RunAsync(actor, new MembersToInvite(app, Filter: new MemberFilter(Segment: Segment.Prospect), Name: "Prospects, open week", NotBefore: tomorrow))).Value;
    }

    /// <summary>Into the outbox, as without a mail server.</summary>
    private async Task CarryAsync()
    {
        var compose = new ComposeMails(database, new MailOrigin(() => address));
        var dispatch = new DispatchMessages(database, new ClaimMessages(database), new HandOverMessages(database, compose), new OutboxTransport(), new OutboxSms(), new RecordDeliveries(database));
        for (var quiet = 0; quiet < 5; clock.Now = clock.Now.AddSeconds(1))
            quiet = await dispatch.RunAsync() == 0 ? quiet + 1 : 0;
    }

    /// <summary>Three of four have opened the link.</summary>
    private async Task VisitAsync(Guid campaign)
    {
        clock.Now = clock.Now.AddHours(2);
        await using var db = database.Read(actor.WorkspaceId);
        var codes = await db.Invitations.Where(i => i.CampaignId == campaign).OrderBy(i => i.Id).Select(i => i.CodeId).ToListAsync();
        var visit = new NoteVisit(database);
        foreach (var (i, code) in codes.Index().Where(one => one.Index % 4 != 3))
            await visit.RunAsync(actor.WorkspaceId, code, likeAPerson: true);
    }
}
