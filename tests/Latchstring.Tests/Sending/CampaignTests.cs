using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>Campaigns as they run: pace, windows of their own, pause, cancel, and what outlives a crash.</summary>
public class CampaignTests
{
    [Theory, EachDatabase, Trait("Req", "S2.7"), Trait("Req", "I5")]
    public async Task A_hundred_members_at_one_a_minute_take_a_hundred_minutes(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 100, perMinute: 1);
        var start = test.Clock.Now;
        var invited = await kit.InviteAsync();
        await kit.Sending.RunAsync(TimeSpan.FromMinutes(102), TimeSpan.FromSeconds(20));
        var messages = await kit.Sending.MessagesAsync();
        foreach (var channel in Enum.GetValues<Channel>())
        {
            var times = messages.Where(m => m.Channel == channel).Select(m => m.SentAt!.Value).Order().ToList();
            Assert.Equal(100, times.Count);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(1)));
            Assert.InRange(times[^1] - start, TimeSpan.FromMinutes(99), TimeSpan.FromMinutes(101));
        }
        Assert.Equal(start.AddMinutes(99), invited.Forecast!.Last);
    }

    [Theory, EachDatabase, Trait("Req", "S2.11")]
    public async Task The_code_follows_the_e_mail_and_waits_while_that_one_is_held_up(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 3);
        kit.Sending.Server.Answer = mail => mail.To.StartsWith("m00002", StringComparison.Ordinal) ? new Delivery(Outcome.Later, "451 try again") : new Delivery(Outcome.Sent);
        await kit.InviteAsync();
        await kit.CarryAsync(1);
        Assert.Equal(["+491701000001", "+491701000003"], kit.Sending.Gateway.Taken.Select(sms => sms.To).Order());
        kit.Sending.Server.Answer = _ => new Delivery(Outcome.Sent);
        await kit.CarryAsync();
        var messages = await kit.Sending.MessagesAsync();
        Assert.All(messages.GroupBy(m => m.CodeId), pair => Assert.True(pair.Single(m => m.Type == TemplateType.Invite).SentAt <= pair.Single(m => m.Type == TemplateType.InviteCode).SentAt));
        Assert.All(messages.Where(m => m.Channel == Channel.Sms), m => Assert.Equal("gw-1", m.ProviderId));
    }

    [Theory, EachDatabase, Trait("Req", "S2.5"), Trait("Req", "S2.8"), Trait("Req", "X16"), Trait("Req", "I5")]
    public async Task Each_location_keeps_its_own_window_in_its_own_zone(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 4, window: new(new(10, 30), new(12, 30)));
        await using var far = await InviteKit.AddAsync(kit.Sending, "Kathmandu", 60, "Asia/Kathmandu", new(new(6, 0), new(15, 0)));
        await far.AddPeopleAsync(4, prefix: "k");
        test.Clock.Now = new(2026, 6, 15, 10, 29, 57, TimeSpan.Zero); // 12:29:57 in Berlin, 16:14:57 in Kathmandu
        await kit.InviteAsync();
        await far.InviteAsync();
        for (var end = test.Clock.Now.AddHours(26); test.Clock.Now < end; test.Clock.Advance(test.Clock.Now.Minute is 29 or 30 or 14 or 15 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1)))
            await kit.Sending.Dispatch.RunAsync();
        var messages = await kit.Sending.MessagesAsync();
        Assert.Equal(16, messages.Count(m => m.SentAt is not null));
        Assert.All(messages, m =>
        {
            var window = m.LaneId == far.App.Id ? new SendingWindow(new(6, 0), new(15, 0)) : new SendingWindow(new(10, 30), new(12, 30));
            Assert.True(window.IsOpenAt(m.SentAt!.Value, TimeZoneInfo.FindSystemTimeZoneById(m.TimeZone)), $"{m.TimeZone} {m.SentAt}");
        });
        Assert.Contains(messages, m => m.LaneId == kit.App.Id && m.SentAt < new DateTimeOffset(2026, 6, 15, 10, 30, 0, TimeSpan.Zero));
        Assert.Contains(messages, m => m.LaneId == kit.App.Id && m.SentAt >= new DateTimeOffset(2026, 6, 16, 8, 30, 0, TimeSpan.Zero));
    }

    [Theory, EachDatabase, Trait("Req", "S2.46")]
    public async Task Nothing_leaves_while_it_is_paused_and_nothing_that_was_cancelled_ever_does(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 10, perMinute: 1);
        var campaign = (await kit.InviteAsync()).CampaignId!.Value;
        await kit.Sending.Dispatch.RunAsync();
        // Claimed before the pause, looked at after it: it stays.
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        var claimed = await kit.Sending.Claim.RunAsync(10);
        Assert.NotEmpty(claimed);
        Assert.True((await kit.Change.RunAsync(kit.Owner, campaign, CampaignChange.Pause)).Ok);
        foreach (var lane in claimed)
            Assert.Empty(await kit.Sending.HandOver.RunAsync(lane));
        await kit.CarryAsync(30);
        Assert.Single(kit.Sending.Server.Taken);
        Assert.Equal(CampaignState.Paused, (await kit.Campaigns.FindAsync(kit.Owner, campaign)).Value.State);
        Assert.True((await kit.Change.RunAsync(kit.Owner, campaign, CampaignChange.Resume)).Ok);
        await kit.Sending.RunAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));
        var sent = kit.Sending.Server.Taken.Count;
        Assert.InRange(sent, 2, 4);
        Assert.True((await kit.Change.RunAsync(kit.Owner, campaign, CampaignChange.Cancel)).Ok);
        await kit.CarryAsync(60);
        Assert.Equal(sent, kit.Sending.Server.Taken.Count);
        var view = (await kit.Campaigns.FindAsync(kit.Owner, campaign)).Value;
        Assert.Equal((CampaignState.Cancelled, 20L, (long)sent), (view.State, view.Messages, view.Mails.Sent));
        Assert.Equal(10 - sent, view.People.Of(InviteState.NotInvited));
        Assert.Equal(10, view.People.All);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(10 - sent, await db.AccessCodes.CountAsync(c => c.State == CodeState.Inactive));
        Assert.Equal("campaign.ended", (await kit.Change.RunAsync(kit.Owner, campaign, CampaignChange.Resume)).Problem?.Code);
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
        // Who was cancelled can be invited again.
        Assert.Equal(10 - sent, (await kit.InviteAsync(new MembersToInvite(kit.App.Id, Filter: new MemberFilter(InviteState.NotInvited)))).Invited);
    }

    [Theory, EachDatabase, Trait("Req", "S2.46")]
    public async Task A_scheduled_campaign_waits_and_its_numbers_add_up_at_every_moment(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 6);
        var campaign = (await kit.InviteAsync(new MembersToInvite(kit.App.Id, NotBefore: test.Clock.Now.AddHours(1)))).CampaignId!.Value;
        async Task<CampaignView> SeeAsync()
        {
            var view = (await kit.Campaigns.FindAsync(kit.Owner, campaign)).Value;
            Assert.Equal(12, view.Messages);
            Assert.Equal(view.Mails.All, view.Mails.Waiting + view.Mails.Sent + view.Mails.Delivered + view.Mails.Seen + view.Mails.Failed + view.Mails.Unknown + view.Mails.NotSent);
            Assert.Equal(6, view.People.All);
            return view;
        }
        var start = await SeeAsync();
        Assert.Equal((CampaignState.Scheduled, test.Clock.Now.AddHours(1)), (start.State, start.Next));
        await kit.CarryAsync(5);
        Assert.Empty(kit.Sending.Server.Taken);
        test.Clock.Advance(TimeSpan.FromMinutes(55));
        await kit.Sending.RunAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        Assert.Equal(CampaignState.Running, (await SeeAsync()).State);
        await kit.CarryAsync(1);
        Assert.Equal((CampaignState.Completed, 12L), ((await SeeAsync()).State, (await SeeAsync()).Left));
    }

    [Theory, EachDatabase]
    public async Task Whoever_dies_at_any_step_loses_and_doubles_no_text_message(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 60, perMinute: 6_000);
        await kit.InviteAsync();
        var (random, sending) = (new System.Random(7), kit.Sending);
        for (var round = 0; round < 100; round++)
        {
            foreach (var lane in await sending.Claim.RunAsync(6))
            {
                var step = random.Next(4);
                if (step == 0)
                    continue; // died with the claim
                var ready = await sending.HandOver.RunAsync(lane);
                if (step == 1)
                    continue; // died before the transport had it
                foreach (var one in ready)
                {
                    if (one.Mail.Channel == Channel.Sms)
                        await sending.Gateway.SendAsync(new Sms(one.Mail.To, one.Mail.Text, one.Mail.MessageId, "/hooks/sms/x"), default);
                    else
                        await sending.Server.SendAsync(one.Mail, default);
                }
                if (step == 2)
                    continue; // died before it was written down
                await sending.Record.RunAsync(kit.Sample.Id, [.. ready.Select(one => (one, new Delivery(Outcome.Sent)))]);
            }
            test.Clock.Advance(TimeSpan.FromSeconds(round % 5 == 0 ? 180 : 1));
        }
        test.Clock.Advance(ClaimMessages.Lease + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 20; i++, test.Clock.Advance(TimeSpan.FromSeconds(1)))
            await sending.Dispatch.RunAsync();
        var messages = await sending.MessagesAsync();
        Assert.Equal(120, messages.Count(m => m.Status is MessageStatus.Sent or MessageStatus.Unknown));
        Assert.All(sending.Gateway.Taken.CountBy(sms => sms.Reference).Concat(sending.Server.Taken.CountBy(mail => mail.MessageId)), one => Assert.Equal(1, one.Value));
        // What may have arrived runs out like what surely did.
        Assert.All(await kit.InvitationsAsync(), i => Assert.NotNull(i.ExpiresAt));
    }

    [Theory, EachDatabase]
    public async Task A_gateway_that_is_down_does_not_hold_up_the_mail(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 5);
        kit.Sending.Gateway.Answer = _ => new Delivery(Outcome.Down, "connection refused");
        await kit.InviteAsync();
        await kit.CarryAsync(2);
        Assert.Equal((5, 0), (kit.Sending.Server.Taken.Count, kit.Sending.Gateway.Taken.Count));
        kit.Sending.Gateway.Answer = _ => new Delivery(Outcome.Sent);
        await kit.CarryAsync(5);
        Assert.Equal(5, kit.Sending.Gateway.Taken.Count);
    }
}
