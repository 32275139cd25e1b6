using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>An event in two weeks whose partners may invite, partner A with its administrator, and the verbs of inviting. The clock stands at noon in Berlin.</summary>
internal sealed class GuestKit : IAsyncDisposable
{
    private GuestKit(SendingKit sending, Offering @event)
    {
        (Sending, Event) = (sending, @event);
        Mails = new GuestMails(Test.Database, sending.Compose, new MailOrigin(() => SendingKit.BaseUrl));
        Add = new AddGuests(Test.Database, Mails);
        Check = new CheckGuests(Test.Database);
        Send = new SendGuests(Test.Database, Mails, new FailureLimits(Test.Database));
        Link = new SeeGuestLink(Test.Database, Mails);
        Cancel = new CancelGuest(Test.Database);
        Words = new SetMessage(Test.Database, Mails);
        List = new ListGuests(Test.Database);
        Ledger = new SeeQuota(Test.Database);
    }

    public SendingKit Sending { get; }
    public TestDatabase Test => Sending.Test;
    public SampleWorkspace Sample => Sending.Sample;
    public Offering Event { get; }
    public Agreement A { get; private set; } = null!;
    public Actor Admin { get; private set; } = null!;
    public GuestMails Mails { get; }
    public AddGuests Add { get; }
    public CheckGuests Check { get; }
    public SendGuests Send { get; }
    public SeeGuestLink Link { get; }
    public CancelGuest Cancel { get; }
    public SetMessage Words { get; }
    public ListGuests List { get; }
    public SeeQuota Ledger { get; }

    /// <param name="quota">Of the event, for each partner.</param>
    public static async Task<GuestKit> CreateAsync(TestDatabase test, int? quota = null, QuotaUse use = QuotaUse.Creation, bool template = true, int perMinute = 6_000)
    {
        var sending = await SendingKit.CreateAsync(test);
        var (id, now) = (sending.Sample.Id, test.Database.Now);
        var @event = await sending.Sample.AddAsync(new Offering { WorkspaceId = id, Kind = OfferingKind.Event, Name = "Summer fair", StartsAt = now.AddDays(14), EndsAt = now.AddDays(15), Venue = "Hall 3", CreatedAt = now });
        await sending.Sample.AddAsync(new PartnerSettings { WorkspaceId = id, OfferingId = @event.Id, On = true, Quota = quota, QuotaUse = use, Template = true });
        await sending.Sample.AddAsync(new Lane { WorkspaceId = id, Id = @event.Id, PerMinute = perMinute, NextAt = now });
        if (template)
            await SaveTemplateAsync(sending, "en");
        var kit = new GuestKit(sending, @event);
        (kit.A, kit.Admin) = await kit.PartnerAsync("Nordwind Media");
        return kit;
    }

    public static async Task SaveTemplateAsync(SendingKit sending, string locale)
    {
        var (subject, body) = DefaultTemplates.Of(TemplateType.PartnerInvite, locale);
        var saved = await new SaveTemplate(sending.Test.Database).RunAsync(sending.Sample.Owner, TemplateType.PartnerInvite, locale, new TemplateFields("Fair team", "fair@acme.test", null, subject, body));
        Assert.True(saved.Ok, saved.Problem?.English);
    }

    /// <summary>Another partner of the event, and somebody of its team.</summary>
    public async Task<(Agreement Agreement, Actor Admin)> PartnerAsync(string name, PartnerRole role = PartnerRole.Admin, Publication publication = Publication.Published)
    {
        var organisation = await Sample.AddAsync(new Organisation { WorkspaceId = Sample.Id, Kind = OrganisationKind.Partner, Name = name, Publication = publication, CreatedAt = Test.Database.Now });
        var agreement = await Sample.AddAsync(new Agreement { WorkspaceId = Sample.Id, OrganisationId = organisation.Id, OfferingId = Event.Id, Name = $"{name} at {Event.Name}", CreatedAt = Test.Database.Now });
        return (agreement, Member(organisation.Id, role));
    }

    public Actor Member(Guid organisation, PartnerRole role) => new(Sample.Id, ActorKind.Account, Guid.CreateVersion7(), "Petra Partner", Permission.None) { OrganisationId = organisation, PartnerRole = role };

    public static Dictionary<string, string?> Guest(string email, string? first = null, string? last = null) =>
        new(StringComparer.Ordinal) { [GuestFields.Email] = email, [GuestFields.FirstName] = first, [GuestFields.LastName] = last };

    public static IReadOnlyDictionary<string, string?>[] Guests(int count, string prefix = "guest") => [.. Enumerable.Range(1, count).Select(i => Guest($"{prefix}{i}@example.org", $"First{i}", $"Last{i}"))];

    public Task<Result<GuestsAdded>> TryAsync(int count, string prefix = "guest", bool send = false) => Add.RunAsync(Admin, new GuestsToAdd(A.Id, Guests(count, prefix), send));

    public async Task<IReadOnlyList<Guid>> AddAsync(int count, string prefix = "guest", bool send = false)
    {
        var added = await TryAsync(count, prefix, send);
        Assert.True(added.Ok, added.Problem?.English);
        return added.Value.Ids;
    }

    public async Task<GuestRow> RowAsync(Guid id) => (await List.FindAsync(Admin, id)).Value;

    public async Task<Quota> QuotaAsync(Agreement? agreement = null) => (await Ledger.RunAsync(Sample.Owner, (agreement ?? A).Id)).Value;

    public Task SetAsync(Action<PartnerSettings> change) => Test.Database.WriteAsync(Sample.Id, async db =>
    {
        change(await db.PartnerSettings.SingleAsync());
        return await db.SaveChangesAsync();
    });

    public Task OwnAsync(Agreement agreement, int? quota) => Test.Database.WriteAsync(Sample.Id, db => db.Agreements.Where(a => a.Id == agreement.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Quota, quota)));

    /// <summary>As the registration page leaves it.</summary>
    public async Task<Registration> RegisterAsync(Guid invitation, RegistrationStatus status = RegistrationStatus.Registered)
    {
        Invitation found;
        await using (var db = Test.Database.Read(Sample.Id))
            found = await db.Invitations.SingleAsync(i => i.Id == invitation);
        return await Sample.AddAsync(new Registration { WorkspaceId = Sample.Id, OfferingId = Event.Id, PersonId = found.PersonId, InvitationId = invitation, Source = RegistrationSource.Partner, Status = status, CreatedAt = Test.Database.Now });
    }

    /// <summary>Sends whatever may leave.</summary>
    public Task CarryAsync() => Sending.RunAsync(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));

    public ValueTask DisposeAsync() => Sending.DisposeAsync();
}
