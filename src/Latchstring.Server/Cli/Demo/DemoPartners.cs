using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Server.Cli.Demo;

/// <summary>A conference in three weeks: Nordwind Media may invite 20 guests of its own and has invited some, each as far as guests come; every other partner may invite 10.</summary>
internal sealed class DemoPartners(Database database, DemoClock clock, Actor actor, Uri address)
{
    public const string Admin = "kai@demo.test";
    public const string Member = "ines@demo.test";

    private static readonly (string First, string Last)[] Guests =
    [
        ("Amelie", "Arendt"), ("Boris", "Brandt"), ("Chiara", "Costa"), ("Daniel", "Dubois"), ("Eva", "Ekström"), ("Felix", "Fuchs"), ("Greta", "Graf"), ("Hugo", "Haas"), ("Iris", "Ilves"), ("Jonas", "Jansen"), ("Katja", "Kowalski"),
    ];

    public async Task RunAsync()
    {
        clock.GoTo(30);
        var day = new DateTimeOffset(clock.Present.UtcDateTime.Date.AddDays(24), TimeSpan.Zero);
        var conference = (await new CreateOffering(database).RunAsync(actor, new(OfferingKind.Event, new("Harbour conference", "Two days about the sea, trade and data.", day.AddHours(8), day.AddDays(1).AddHours(16), Capacity: 300, Venue: "Hall 3, Old Harbour")))).Value;
        foreach (var locale in DefaultTemplates.Locales)
        {
            var (subject, body) = DefaultTemplates.Of(TemplateType.PartnerInvite, locale);
            _ = (await new SaveTemplate(database).RunAsync(actor, TemplateType.PartnerInvite, locale, new TemplateFields(null, null, null, subject, body))).Value;
        }
        var page = (await new CreateRegistrationPage(database).RunAsync(actor, new(conference.Id, new("Guests of partners", null)))).Value;
        _ = (await new SetPartnerSettings(database).RunAsync(actor, new(conference.Id, new(true, 10, QuotaUse.Creation, page.Id, true, GuestFormFields.Of(null), false)))).Value;
        _ = (await new CreatePackage(database).RunAsync(actor, new("Gold", "Sponsoring", 10, new Money(250_000, "EUR")))).Value;
        var nordwind = await PartnerAsync("Nordwind Media", "#0b6e69", conference, 20);
        _ = await PartnerAsync("Hafenwerk", "#7a3e9d", conference, null);
        await InviteAsync(nordwind);
    }

    private async Task<Agreement> PartnerAsync(string name, string colour, Offering conference, int? quota)
    {
        var partner = (await new CreateOrganisation(database).RunAsync(actor, new(new(name, Publication: Publication.Published, Colour: colour), OrganisationKind.Partner))).Value;
        var partnership = (await new CreateAgreement(database).RunAsync(actor, new(partner.Id, conference.Id, null, new($"{name} at the {conference.Name}")))).Value;
        if (quota is null)
            return partnership;
        _ = (await new SetOwnQuota(database).RunAsync(actor, new(partnership.Id, quota))).Value;
        await DemoStaff.AddColleagueAsync(database, partner, Admin, "Kai Kruse", PartnerRole.Admin);
        await DemoStaff.AddColleagueAsync(database, partner, Member, "Ines Iversen", PartnerRole.Member);
        return partnership;
    }

    private async Task InviteAsync(Agreement partnership)
    {
        Account kai;
        await using (var db = database.Read(actor.WorkspaceId))
            kai = await db.Accounts.SingleAsync(a => a.Email == Admin);
        var admin = new Actor(kai.WorkspaceId, ActorKind.Account, kai.Id, kai.Name, kai.Permissions) { OrganisationId = kai.OrganisationId, PartnerRole = kai.Partner };
        var mails = new GuestMails(database, Compose, new MailOrigin(() => address));
        _ = (await new SetMessage(database, mails).RunAsync(admin, partnership.Id, "We would be glad to see you at our stand 12. Coffee is on us.")).Value;
        clock.GoTo(6);
        var sent = (await new AddGuests(database, mails).RunAsync(admin, new(partnership.Id, [.. Guests[..9].Select(Typed)]))).Value.Ids;
        await CarryAsync();
        clock.GoTo(4, 15);
        await VisitAsync(sent.Take(6));
        await AnswerAsync(admin, sent);
        clock.GoTo(1);
        _ = (await new AddGuests(database, mails).RunAsync(admin, new(partnership.Id, [.. Guests[9..].Select(Typed)], Send: false))).Value;
    }

    private static Dictionary<string, string?> Typed((string First, string Last) guest) => new(StringComparer.Ordinal)
    {
        [GuestFields.Email] = $"{guest.First}.{guest.Last}@guests.example".ToLowerInvariant().Replace('ö', 'o'),
        [GuestFields.FirstName] = guest.First,
        [GuestFields.LastName] = guest.Last,
    };

    private ComposeMails Compose => new(database, new MailOrigin(() => address));

    /// <summary>Into the outbox, as without a mail server.</summary>
    private async Task CarryAsync()
    {
        var dispatch = new DispatchMessages(database, new ClaimMessages(database), new HandOverMessages(database, Compose), new OutboxTransport(), new OutboxSms(), new RecordDeliveries(database));
        for (var quiet = 0; quiet < 5; clock.Now = clock.Now.AddSeconds(1))
            quiet = await dispatch.RunAsync() == 0 ? quiet + 1 : 0;
    }

    private async Task VisitAsync(IEnumerable<Guid> guests)
    {
        var ids = guests.ToList();
        await using var db = database.Read(actor.WorkspaceId);
        var visit = new NoteVisit(database);
        foreach (var code in await db.Invitations.Where(i => ids.Contains(i.Id)).Select(i => i.CodeId).ToListAsync())
            await visit.RunAsync(actor.WorkspaceId, code, likeAPerson: true);
    }

    /// <summary>Three come, one does not, one was a mistake; the others have not answered yet.</summary>
    private async Task AnswerAsync(Actor admin, IReadOnlyList<Guid> sent)
    {
        await using var redeem = new RedeemCode(database, NullLogger<RedeemCode>.Instance);
        var cancel = new CancelGuest(database);
        var change = new ChangeGuestStatus(database, new ListGuests(database), cancel, new CancelRegistration(database), redeem);
        foreach (var guest in sent.Take(3))
            _ = (await change.RunAsync(actor, new(guest, GuestStatus.Registered))).Value;
        _ = (await change.RunAsync(actor, new(sent[3], GuestStatus.Refused))).Value;
        _ = (await cancel.RunAsync(admin, sent[8])).Value;
    }
}
