using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>How a code still gets to its person when the text message does not: another way, another number, another time.</summary>
public class InviteRescueTests
{
    [Theory, EachDatabase, Trait("Req", "S2.11")]
    public async Task A_text_message_that_never_arrives_is_followed_by_one_e_mail_with_the_code(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, members: 2);
        kit.Sending.Gateway.Answer = sms => sms.To.EndsWith('1') ? new(Outcome.Bounced, "no such number") : new(Outcome.Sent, null, "gw-2");
        await kit.InviteAsync();
        await kit.CarryAsync();
        var mails = kit.Sending.Server.Taken.Where(mail => mail.To == "m00001@example.org").ToList();
        Assert.Equal(2, mails.Count);
        Assert.Equal("Your code for Studio Mitte", mails[1].Subject);
        Assert.Equal(InviteState.Sent, (await kit.RowAsync("m00001@example.org")).State);
        // The other one's phone says later that it did not arrive, twice.
        var text = (await kit.Sending.MessagesAsync()).Single(m => m is { Channel: Channel.Sms, Status: MessageStatus.Sent });
        foreach (var answer in new[] { ReportAnswer.Recorded, ReportAnswer.NothingNew })
            Assert.Equal(answer, await new RecordReport(test.Database).RunAsync(kit.Sample.Id, text.Id, new Report(ReportKind.Failed, "switched off")));
        await kit.CarryAsync();
        Assert.Equal(2, kit.Sending.Server.Taken.Count(mail => mail.To == "m00002@example.org"));
        Assert.Equal(2, (await kit.Sending.MessagesAsync()).Count(m => m is { Channel: Channel.Email, Type: TemplateType.InviteCode, Status: MessageStatus.Sent }));
    }

    [Theory, EachDatabase]
    public async Task A_number_without_a_country_is_one_of_the_country_of_the_location(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, members: 1);
        await test.Database.WriteAsync(kit.Sample.Id, db => db.People.ExecuteUpdateAsync(set => set.SetProperty(p => p.Phone, "01701234567")));
        await kit.InviteAsync();
        await kit.CarryAsync();
        Assert.Equal("+491701234567", Assert.Single(kit.Sending.Gateway.Taken).To);
    }

    [Theory]
    [InlineData("0170 1234567", "Europe/Berlin", "+491701234567")]
    [InlineData("0664 1234567", "Europe/Vienna", "+436641234567")]
    [InlineData("06 12 34 56 78", "Europe/Paris", "+33612345678")]
    [InlineData("07700 900123", "Europe/London", "+447700900123")]
    [InlineData("347 123 4567", "Europe/Rome", "+393471234567")]
    [InlineData("(212) 555-0123", "America/New_York", "+12125550123")]
    [InlineData("1 212 555 0123", "America/New_York", "+12125550123")]
    [InlineData("+41 79 123 45 67", "Europe/Berlin", "+41791234567")]
    [InlineData("0043 664 1234567", "Europe/Berlin", "+436641234567")]
    [InlineData("0170 1234567", "Asia/Kathmandu", null)]
    [InlineData("12", "Europe/Berlin", null)]
    public void The_time_zone_tells_the_country(string typed, string zone, string? number) => Assert.Equal(number, PhoneNumber.Normalize(typed, PhoneNumber.CountryOf(zone)));

    [Theory, EachDatabase, Trait("Req", "S2.46")]
    public async Task Whoever_got_the_e_mail_but_no_code_before_a_campaign_was_cancelled_can_be_invited_again(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, members: 1);
        kit.Sending.Gateway.Answer = _ => new(Outcome.Down, "gateway away");
        await kit.AddPeopleAsync(1, prefix: "n");
        var campaign = (await kit.InviteAsync()).CampaignId!.Value;
        await kit.CarryAsync(minutes: 3);
        Assert.Equal(InviteState.Sent, (await kit.RowAsync("m00001@example.org")).State);
        Assert.True((await kit.Change.RunAsync(kit.Owner, campaign, CampaignChange.Cancel)).Ok);
        Assert.Equal(InviteState.NotInvited, (await kit.RowAsync("m00001@example.org")).State);
        kit.Sending.Gateway.Answer = _ => new(Outcome.Sent, null, "gw-3");
        await kit.InviteAsync();
        await kit.CarryAsync();
        Assert.Equal(2, kit.Sending.Gateway.Taken.Count);
        Assert.Equal(InviteState.Sent, (await kit.RowAsync("m00001@example.org")).State);
    }

    [Theory, EachDatabase]
    public async Task Invitations_by_hand_do_not_fill_the_list_of_batches_unless_asked_for(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, members: 3);
        await kit.InviteAsync(new MembersToInvite(kit.App.Id, [await kit.PersonAsync("m00001@example.org")]));
        await kit.InviteAsync();
        var batches = new BatchList(test.Database);
        Assert.Equal([2], (await batches.PageAsync(kit.Owner, new BatchFilter(Single: false), new())).Value.Items.Select(row => row.Quantity));
        Assert.Equal(2, (await batches.PageAsync(kit.Owner, new BatchFilter(), new())).Value.Items.Count);
    }

    [Theory, EachDatabase, Trait("Control", "sms-spend-stop")]
    public async Task A_day_has_so_many_text_messages_and_the_rest_waits_for_the_next(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, members: 5, perMinute: 600, window: new SendingWindow(new TimeOnly(0, 0), new TimeOnly(23, 59)));
        var budget = new SmsBudget(3);
        var dispatch = new DispatchMessages(test.Database, new ClaimMessages(test.Database, budget), new HandOverMessages(test.Database, kit.Sending.Compose, budget), kit.Sending.Server, kit.Sending.Gateway, kit.Sending.Record);
        async Task CarryAsync()
        {
            for (var i = 0; i < 20; i++, test.Clock.Advance(TimeSpan.FromSeconds(5)))
                await dispatch.RunAsync();
        }
        await kit.InviteAsync();
        Assert.Null(await budget.SpentUntilAsync(test.Database, kit.Sample.Id));
        await CarryAsync();
        Assert.Equal((5, 3), (kit.Sending.Server.Taken.Count, kit.Sending.Gateway.Taken.Count));
        var until = (await budget.SpentUntilAsync(test.Database, kit.Sample.Id))!.Value;
        Assert.InRange(until - test.Clock.Now, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Equal(0, (await dispatch.ClaimAsync(10)).Sum(lane => lane.Messages.Count));
        test.Clock.Advance(until - test.Clock.Now);
        await CarryAsync();
        Assert.Equal(5, kit.Sending.Gateway.Taken.Select(sms => sms.To).Distinct().Count());
    }

    [Theory, EachDatabase]
    public async Task The_outbox_says_why_text_messages_stand_still(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false", "--Sms:PerDay=1");
        var sample = await SampleWorkspace.CreateAsync(test);
        using var staff = await server.SignInAsync(sample);
        Assert.DoesNotContain("which is the limit", await staff.GetStringAsync("/acme/admin/outbox"), StringComparison.Ordinal);
        await new FailureLimits(test.Database).AddAsync(sample.Id, [new FailureBucket("sms:day", TimeSpan.FromDays(1))]);
        Assert.Contains("which is the limit of this installation", await staff.GetStringAsync("/acme/admin/outbox"), StringComparison.Ordinal);
    }
}
