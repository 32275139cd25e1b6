using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Sending;

/// <summary>Lists about sending leave as files with the rows that page and API show (X10).</summary>
public class SendingFilesTests
{
    [Theory, EachDatabase]
    public async Task Mails_campaigns_and_members_are_the_same_rows_as_on_their_pages(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(10);
        await using var kit = await InviteKit.CreateAsync(test, 3);
        await kit.AddPeopleAsync(1, Segment.Trial, prefix: "t");
        var invited = (await kit.Invite.RunAsync(kit.Sample.Owner, new MembersToInvite(kit.App.Id, Filter: new MemberFilter(Segment: Segment.Member), Name: "June"))).Value;
        using var staff = await server.SignInAsync(kit.Sample);
        using var api = await ApiProgram.CreateAsync(server, kit.Sample);

        var mails = Lines(await staff.GetStringAsync("/acme/admin/outbox.csv?state=queued"));
        Assert.Equal(1 + (2 * 3), mails.Length);
        Assert.All(mails[1..], line => Assert.Contains(",Queued,", line, StringComparison.Ordinal));
        Assert.Contains("Studio", mails[1], StringComparison.Ordinal);
        Assert.Equal(mails, Lines((await api.GetAsync("/messages.csv?state=queued")).Text));
        Assert.Single(Lines((await api.GetAsync("/messages.csv?state=redeemed")).Text));
        Assert.Equal(["state"], (await api.GetAsync("/messages.csv?state=odd")).Fields);

        var members = Lines(await staff.GetStringAsync($"/acme/admin/locations/{kit.Place.Id}/app.csv?state=NotInvited"));
        Assert.Equal(2, members.Length);
        Assert.Contains(",Trial,NotInvited,", members[1], StringComparison.Ordinal);
        Assert.Equal(members, Lines((await api.GetAsync($"/invitations.csv?offeringId={kit.App.Id}&state=notInvited")).Text));
        Assert.Equal(["segment"], (await api.GetAsync($"/invitations.csv?offeringId={kit.App.Id}&segment=odd")).Fields);

        var campaigns = Lines(await staff.GetStringAsync("/acme/admin/campaigns.csv?q=jun"));
        Assert.Contains($"{invited.CampaignId},June,", Assert.Single(campaigns[1..]), StringComparison.Ordinal);
        Assert.Equal(campaigns, Lines((await api.GetAsync($"/campaigns.csv?offeringId={kit.App.Id}")).Text));
        Assert.Single(Lines((await api.GetAsync($"/campaigns.csv?offeringId={Guid.NewGuid()}")).Text));
    }

    private static string[] Lines(string csv) => csv.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
