using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Accounts;

public class StaffTests
{
    private const string Password = "Blaue-Wiese-77";
    private static readonly StaffPlace Everywhere = new(StaffRole.Manager, null);

    [Theory, EachDatabase, Trait("Req", "S3.24"), Trait("Req", "S0.60")]
    public async Task An_owner_invites_by_a_link_that_works_once_and_for_a_month(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("Mia@acme.test", "Mia", Everywhere))).Value;

        var mia = await new JoinTeam(test.Database).RunAsync(sample.Id, new(made.Token, "Mia Manager", Password));
        Assert.Equal((StaffRole.Manager, "mia@acme.test", "Mia Manager"), (mia.Value.Staff, mia.Value.Email, mia.Value.Name));
        Assert.Equal("link.dead", (await new JoinTeam(test.Database).RunAsync(sample.Id, new(made.Token, "Eve", Password))).Problem?.Code);

        var late = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("late@acme.test", null, Everywhere))).Value;
        test.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("link.dead", (await new JoinTeam(test.Database).RunAsync(sample.Id, new(late.Token, "Late", Password))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Only_the_fingerprint_of_a_link_is_kept(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("mia@acme.test", null, Everywhere))).Value;
        await using var db = test.Database.Read(sample.Id);
        var rows = System.Text.Json.JsonSerializer.Serialize(await db.InviteLinks.ToListAsync()) + System.Text.Json.JsonSerializer.Serialize(await db.AuditEntries.ToListAsync());
        Assert.DoesNotContain(made.Token, rows, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_withdrawn_or_replaced_link_is_dead(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var first = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("mia@acme.test", null, Everywhere))).Value;
        var second = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("mia@acme.test", null, Everywhere))).Value;
        Assert.Equal("link.dead", (await new JoinTeam(test.Database).RunAsync(sample.Id, new(first.Token, "Mia", Password))).Problem?.Code);
        Assert.True((await new RevokeLink(test.Database).RunAsync(sample.Owner, second.Link.Id)).Ok);
        Assert.Equal("link.dead", (await new JoinTeam(test.Database).RunAsync(sample.Id, new(second.Token, "Mia", Password))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Of_many_who_use_one_link_at_once_one_joins(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("mia@acme.test", null, Everywhere))).Value;
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => new JoinTeam(test.Database).RunAsync(sample.Id, new(made.Token, $"Mia {i}", Password)))));
        Assert.Single(results, result => result.Ok);
    }

    [Theory, EachDatabase]
    public async Task A_link_of_another_workspace_is_dead_here(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        var made = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("mia@acme.test", null, Everywhere))).Value;
        Assert.Equal("link.dead", (await new JoinTeam(test.Database).RunAsync(other.Id, new(made.Token, "Mia", Password))).Problem?.Code);
        Assert.Equal("link.not_found", (await new RevokeLink(test.Database).RunAsync(other.Owner, made.Link.Id)).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task A_link_does_not_take_over_the_account_of_a_participant(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var paul = await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = "paul@acme.test", NormalizedEmail = "PAUL@ACME.TEST", Name = "Paul", PasswordHash = Passwords.Hash("Kurz-1"), CreatedAt = test.Database.Now });
        var made = (await new InviteStaff(test.Database).RunAsync(sample.Owner, new("paul@acme.test", null, Everywhere))).Value;
        var join = new JoinTeam(test.Database);

        Assert.Equal("password", (await join.RunAsync(sample.Id, new(made.Token, "Eve", Password))).Problem?.Field);
        Assert.Equal("newPassword", (await join.RunAsync(sample.Id, new(made.Token, null, "Kurz-1"))).Problem?.Field);
        var joined = await join.RunAsync(sample.Id, new(made.Token, null, "Kurz-1", Password));
        Assert.Equal((paul.Id, StaffRole.Manager, "Paul"), (joined.Value.Id, joined.Value.Staff, joined.Value.Name));
    }

    [Theory, EachDatabase, Trait("Req", "S3.24")]
    public async Task Ownership_handed_over_cannot_be_taken_back(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var mia = await JoinedAsync(test, sample, Everywhere);
        Assert.True((await new HandOverOwnership(test.Database).RunAsync(sample.Owner, mia.Id)).Ok);
        await using var db = test.Database.Read(sample.Id);
        var giver = await db.Accounts.SingleAsync(a => a.Id == sample.OwnerAccount.Id);
        Assert.Equal(StaffRole.Manager, giver.Staff);
        var asManager = sample.Staff(giver.Permissions);
        Assert.Equal("permission.missing", (await new HandOverOwnership(test.Database).RunAsync(asManager, giver.Id)).Problem?.Code);
        Assert.Equal("permission.missing", (await new ChangeStaff(test.Database).RunAsync(asManager, new(giver.Id, new(StaffRole.Owner, null)))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task The_last_owner_stays_even_when_two_owners_remove_each_other_at_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        Assert.Equal("account.last_owner", (await new ChangeStaff(test.Database).RunAsync(sample.Owner, new(sample.OwnerAccount.Id, new(StaffRole.None, null)))).Problem?.Code);
        var second = await JoinedAsync(test, sample, new(StaffRole.Owner, null));
        var secondActor = new Actor(sample.Id, ActorKind.Account, second.Id, second.Name, second.Permissions);
        var change = new ChangeStaff(test.Database);
        var results = await Task.WhenAll(
            Task.Run(() => change.RunAsync(sample.Owner, new(second.Id, Everywhere))),
            Task.Run(() => new BlockAccount(test.Database).RunAsync(secondActor, sample.OwnerAccount.Id, blocked: true)));
        Assert.Single(results, result => result.Ok);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(1, await db.Accounts.CountAsync(a => a.Staff == StaffRole.Owner && a.Status == AccountStatus.Active));
    }

    [Theory, EachDatabase, Trait("Req", "S4.29")]
    public async Task A_role_can_be_limited_to_offerings_of_this_workspace(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var foreign = await SampleWorkspace.CreateAsync(test, "other");
        var invite = new InviteStaff(test.Database);
        Assert.Equal("offerings", (await invite.RunAsync(sample.Owner, new("mia@acme.test", null, new(StaffRole.Manager, [foreign.Course.Id])))).Problem?.Field);
        Assert.Equal("offerings", (await invite.RunAsync(sample.Owner, new("mia@acme.test", null, new(StaffRole.Owner, [sample.Course.Id])))).Problem?.Field);
        Assert.Equal("offerings", (await invite.RunAsync(sample.Owner, new("mia@acme.test", null, new(StaffRole.Viewer, [])))).Problem?.Field);
        var mia = await JoinedAsync(test, sample, new(StaffRole.Manager, [sample.Course.Id]));
        await using var db = test.Database.Read(sample.Id);
        Assert.True(mia.Scoped);
        Assert.Equal(sample.Course.Id, (await db.AccountScopes.SingleAsync()).OfferingId);
    }

    private static async Task<Account> JoinedAsync(TestDatabase test, SampleWorkspace sample, StaffPlace place)
    {
        var made = await new InviteStaff(test.Database).RunAsync(sample.Owner, new("mia@acme.test", null, place));
        return (await new JoinTeam(test.Database).RunAsync(sample.Id, new(made.Value.Token, "Mia Manager", Password))).Value;
    }
}
