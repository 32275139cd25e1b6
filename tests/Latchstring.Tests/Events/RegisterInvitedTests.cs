using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Events;

/// <summary>A partner's guest registers by the link, without an account.</summary>
public class RegisterInvitedTests
{
    [Theory, EachDatabase, Trait("Req", "S1.76"), Trait("Req", "S1.19")]
    public async Task The_link_tells_who_the_guest_is_and_one_transaction_makes_a_registration_of_it(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var token = await kit.InviteAsync("gina@example.org", "Gina", "Guest", counted: false);
        Assert.Equal("Gina", (await kit.See.RunAsync(kit.Sample.Id, token))!.Known.FirstName);
        Assert.Null(await kit.See.RunAsync(kit.Sample.Id, token[..^1] + (token[^1] == 'A' ? 'B' : 'A')));
        var registered = await kit.RegisterAsync(token, EventKit.Details(phone: "0171 123456"));
        Assert.True(registered.Ok, registered.Problem?.English);
        var invitation = await kit.InvitationAsync(token);
        Assert.Equal((RegistrationStatus.Registered, RegistrationSource.Partner, (Guid?)invitation.Id), (registered.Value.Status, registered.Value.Source, registered.Value.InvitationId));
        Assert.NotNull(invitation.CountedAt);
        Assert.Equal("0171 123456", GuestDetails.Read(registered.Value.Answers).Phone);
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.False(await db.Accounts.AnyAsync(a => a.PersonId != null));
        Assert.Equal(1, (await db.AccessCodes.SingleAsync(c => c.Id == invitation.CodeId)).UseCount);
        // Pressing twice is like pressing once.
        Assert.Equal(registered.Value.Id, (await kit.RegisterAsync(token)).Value.Id);
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
        var (type, to, mail) = Assert.Single(await kit.MailsAsync());
        Assert.Equal((TemplateType.GuestRegistered, "gina@example.org"), (type, to));
        Assert.Contains($"/acme/registration/{kit.TokenOf(registered.Value)}", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Hall 5, Messe Nord", mail.Text, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S1.18"), Trait("Req", "S1.87")]
    public async Task Nobody_registers_without_a_page_by_a_cancelled_invitation_of_a_hidden_partner_or_when_all_is_over(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var token = await kit.InviteAsync("gina@example.org");
        await kit.SetAsync(settings => settings with { PageId = null });
        Assert.Equal("invitation.no_page", (await kit.RegisterAsync(token)).Problem?.Code);
        await kit.SetAsync(settings => settings with { PageId = kit.Page.Id });
        await PublishAsync(kit, Publication.Preview);
        Assert.Equal("invitation.not_open", (await kit.RegisterAsync(token)).Problem?.Code);
        await PublishAsync(kit, Publication.Published);
        await kit.CancelAsync(token);
        Assert.Equal("invitation.cancelled", (await kit.RegisterAsync(token)).Problem?.Code);
        Assert.Equal("invitation.cancelled", (await kit.Decline.RunAsync(kit.Sample.Id, token)).Problem?.Code);
        var late = await kit.InviteAsync("late@example.org");
        test.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal("event.over", (await kit.RegisterAsync(late)).Problem?.Code);
        Assert.Equal(0, (await kit.EventNowAsync()).Registered);
    }

    [Theory, EachDatabase, Trait("Req", "S1.20")]
    public async Task What_is_read_only_stays_as_the_partner_entered_it_whatever_is_sent(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        await kit.AskForAsync(new RegistrationStep(null, null, [new("firstName"), new("lastName", ReadOnly: true), new("email", ReadOnly: true)]));
        var token = await kit.InviteAsync("gina@example.org", "Gina", "Guest");
        var registered = (await kit.RegisterAsync(token, EventKit.Details("mallory@evil.test", "Regina", "Mallory", "0900 666"))).Value;
        var answers = GuestDetails.Read(registered.Answers);
        Assert.Equal(("Regina", "Guest", "gina@example.org", null), (answers.FirstName, answers.LastName, answers.Email, answers.Phone));
        Assert.Equal("gina@example.org", Assert.Single(await kit.MailsAsync()).To);
        var changed = await kit.Change.DetailsAsync(kit.Sample.Id, kit.TokenOf(registered), EventKit.Details("mallory@evil.test", "Ina", "Mallory"));
        Assert.True(changed.Ok, changed.Problem?.English);
        var after = (await kit.Mine.RunAsync(kit.Sample.Id, kit.TokenOf(registered)))!.Answers;
        Assert.Equal(("Ina", "Guest", "gina@example.org"), (after.FirstName, after.LastName, after.Email));
    }

    [Theory, EachDatabase, Trait("Req", "S1.83")]
    public async Task Own_fields_are_asked_for_checked_and_hang_on_other_answers(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var dinner = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Sample.Id, Label = "Dinner", Type = PropertyType.YesNo, CreatedAt = test.Database.Now });
        var diet = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Sample.Id, Label = "Diet", Type = PropertyType.Choice, Choices = "none\nvegan", CreatedAt = test.Database.Now });
        await kit.AskForAsync(new RegistrationStep("You", null, [new("firstName"), new("lastName"), new("email")]),
            new RegistrationStep("Dinner", null, [new(dinner.Id.ToString(), Required: true), new(diet.Id.ToString(), Required: true, OnlyIf: dinner.Id.ToString(), OnlyIfValue: "true")]));
        var token = await kit.InviteAsync("gina@example.org");
        GuestDetails With(string? eats, string? what) => EventKit.Details() with { Values = new Dictionary<Guid, string?> { [dinner.Id] = eats, [diet.Id] = what } };
        Assert.Equal($"property-{dinner.Id}", (await kit.RegisterAsync(token, With(null, "vegan"))).Problem?.Field);
        Assert.Equal($"property-{diet.Id}", (await kit.RegisterAsync(token, With("true", null))).Problem?.Field);
        Assert.Equal($"property-{diet.Id}", (await kit.RegisterAsync(token, With("true", "steak"))).Problem?.Field);
        // Nothing is asked of who does not dine, and what is sent nevertheless is not kept.
        var registered = await kit.RegisterAsync(token, With("false", "vegan"));
        Assert.Equal(("false", null), (GuestDetails.Read(registered.Value.Answers)[dinner.Id.ToString()], GuestDetails.Read(registered.Value.Answers)[diet.Id.ToString()]));
        Assert.Equal(["Dinner"], (await new ListProperties(test.Database).RunAsync(kit.Sample.Owner)).Value.Select(row => row.Property.Label).Where(label => label != "Diet"));
    }

    [Theory, EachDatabase, Trait("Req", "S1.75")]
    public async Task Who_declines_is_refused_may_change_their_mind_and_frees_no_quota(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var token = await kit.InviteAsync("gina@example.org");
        Assert.True((await kit.Decline.RunAsync(kit.Sample.Id, token)).Ok);
        var declined = await kit.InvitationAsync(token);
        Assert.NotNull(declined.DeclinedAt);
        Assert.NotNull(declined.CountedAt);
        Assert.True((await kit.Decline.RunAsync(kit.Sample.Id, token)).Ok);
        Assert.True((await kit.RegisterAsync(token)).Ok);
        Assert.Null((await kit.InvitationAsync(token)).DeclinedAt);
        Assert.Equal("registration.exists", (await kit.Decline.RunAsync(kit.Sample.Id, token)).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task A_person_who_was_known_stays_as_they_are_and_a_second_partner_finds_them_registered(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        test.Clock.Advance(TimeSpan.FromDays(-2));
        var known = await kit.Sample.AddPersonAsync("gina@example.org", "Regina", "Gast");
        test.Clock.Advance(TimeSpan.FromDays(2));
        var (token, other) = (await kit.InviteAsync("gina@example.org", "G.", "G."), await SecondAsync(kit, "gina@example.org"));
        // What the partner sees comes from the partner, nothing from the person on file.
        Assert.Equal("G.", (await kit.See.RunAsync(kit.Sample.Id, token))!.Known.FirstName);
        Assert.True((await kit.RegisterAsync(token, EventKit.Details(first: "Gina", last: "Guest"))).Ok);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(("Regina", "Gast"), (await db.People.Where(p => p.Id == known.Id).Select(p => new { p.FirstName, p.LastName }).SingleAsync()) is var person ? (person.FirstName, person.LastName) : default);
        Assert.Equal("registration.exists", (await kit.RegisterAsync(other)).Problem?.Code);
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
    }

    internal static async Task<string> SecondAsync(EventKit kit, string email)
    {
        var now = kit.Test.Database.Now;
        var partner = await kit.Sample.AddAsync(new Organisation { WorkspaceId = kit.Sample.Id, Kind = OrganisationKind.Partner, Name = "Südlicht", Publication = Publication.Published, CreatedAt = now });
        return await kit.InviteAsync(email, by: await kit.Sample.AddAsync(new Agreement { WorkspaceId = kit.Sample.Id, OrganisationId = partner.Id, OfferingId = kit.Event.Id, Name = "Sponsor", CreatedAt = now }));
    }

    internal static Task<int> PublishAsync(EventKit kit, Publication publication) =>
        kit.Test.Database.WriteAsync(kit.Sample.Id, db => db.Organisations.Where(o => o.Id == kit.Partner.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Publication, publication)));
}
