using System.Net;
using Latchstring.Invitations;
using Latchstring.Redemptions;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>The way into the booking app, from the link in the e-mail to the schedule.</summary>
public class JoinTests
{
    private static async Task<(TestServer Server, BookingKit Kit, Guest Guest)> StartAsync(TestDatabase test)
    {
        var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var kit = await BookingKit.CreateAsync(test);
        return (server, kit, await kit.InviteAsync(test));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S2.12"), Trait("Req", "S2.13"), Trait("Req", "S2.19"), Trait("Req", "S2.20"), Trait("Req", "X15")]
    public async Task Code_then_password_then_the_schedule_with_the_address_on_file_as_user_name(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        await kit.SessionAsync(title: "Morning yoga");
        var page = await server.Client.GetStringAsync($"/acme/app/join/{guest.Token}");
        Assert.Contains("Mia", page, StringComparison.Ordinal);
        Assert.Contains("m•••@example.org", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("mia@example.org", page, StringComparison.Ordinal);
        Assert.Equal("/acme/app/join/password", (await server.Client.ShowCodeAsync(guest)).To());
        var choose = await server.Client.GetStringAsync("/acme/app/join/password");
        Assert.Contains("mia@example.org", choose, StringComparison.Ordinal);
        // Another address in the form changes nothing.
        var joined = await server.Client.PostFormAsync("/acme/app/join/password", "password", ("Form.Password", JoinKit.Password), ("Form.UserName", "evil@example.org"));
        Assert.Equal("/acme/app", joined.To());
        Assert.Contains("Morning yoga", await server.Client.GetStringAsync("/acme/app"), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Id);
        var account = await db.Accounts.SingleAsync(a => a.PersonId == guest.Person.Id);
        Assert.Equal(("mia@example.org", true), (account.Email, account.PasswordHash is not null));
        Assert.Equal(RegistrationStatus.Registered, (await db.Registrations.SingleAsync(r => r.PersonId == guest.Person.Id)).Status);
        Assert.Equal(1, (await db.AccessCodes.SingleAsync(c => c.Id == guest.Invitation.CodeId)).UseCount);
        Assert.Contains("You are registered already", await server.NewClient().GetStringAsync($"/acme/app/join/{guest.Token}"), StringComparison.Ordinal);
    }

    [Theory]
    [EachDatabase("lower-case-1", "a capital letter")]
    [EachDatabase("UPPER-CASE-1", "a small letter")]
    [EachDatabase("No-digit-here", "a digit")]
    [EachDatabase("NoSymbol123", "neither a letter nor a digit")]
    [EachDatabase("aB1-x", "at least 6 characters")]
    [Trait("Req", "S2.14"), Trait("Req", "S2.15"), Trait("Req", "S2.16"), Trait("Req", "S2.17"), Trait("Req", "S2.18")]
    public async Task The_password_rule_is_shown_and_held(TestDatabase test, string password, string refusal)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        await server.Database.WriteAsync(kit.Id, db => db.Workspaces.Where(w => w.Id == kit.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.PasswordLength, 6)));
        await server.Client.ShowCodeAsync(guest);
        var page = await server.Client.GetStringAsync("/acme/app/join/password");
        foreach (var rule in new[] { "at least 6 characters", "a capital letter", "a small letter", "a digit", "another character" })
            Assert.Contains(rule, page, StringComparison.Ordinal);
        var refused = await server.Client.PostFormAsync("/acme/app/join/password", "password", ("Form.Password", password));
        Assert.Contains(refusal, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Id);
        Assert.False(await db.Accounts.AnyAsync(a => a.PersonId == guest.Person.Id));
        Assert.Equal(0, (await db.AccessCodes.SingleAsync()).UseCount);
    }

    [Theory]
    [EachDatabase("mia@example.org")]
    [EachDatabase("0170 1234567")]
    [EachDatabase("+49 (170) 123 45 67")]
    [Trait("Req", "X15")]
    public async Task Without_the_link_the_code_needs_the_address_or_number_on_file(TestDatabase test, string contact)
    {
        var (server, _, guest) = await StartAsync(test);
        await using var _1 = server;
        Assert.Equal("/acme/app/join/password", (await server.Client.ShowCodeAsync(guest, contact: contact)).To());
    }

    [Theory, EachDatabase, Trait("Req", "X7"), Trait("Req", "S2.32")]
    public async Task Strangers_hear_one_answer_whatever_is_wrong_and_are_told_whom_to_ask(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        var other = await kit.InviteAsync(test, "Max", "+49 171 7654321");
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (contact, code) in new[] { ("mia@example.org", other.Code), ("nobody@example.org", guest.Code), ("mia@example.org", "7KQ4W9XD3"), ("+49 199 0000000", guest.Code) })
        {
            var answer = await server.NewClient().ShowCodeAsync(guest, code, contact);
            var text = GuestKit.Visible(await answer.Content.ReadAsStringAsync()).Replace(contact, "", StringComparison.Ordinal).Replace(WebUtility.HtmlEncode(contact), "", StringComparison.Ordinal).Replace(code, "", StringComparison.Ordinal);
            answers.Add(text);
        }
        var only = Assert.Single(answers);
        Assert.Contains("does not belong to what you entered", only, StringComparison.Ordinal);
        Assert.Contains("helps you", only, StringComparison.Ordinal);
        Assert.Contains("desk@studio.test", await server.NewClient().GetStringAsync($"/acme/app/join/{guest.Token}"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.47")]
    public async Task Five_wrong_tries_lock_for_a_time_and_not_even_the_right_code_is_looked_at(TestDatabase test)
    {
        var (server, _, guest) = await StartAsync(test);
        await using var _1 = server;
        for (var i = 0; i < JoinLimits.Tries; i++)
            Assert.Equal(HttpStatusCode.OK, (await server.Client.ShowCodeAsync(guest, "7KQ4W9XD3")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.Client.ShowCodeAsync(guest)).StatusCode);
        // Another device does not help against the lock of the invitation; but who came by the address alone locked nobody who has the link.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.NewClient().ShowCodeAsync(guest)).StatusCode);
        Assert.Equal("/acme/app/join/password", (await server.NewClient().ShowCodeAsync(guest, contact: "mia@example.org")).To());
        test.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("/acme/app/join/password", (await server.Client.ShowCodeAsync(guest)).To());
    }

    [Theory, EachDatabase, Trait("Req", "S2.27"), Trait("Req", "S2.32")]
    public async Task An_expired_invitation_says_so_kindly_and_a_new_one_can_be_asked_for(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        test.Clock.Advance(TimeSpan.FromHours(240));
        var page = await server.Client.GetStringAsync($"/acme/app/join/{guest.Token}");
        Assert.Contains("This invitation has expired", page, StringComparison.Ordinal);
        Assert.Contains("desk@studio.test", page, StringComparison.Ordinal);
        var asked = await server.Client.PostFormAsync($"/acme/app/join/{guest.Token}", "ask");
        Assert.Equal("/acme/app/join?asked=1", asked.To());
        var byCode = server.NewClient();
        Assert.Contains("This invitation has expired", await (await byCode.ShowCodeAsync(guest, contact: "mia@example.org")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Id);
        var request = await db.CodeRequests.SingleAsync();
        Assert.Equal(("mia@example.org", "join.expired"), (request.Email, request.Refusal));
    }

    [Theory, EachDatabase, Trait("Req", "S2.48"), Trait("Req", "S2.44")]
    public async Task A_new_address_or_a_resend_makes_the_older_link_worthless_also_half_way(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        var halfWay = server.NewClient();
        await halfWay.ShowCodeAsync(guest);
        await server.Database.WriteAsync(kit.Id, db => db.People.Where(p => p.Id == guest.Person.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Email, "new@example.org")));
        Assert.Contains("enter your code once more", await halfWay.GetStringAsync("/acme/app/join/password"), StringComparison.Ordinal);
        Assert.Contains("replaced by a newer one", await server.Client.GetStringAsync($"/acme/app/join/{guest.Token}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.NewClient().ShowCodeAsync(guest, contact: "new@example.org")).StatusCode);
        await server.Database.WriteAsync(kit.Id, db => db.People.Where(p => p.Id == guest.Person.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Email, "mia@example.org")));
        await server.Database.WriteAsync(kit.Id, db => db.Invitations.ExecuteUpdateAsync(set => set.SetProperty(i => i.Generation, 2)));
        Assert.Contains("replaced by a newer one", await server.Client.GetStringAsync($"/acme/app/join/{guest.Token}"), StringComparison.Ordinal);
        Assert.Contains("enter your code once more", await halfWay.GetStringAsync("/acme/app/join/password"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "X6")]
    public async Task Opening_every_page_of_the_way_in_changes_nothing(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        await server.Client.ShowCodeAsync(guest);
        for (var i = 0; i < 3; i++)
        {
            foreach (var path in new[] { $"/acme/app/join/{guest.Token}", "/acme/app/join", "/acme/app/join/password", "/acme/app/join/open" })
                (await server.Client.GetAsync(path)).Dispose();
        }
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal((0, 0, 0), (await db.Redemptions.CountAsync(), await db.Registrations.CountAsync(), await db.Accounts.CountAsync(a => a.PersonId != null)));
    }

    [Theory, EachDatabase]
    public async Task Whoever_has_an_account_signs_in_and_opens_it_with_the_same_code(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        var account = await kit.Sample.AddAsync(new Latchstring.Accounts.Account { WorkspaceId = kit.Id, Email = "mia@example.org", NormalizedEmail = "MIA@EXAMPLE.ORG", Name = "Mia Muster", PersonId = guest.Person.Id, PasswordHash = "x", CreatedAt = test.Database.Now });
        Assert.Equal("/acme/app/join/open", (await server.Client.ShowCodeAsync(guest)).To());
        var client = await server.SignInAsync(kit.Sample, account);
        Assert.Equal("/acme/app/join/open", (await client.ShowCodeAsync(guest)).To());
        Assert.Equal("/acme/app", (await client.PostFormAsync("/acme/app/join/open", "open")).To());
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal(1, await db.Registrations.CountAsync(r => r.PersonId == guest.Person.Id));
    }

    [Theory, EachDatabase, Trait("Req", "S2.48")]
    public async Task Two_contacts_with_one_address_cannot_both_come_in(TestDatabase test)
    {
        var (server, kit, guest) = await StartAsync(test);
        await using var _ = server;
        var twin = await kit.InviteAsync(test, "Maja");
        await kit.Sample.AddAsync(new Latchstring.Accounts.Account { WorkspaceId = kit.Id, Email = "mia@example.org", NormalizedEmail = "MIA@EXAMPLE.ORG", Name = "Maja", PersonId = twin.Person.Id, PasswordHash = "x", CreatedAt = test.Database.Now });
        await server.Client.ShowCodeAsync(guest);
        var refused = await server.Client.PostFormAsync("/acme/app/join/password", "password", ("Form.Password", JoinKit.Password));
        Assert.Contains("You are registered already", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal(0, await db.Registrations.CountAsync());
    }
}
