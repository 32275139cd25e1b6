using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Partners;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Partners;

/// <summary>Who signs in for a partner, and how they come in (S1.74).</summary>
public class TeamTests
{
    private const string Password = "Blaue-Wiese-77";

    [Theory, EachDatabase, Trait("Req", "S1.74")]
    public async Task Staff_grant_the_first_administrator_who_asks_a_colleague_in_by_a_link_that_works_once_and_for_a_month(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var (invite, join) = (server.Services.GetRequiredService<InviteColleague>(), new JoinTeam(test.Database));

        var first = (await invite.RunAsync(sample.Owner, new(partner.Id, "Kai@nordwind.test", "Kai", PartnerRole.Admin), "en")).Value;
        var kai = (await join.RunAsync(sample.Id, new(first.Token, "Kai Admin", Password))).Value;
        Assert.Equal((partner.Id, PartnerRole.Admin, StaffRole.None, "kai@nordwind.test"), (kai.OrganisationId!.Value, kai.Partner, kai.Staff, kai.Email));
        Assert.Equal("link.dead", (await join.RunAsync(sample.Id, new(first.Token, "Eve", Password))).Problem?.Code);

        var second = (await invite.RunAsync(kai.Actor(), new(partner.Id, "ines@nordwind.test", "Ines", PartnerRole.Member), "de")).Value;
        var ines = (await join.RunAsync(sample.Id, new(second.Token, "Ines", Password))).Value;
        Assert.Equal(PartnerRole.Member, ines.Partner);
        Assert.Equal("permission.missing", (await invite.RunAsync(ines.Actor(), new(partner.Id, "more@nordwind.test", null, PartnerRole.Admin), "en")).Problem?.Code);

        var late = (await invite.RunAsync(kai.Actor(), new(partner.Id, "late@nordwind.test", null, PartnerRole.Member), "en")).Value;
        test.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("link.dead", (await join.RunAsync(sample.Id, new(late.Token, "Late", Password))).Problem?.Code);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(3, await db.Messages.CountAsync());
        var rows = System.Text.Json.JsonSerializer.Serialize(await db.InviteLinks.ToListAsync()) + System.Text.Json.JsonSerializer.Serialize(await db.AuditEntries.ToListAsync());
        Assert.DoesNotContain(late.Token, rows, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_link_takes_over_no_account_and_nobody_works_for_two(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (nordwind, other) = (await sample.AddPartnerAsync(test, "Nordwind"), await sample.AddPartnerAsync(test, "Other"));
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var (invite, join) = (server.Services.GetRequiredService<InviteColleague>(), new JoinTeam(test.Database));
        foreach (var account in new[] { sample.OwnerAccount, await sample.AddColleagueAsync(test, other, "rival@other.test") })
        {
            await server.SetPasswordAsync(account);
            // That the address is known here is told to nobody but its owner.
            var made = (await invite.RunAsync(sample.Owner, new(nordwind.Id, account.Email, null, PartnerRole.Admin), "en")).Value;
            Assert.Equal("password", (await join.RunAsync(sample.Id, new(made.Token, "Eve", Password))).Problem?.Field);
            Assert.Equal("account.elsewhere", (await join.RunAsync(sample.Id, new(made.Token, null, SignedInClient.Password))).Problem?.Code);
        }
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(0, await db.Accounts.CountAsync(a => a.OrganisationId == nordwind.Id));
    }

    [Theory, EachDatabase, Trait("Req", "S1.74")]
    public async Task A_team_keeps_an_administrator_and_removing_acts_on_the_next_click(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        var (kai, ines) = (await sample.AddColleagueAsync(test, partner, "kai@nordwind.test"), await sample.AddColleagueAsync(test, partner, "ines@nordwind.test", PartnerRole.Member));
        await using var server = await TestServer.StartAsync(test);
        var change = new ChangeColleague(test.Database);
        Assert.Equal("team.last_admin", (await change.RunAsync(kai.Actor(), new(kai.Id, PartnerRole.None))).Problem?.Code);
        Assert.Equal("team.last_admin", (await change.RunAsync(kai.Actor(), new(kai.Id, PartnerRole.Member))).Problem?.Code);
        Assert.Equal("permission.missing", (await change.RunAsync(ines.Actor(), new(kai.Id, PartnerRole.None))).Problem?.Code);

        using var client = await server.SignInAsync(sample, ines);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/acme/partner/team")).StatusCode);
        Assert.True((await change.RunAsync(kai.Actor(), new(ines.Id, PartnerRole.None))).Ok);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync("/acme/partner/team")).StatusCode);
        Assert.True((await change.RunAsync(sample.Owner, new(kai.Id, PartnerRole.None))).Ok);
    }

    [Theory, EachDatabase]
    public async Task Of_two_administrators_who_take_each_other_off_at_once_one_stays(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        var (kai, ben) = (await sample.AddColleagueAsync(test, partner, "kai@nordwind.test"), await sample.AddColleagueAsync(test, partner, "ben@nordwind.test"));
        var change = new ChangeColleague(test.Database);
        await Task.WhenAll(Task.Run(() => change.RunAsync(kai.Actor(), new(ben.Id, PartnerRole.None))), Task.Run(() => change.RunAsync(ben.Actor(), new(kai.Id, PartnerRole.None))));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(1, await db.Accounts.CountAsync(a => a.Partner == PartnerRole.Admin));
    }

    [Theory, EachDatabase]
    public async Task Staff_limited_to_one_event_cannot_give_away_the_guests_of_another(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        var (mine, theirs) = (await sample.AddEventAsync(test, "Mine"), await sample.AddEventAsync(test, "Theirs"));
        await sample.AddPartnershipAsync(test, partner, mine);
        var limited = sample.Staff(Permission.Manager, mine.Id);
        Assert.True((await new SeeTeam(test.Database).RunAsync(limited, partner.Id)).Ok);
        await sample.AddPartnershipAsync(test, partner, theirs);
        Assert.Equal(404, (await new SeeTeam(test.Database).RunAsync(limited, partner.Id)).Problem?.Status);
    }
}
