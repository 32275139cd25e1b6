using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>Who is invited, who is not and why, and what each of them gets.</summary>
public class InviteMembersTests
{
    [Theory, EachDatabase, Trait("Req", "S2.1"), Trait("Req", "S2.2"), Trait("Req", "S2.4"), Trait("Req", "S2.9"), Trait("Req", "S2.10")]
    public async Task Each_member_gets_an_e_mail_with_the_link_and_a_text_with_the_code_and_trials_get_nothing(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 3);
        await kit.AddPeopleAsync(2, Segment.Trial, prefix: "t");
        var invited = await kit.InviteAsync(new MembersToInvite(kit.App.Id, Filter: new MemberFilter(Segment: Segment.Member)));
        Assert.Equal((3, 0), (invited.Invited, invited.Skipped.Count));
        await kit.CarryAsync();
        Assert.Equal(["m00001@example.org", "m00002@example.org", "m00003@example.org"], kit.Sending.Server.Taken.Select(mail => mail.To).Order());
        Assert.Equal(["+491701000001", "+491701000002", "+491701000003"], kit.Sending.Gateway.Taken.Select(sms => sms.To).Order());
        Assert.All(kit.Sending.Server.Taken, mail => Assert.Contains("https://codes.example.org/acme/app/join/", mail.Text, StringComparison.Ordinal));
        Assert.All(kit.Sending.Server.Taken, mail => Assert.Contains("desk@studio.example", mail.Text, StringComparison.Ordinal));
        await using var db = test.Database.Read(kit.Sample.Id);
        var codes = await db.AccessCodes.ToListAsync();
        var texts = new BatchTexts(test.Database.Keys.Of(kit.Sample.Id), await db.CodeBatches.SingleAsync());
        foreach (var code in codes)
        {
            var text = texts.Of(code.Number);
            Assert.Matches("^[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}$", text);
            Assert.Equal(test.Database.Keys.Of(kit.Sample.Id).Fingerprint(CodeText.Parse(text)), code.Fingerprint);
            var sms = Assert.Single(kit.Sending.Gateway.Taken, sms => sms.Text.Contains(text, StringComparison.Ordinal));
            Assert.Equal((true, 1), (SmsText.Of(sms.Text).Gsm, SmsText.Of(sms.Text).Segments));
            // The code comes by the other way than the link.
            Assert.DoesNotContain(kit.Sending.Server.Taken, mail => mail.Text.Contains(text, StringComparison.Ordinal));
            Assert.NotNull(code.AssigneeId);
        }
    }

    [Theory, EachDatabase, Trait("Req", "S2.45")]
    public async Task Whoever_is_left_out_is_named_with_the_reason(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 6);
        var people = new List<Guid>();
        for (var i = 1; i <= 6; i++)
            people.Add(await kit.PersonAsync($"m{i:00000}@example.org"));
        await kit.InviteAsync(new MembersToInvite(kit.App.Id, [people[0]]));
        await kit.InviteAsync(new MembersToInvite(kit.App.Id, [people[1]]));
        await kit.RegisterAsync(people[2]);
        await kit.Sample.AddAsync(new Suppression { WorkspaceId = kit.Sample.Id, Address = "m00004@example.org", Reason = SuppressionReason.HardBounce });
        await test.Database.WriteAsync(kit.Sample.Id, async db =>
        {
            await db.People.Where(p => p.Id == people[3]).ExecuteUpdateAsync(set => set.SetProperty(p => p.Phone, (string?)null));
            return await db.People.Where(p => p.Id == people[4]).ExecuteUpdateAsync(set => set.SetProperty(p => p.Email, (string?)null));
        });
        var other = await kit.Sample.AddPersonAsync("elsewhere@example.org");
        var plan = await kit.InviteAsync(new MembersToInvite(kit.App.Id, [.. people, other.Id], DryRun: true));
        Assert.Equal(1, plan.Invited);
        Assert.Null(plan.CampaignId);
        var reasons = plan.Skipped.ToDictionary(one => one.PersonId, one => one.Reason);
        Assert.Equal(
            [SkipReasons.Queued, SkipReasons.Queued, SkipReasons.Accepted, SkipReasons.Suppressed, SkipReasons.NoEmail, SkipReasons.Elsewhere],
            new[] { people[0], people[1], people[2], people[3], people[4], other.Id }.Select(id => reasons[id]));
        Assert.Equal("invite.accepted", (await kit.Invite.RunAsync(kit.Owner, new(kit.App.Id, [people[2]]))).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S2.31"), Trait("Req", "S2.34")]
    public async Task Never_invited_people_of_all_groups_are_found_and_invited_together(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 2);
        await kit.AddPeopleAsync(2, Segment.Trial, prefix: "t");
        await kit.AddPeopleAsync(2, Segment.Prospect, prefix: "p");
        await kit.InviteAsync(new MembersToInvite(kit.App.Id, Filter: new MemberFilter(Segment: Segment.Trial)));
        var never = (await kit.Members.RunAsync(kit.Owner, kit.App.Id, new MemberFilter(InviteState.NotInvited), new())).Value.Items;
        Assert.Equal(["m00001@example.org", "m00002@example.org", "p00001@example.org", "p00002@example.org"], never.Select(row => row.Email).Order());
        var invited = await kit.InviteAsync(new MembersToInvite(kit.App.Id, Filter: new MemberFilter(InviteState.NotInvited)));
        Assert.Equal((4, 0), (invited.Invited, invited.Skipped.Count));
        var counts = await kit.Members.CountsAsync(kit.Owner, kit.App.Id);
        Assert.Equal((6, 6), (counts.Of(InviteState.Queued), counts.All));
    }

    [Theory, EachDatabase, Trait("Req", "S2.25"), Trait("Req", "S2.26")]
    public async Task One_by_hand_gets_the_same_and_overtakes_the_batch(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 5, perMinute: 1);
        await kit.AddPeopleAsync(1, Segment.Lead, prefix: "l");
        await kit.InviteAsync(new MembersToInvite(kit.App.Id, Filter: new MemberFilter(Segment: Segment.Member)));
        await kit.Sending.Dispatch.RunAsync();
        var alone = await kit.InviteAsync(new MembersToInvite(kit.App.Id, [await kit.PersonAsync("l00001@example.org")]));
        Assert.Equal((1, null), (alone.Invited, alone.CampaignId));
        await kit.Sending.RunAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(20));
        Assert.Equal("l00001@example.org", kit.Sending.Server.Taken.ElementAt(1).To);
        Assert.Contains(kit.Sending.Gateway.Taken, sms => sms.To == "+491701000001");
        Assert.Equal(InviteState.Sent, (await kit.RowAsync("l00001@example.org")).State);
    }

    [Theory, EachDatabase, Trait("Req", "S2.4")]
    public async Task Without_a_mobile_number_the_code_follows_in_a_second_e_mail(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test);
        await kit.AddPeopleAsync(1, phone: false);
        await kit.InviteAsync();
        await kit.CarryAsync();
        Assert.Empty(kit.Sending.Gateway.Taken);
        Assert.Equal(["Book your sessions at Studio Mitte", "Your code for Studio Mitte"], kit.Sending.Server.Taken.Select(mail => mail.Subject));
    }

    [Theory, EachDatabase]
    public async Task Five_thousand_are_in_line_at_once_and_the_warning_says_that_they_outlive_their_invites(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 5_000, perMinute: 1);
        var plan = await kit.InviteAsync(new MembersToInvite(kit.App.Id, DryRun: true));
        var when = plan.Forecast!;
        Assert.Equal((test.Clock.Now, DateTimeOffset.Parse("2026-06-25T13:19:00Z")), (when.First, when.Last));
        Assert.Equal(5_000 - 240, when.NotToday);
        Assert.InRange(when.Outlived, 100, 300);
        var invited = await kit.InviteAsync();
        Assert.Equal((5_000, when.Last), (invited.Invited, invited.Forecast!.Last));
        var counts = await kit.Members.CountsAsync(kit.Owner, kit.App.Id);
        Assert.Equal(5_000, counts.Of(InviteState.Queued));
        Assert.Equal(10_000, (await kit.Sending.MessagesAsync()).Count);
    }

    [Theory, EachDatabase]
    public async Task Nobody_invites_outside_their_scope_or_to_something_that_is_no_booking_app(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 1);
        Assert.Equal(404, (await kit.Invite.RunAsync(kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id), new(kit.App.Id))).Problem?.Status);
        Assert.Equal(403, (await kit.Invite.RunAsync(kit.Sample.Staff(Permission.Viewer), new(kit.App.Id))).Problem?.Status);
        Assert.Equal("offering.no_app", (await kit.Invite.RunAsync(kit.Owner, new(kit.Sample.Course.Id))).Problem?.Code);
        Assert.True((await kit.Invite.RunAsync(kit.Sample.Staff(Permission.Manager, kit.App.Id), new(kit.App.Id))).Ok);
    }
}
