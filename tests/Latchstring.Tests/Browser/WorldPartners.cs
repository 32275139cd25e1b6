using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Partners;
using Latchstring.Sending;
using Latchstring.Tests.Partners;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Browser;

/// <summary>A partner with a team, a package and guests of an event.</summary>
internal static class WorldPartners
{
    public const string Admin = "kai@nordwind.test";

    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample)
    {
        var (id, database) = (sample.Id, test.Database);
        var to = await sample.AddEventAsync(test);
        await sample.AddAsync(new PartnerSettings { WorkspaceId = id, OfferingId = to.Id, On = true, Quota = 10, Template = true });
        var (subject, body) = DefaultTemplates.Of(TemplateType.PartnerInvite, "en");
        Assert.True((await new SaveTemplate(database).RunAsync(sample.Owner, TemplateType.PartnerInvite, "en", new TemplateFields(null, null, null, subject, body))).Ok);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media", colour: "#0b6e69");
        var partnership = await sample.AddPartnershipAsync(test, partner, to, 20);
        await sample.AddPartnershipAsync(test, await sample.AddPartnerAsync(test, "Hafenwerk", Publication.Preview), to);
        var kai = await sample.AddColleagueAsync(test, partner, Admin);
        await sample.AddColleagueAsync(test, partner, "ines@nordwind.test", PartnerRole.Member);
        await sample.AddAsync(new InviteLink { WorkspaceId = id, Kind = InviteLinkKind.Partner, TokenHash = [7], Email = "soon@nordwind.test", OrganisationId = partner.Id, Partner = PartnerRole.Member, CreatedAt = database.Now, ExpiresAt = database.Now.AddDays(30) });
        var gold = (await new CreatePackage(database).RunAsync(sample.Owner, new("Gold", "Sponsoring", 10, new Money(250_000, "EUR")))).Value;
        await new HoldPackage(database).RunAsync(sample.Owner, new(partnership.Id, gold.Id, 2));
        var origin = new MailOrigin(() => new Uri("https://codes.example.org"));
        var mails = new GuestMails(database, new ComposeMails(database, origin), origin);
        var people = new[] { ("ada", "Ada", "Lovelace"), ("max", "Maximilian-Alexander", "von Hohenlohe-Waldenburg-Schillingsfürst"), ("li", "Li", "Wei"), ("zoe", "Zoë", "Faßbinder") };
        var added = await new AddGuests(database, mails).RunAsync(kai.Actor(), new(partnership.Id, [.. people.Select(one => GuestKit.Guest($"{one.Item1}@guests.example", one.Item2, one.Item3))]));
        Assert.True(added.Ok, added.Problem?.English);
        await new CancelGuest(database).RunAsync(kai.Actor(), added.Value.Ids[2]);
        return [("partners", $"{partner.Id}"), ("packages", $"{gold.Id}"), ("invitations", $"{added.Value.Ids[0]}"), ("contracts:quota", $"{partnership.Id}")];
    }
}
