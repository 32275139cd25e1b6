using System.Net;
using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>What partners hold, and the number of their own.</summary>
public class PackageTests
{
    [Theory, EachDatabase, Trait("Req", "S1.80")]
    public async Task A_package_has_a_price_dates_and_a_most_that_holding_it_keeps_to(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (partner, to, now) = (await sample.AddPartnerAsync(test, "Nordwind Media"), await sample.AddEventAsync(test), test.Database.Now);
        var partnership = await sample.AddPartnershipAsync(test, partner, to);
        var gold = (await new CreatePackage(test.Database).RunAsync(sample.Owner, new("Gold", "Sponsoring", 10, new Money(250_000, "EUR"), 2, now.AddDays(1), now.AddDays(9)))).Value;
        Assert.Equal("name", (await new CreatePackage(test.Database).RunAsync(sample.Owner, new("Gold"))).Problem?.Field);
        Assert.Equal("availableTill", (await new CreatePackage(test.Database).RunAsync(sample.Owner, new("Silver", AvailableFrom: now, AvailableTill: now))).Problem?.Field);
        var hold = new HoldPackage(test.Database);

        Assert.Equal("{0} is not to be had at this time.", (await hold.RunAsync(sample.Owner, new(partnership.Id, gold.Id, 1))).Problem?.Sentence);
        test.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("A partner may hold at most {0} of {1}.", (await hold.RunAsync(sample.Owner, new(partnership.Id, gold.Id, 3))).Problem?.Sentence);
        Assert.Equal(2, (await hold.RunAsync(sample.Owner, new(partnership.Id, gold.Id, 2))).Value);
        test.Clock.Advance(TimeSpan.FromDays(8));
        // What is held stays, and may become less, after the package is off the market.
        Assert.Equal(1, (await hold.RunAsync(sample.Owner, new(partnership.Id, gold.Id, 1))).Value);
        Assert.Equal("quantity", (await hold.RunAsync(sample.Owner, new(partnership.Id, gold.Id, 2))).Problem?.Field);
        var row = (await new ListPackages(test.Database).FindAsync(sample.Owner, gold.Id)).Value;
        Assert.Equal((1L, 10, new Money(250_000, "EUR"), "Sponsoring"), (row.Held, row.InvitationQuota!.Value, row.Price!.Value, row.Category));
    }

    [Theory, EachDatabase, Trait("Req", "S1.26"), Trait("Req", "S1.28")]
    public async Task The_own_quota_is_a_tick_and_a_number_that_count_from_saving_on(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partnership = await sample.AddPartnershipAsync(test, await sample.AddPartnerAsync(test, "Nordwind Media"), await sample.AddEventAsync(test));
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var page = $"/acme/admin/contracts/{partnership.Id}/quota";
        async Task<int?> QuotaAsync()
        {
            await using var db = server.Database.Read(sample.Id);
            return await db.Agreements.Where(a => a.Id == partnership.Id).Select(a => a.Quota).SingleAsync();
        }

        Assert.Null(await QuotaAsync());
        var refused = await owner.PostFormAsync(page, "own", ("Form.Own", "true"), ("Form.Quota", "many"));
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("Enter a whole number from 0", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await owner.PostFormAsync(page, "own", ("Form.Own", "true"), ("Form.Quota", "20"))).StatusCode);
        Assert.Equal(20, await QuotaAsync());
        await owner.PostFormAsync(page, "own", ("Form.Own", "true"), ("Form.Quota", "0"));
        Assert.Equal(0, await QuotaAsync());
        await owner.PostFormAsync(page, "own", ("Form.Quota", "20"));
        Assert.Null(await QuotaAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S1.29")]
    public async Task Deleting_a_package_asks_once_and_says_that_invitations_already_sent_stay_usable(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partnership = await sample.AddPartnershipAsync(test, await sample.AddPartnerAsync(test, "Nordwind Media"), await sample.AddEventAsync(test));
        var gold = (await new CreatePackage(test.Database).RunAsync(sample.Owner, new("Gold", InvitationQuota: 10))).Value;
        await new HoldPackage(test.Database).RunAsync(sample.Owner, new(partnership.Id, gold.Id, 2));
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var page = $"/acme/admin/partners/packages/{gold.Id}";

        Assert.DoesNotContain("stay usable", await owner.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Contains("Invitations already sent stay usable", await owner.GetStringAsync(page + "?ask=delete"), StringComparison.Ordinal);
        Assert.EndsWith("/admin/partners/packages", (await owner.PostFormAsync(page + "?ask=delete", "confirm")).Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(page)).StatusCode);
        Assert.Empty((await new ListHoldings(test.Database).RunAsync(sample.Owner, partnership.Id)).Value);
    }

    [Theory, EachDatabase, Trait("Req", "S1.73")]
    public async Task A_partner_needs_a_name_and_a_publication_status_and_may_belong_to_another(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (create, edit) = (new CreateOrganisation(test.Database), new EditOrganisation(test.Database));
        var refused = (await create.RunAsync(sample.Owner, new(new(""), OrganisationKind.Partner))).Problem!;
        Assert.Equal(["name", "publication"], refused.Also.Prepend(refused).Select(problem => problem.Field!));
        var parent = (await create.RunAsync(sample.Owner, new(new("Nordwind", Publication: Publication.Published), OrganisationKind.Partner))).Value;
        var child = (await create.RunAsync(sample.Owner, new(new("Nordwind Media", ParentId: parent.Id, Publication: Publication.Preview, Colour: "#0B6E69"), OrganisationKind.Partner))).Value;
        Assert.Equal((parent.Id, Publication.Preview, "#0b6e69"), (child.ParentId!.Value, child.Publication, child.Colour));
        Assert.Equal("parentId", (await edit.RunAsync(sample.Owner, new(parent.Id, new("Nordwind", ParentId: child.Id, Publication: Publication.Published)))).Problem?.Field);
        Assert.Equal("colour", (await edit.RunAsync(sample.Owner, new(parent.Id, new("Nordwind", Publication: Publication.Published, Colour: "red;}")))).Problem?.Field);
        Assert.Equal("publication", (await create.RunAsync(sample.Owner, new(new("Aurora AG", Publication: Publication.Draft)))).Problem?.Field);
    }

    [Theory, EachDatabase]
    public async Task A_partner_takes_part_in_events_only_and_its_pages_have_no_tabs_of_contracts(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (partner, to) = (await sample.AddPartnerAsync(test, "Nordwind Media"), await sample.AddEventAsync(test));
        var create = new CreateAgreement(test.Database);
        Assert.Equal("offeringId", (await create.RunAsync(sample.Owner, new(partner.Id, sample.Course.Id, null, new("Course")))).Problem?.Field);
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var made = await owner.PostFormAsync($"/acme/admin/partners/{partner.Id}/events/new", "new-partnership", ("Form.OfferingId", to.Id.ToString()), ("Form.Own", "true"), ("Form.Quota", "20"));
        var page = await owner.GetStringAsync(made.Headers.Location!.ToString());
        Assert.Contains("Harbour conference", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/statement", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/participants", page, StringComparison.Ordinal);
        await using var db = server.Database.Read(sample.Id);
        Assert.Equal(20, (await db.Agreements.SingleAsync()).Quota);
    }

    [Theory, EachDatabase]
    public async Task The_api_makes_a_partnership_with_a_package_and_a_quota_of_its_own(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var to = await sample.AddEventAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, sample);
        var partner = await program.PostAsync("/organisations", new { name = "Nordwind Media", kind = "partner", publication = "published", colour = "#0b6e69" });
        var partnership = await program.PostAsync("/agreements", new { organisationId = Id(partner), offeringId = to.Id, name = "Stand 12" });
        var gold = await program.PostAsync("/packages", new { name = "Gold", invitationQuota = 10 });
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Put, $"/agreements/{Id(partnership)}/holdings/{Id(gold)}", """{"quantity":2}""")).Status);
        Assert.Contains("\"quantity\":2", (await program.SendAsync(HttpMethod.Get, $"/agreements/{Id(partnership)}/holdings")).Text, StringComparison.Ordinal);
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Put, $"/agreements/{Id(partnership)}/own-quota", """{"quota":20}""")).Status);
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Delete, $"/agreements/{Id(partnership)}/own-quota")).Status);
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Delete, $"/packages/{Id(gold)}")).Status);
    }

    [Theory, EachDatabase, Trait("Req", "S1.82")]
    public async Task A_discount_code_with_a_price_of_its_own_and_a_most_belongs_to_a_partner(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var to = await sample.AddEventAsync(test);
        var partnership = await sample.AddPartnershipAsync(test, await sample.AddPartnerAsync(test, "Nordwind Media"), to);
        var price = (await new CreatePrice(test.Database).RunAsync(sample.Owner, new(to.Id, new("Guests of Nordwind", new Money(2_500, "EUR")), partnership.Id))).Value;
        await using var verbs = new Verbs(test);
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(to.Id, null, 1, Naming.NamePlusRandom, "NORDWIND", Usage.Multiple, 2, AgreementId: partnership.Id, PriceId: price.Id));
        Assert.Equal(partnership.Id, batch.AgreementId);
        var redeemed = await verbs.Redeem.RunAsync(sample.Owner, texts[0], (await sample.AddPersonAsync("a@example.org")).Id);
        Assert.Equal(2_500, redeemed.Value.Redemption.PriceAmount);
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[0], (await sample.AddPersonAsync("b@example.org")).Id)).Ok);
        Assert.Equal("code.used_up", (await verbs.Redeem.RunAsync(sample.Owner, texts[0], (await sample.AddPersonAsync("c@example.org")).Id)).Problem?.Code);
    }

    private static Guid Id(Answer answer) => answer.Json.GetProperty("id").GetGuid();
}
