using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Events;

/// <summary>An event with a published partner whose guests can register, and the verbs of what guests do.</summary>
internal sealed class EventKit : IAsyncDisposable
{
    private EventKit(TestDatabase test, SampleWorkspace sample)
    {
        (Test, Sample, Verbs) = (test, sample, new Verbs(test));
        var origin = new MailOrigin(() => SendingKit.BaseUrl);
        var mails = new MailGuests(test.Database, new ComposeMails(test.Database, origin), origin);
        Admit = new AdmitGuest(test.Database, Verbs.Redeem, mails);
        See = new SeeInvitation(test.Database);
        Register = new RegisterInvited(test.Database, See, Admit, mails);
        Decline = new DeclineInvitation(test.Database, See);
        MoveUp = new MoveUpGuests(test.Database, Admit);
        Approve = new ApproveGuest(test.Database, Admit, mails);
        Mine = new SeeMyRegistration(test.Database);
        Change = new ChangeMyRegistration(test.Database, Mine, MoveUp, mails);
    }

    public TestDatabase Test { get; }
    public SampleWorkspace Sample { get; }
    public Verbs Verbs { get; }
    public AdmitGuest Admit { get; }
    public SeeInvitation See { get; }
    public RegisterInvited Register { get; }
    public DeclineInvitation Decline { get; }
    public MoveUpGuests MoveUp { get; }
    public ApproveGuest Approve { get; }
    public SeeMyRegistration Mine { get; }
    public ChangeMyRegistration Change { get; }
    public Offering Event { get; private set; } = null!;
    public Organisation Partner { get; private set; } = null!;
    public Agreement Partnership { get; private set; } = null!;
    public RegistrationPage Page { get; private set; } = null!;

    public static async Task<EventKit> CreateAsync(TestDatabase test, Func<OfferingFields, OfferingFields>? with = null)
    {
        var kit = new EventKit(test, await SampleWorkspace.CreateAsync(test));
        await kit.PrepareAsync(with);
        return kit;
    }

    /// <summary>Only the verbs.</summary>
    public static EventKit Over(TestDatabase test, SampleWorkspace sample) => new(test, sample);

    public static async Task<EventKit> OverAsync(TestDatabase test, SampleWorkspace sample, Func<OfferingFields, OfferingFields>? with = null)
    {
        var kit = new EventKit(test, sample);
        await kit.PrepareAsync(with);
        return kit;
    }

    private async Task PrepareAsync(Func<OfferingFields, OfferingFields>? with)
    {
        var (sample, now) = (Sample, Test.Database.Now);
        var fields = new OfferingFields("Summer congress", "Talks, exhibition and dinner.", now.AddDays(30), now.AddDays(31), Capacity: 100, Venue: "Hall 5, Messe Nord");
        Event = (await new CreateOffering(Test.Database).RunAsync(sample.Owner, new(OfferingKind.Event, with?.Invoke(fields) ?? fields))).Value;
        Partner = await sample.AddAsync(new Organisation { WorkspaceId = sample.Id, Kind = OrganisationKind.Partner, Name = "Nordwind Media", Publication = Publication.Published, CreatedAt = now });
        Partnership = await sample.AddAsync(new Agreement { WorkspaceId = sample.Id, OrganisationId = Partner.Id, OfferingId = Event.Id, Name = "Exhibitor", CreatedAt = now });
        Page = (await new CreateRegistrationPage(Test.Database).RunAsync(sample.Owner, new(Event.Id, new("Guests of partners", null)))).Value;
        await SaveTemplateAsync();
        await SetAsync(settings => settings with { On = true, PageId = Page.Id, Template = true });
    }

    public async Task SaveTemplateAsync()
    {
        var (subject, body) = DefaultTemplates.Of(TemplateType.PartnerInvite, "en");
        Assert.True((await new SaveTemplate(Test.Database).RunAsync(Sample.Owner, TemplateType.PartnerInvite, "en", new(null, null, null, subject, body))).Ok);
    }

    public async Task SetAsync(Func<PartnerSettingsFields, PartnerSettingsFields> change)
    {
        var now = (await new SeePartnerSettings(Test.Database).RunAsync(Sample.Owner, Event.Id)).Value;
        var saved = await new SetPartnerSettings(Test.Database).RunAsync(Sample.Owner, new(Event.Id, change(now.Fields), now.Version));
        Assert.True(saved.Ok, saved.Problem?.English);
    }

    public async Task AskForAsync(params RegistrationStep[] steps) =>
        Assert.Null((await new EditRegistrationPage(Test.Database).RunAsync(Sample.Owner, new(Page.Id, new(Page.Name, steps)))).Problem);

    /// <summary>A guest with an invitation, as a partner makes it; gives the token of the link.</summary>
    public async Task<string> InviteAsync(string email, string? first = null, string? last = null, Agreement? by = null, bool counted = true)
    {
        var now = Test.Database.Now;
        await using var db = Test.Database.Read(Sample.Id);
        var person = await db.People.SingleOrDefaultAsync(p => p.Email == email) ?? await Sample.AddPersonAsync(email, first, last);
        var (batch, _) = await Verbs.IssueAsync(Sample.Owner, new NewBatch(null, null, 1, AgreementId: (by ?? Partnership).Id));
        var code = AccessCode.IdOf(batch.Id, 1);
        await Test.Database.WriteAsync(Sample.Id, write => write.AccessCodes.Where(c => c.Id == code).ExecuteUpdateAsync(set => set.SetProperty(c => c.AssigneeId, person.Id)));
        var entered = new GuestDetails(first, last, email, null, new Dictionary<Guid, string?>()).ToJson();
        var invitation = await Sample.AddAsync(new Invitation
        {
            WorkspaceId = Sample.Id, OfferingId = Event.Id, PersonId = person.Id, CodeId = code, AgreementId = (by ?? Partnership).Id, Guest = entered, CountedAt = counted ? now : null, InviterName = "Paula Partner", CreatedAt = now,
        });
        return InviteTokens.Of(Test.Database.Keys, Sample.Id, invitation.Id, 0);
    }

    public static GuestDetails Details(string email = "gina@example.org", string first = "Gina", string last = "Guest", string? phone = null) => new(first, last, email, phone, new Dictionary<Guid, string?>());

    public Task<Result<Registration>> RegisterAsync(string token, GuestDetails? details = null) => Register.RunAsync(Sample.Id, new(token, details ?? Details()));

    public string TokenOf(Registration registration) => SignedId.Of(Test.Database.Keys, SignedId.Registration, Sample.Id, registration.Id);

    public async Task CancelAsync(string token)
    {
        var invitation = await InvitationAsync(token);
        await Test.Database.WriteAsync(Sample.Id, async db =>
        {
            await db.Invitations.Where(i => i.Id == invitation.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.CancelledAt, Test.Database.Now));
            return await db.AccessCodes.Where(c => c.Id == invitation.CodeId).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CodeState.Inactive));
        });
    }

    public async Task<Invitation> InvitationAsync(string token)
    {
        await using var db = Test.Database.Read(Sample.Id);
        return await db.Invitations.SingleAsync(i => i.Id == InviteTokens.Read(Test.Database.Keys, Sample.Id, token)!.Value.InvitationId);
    }

    public async Task<Offering> EventNowAsync()
    {
        await using var db = Test.Database.Read(Sample.Id);
        return await db.Offerings.SingleAsync(o => o.Id == Event.Id);
    }

    /// <summary>The mails of these kinds, in order, with their texts.</summary>
    public async Task<IReadOnlyList<(TemplateType Type, string To, Mail Mail)>> MailsAsync()
    {
        await using var db = Test.Database.Read(Sample.Id);
        var messages = await db.Messages.OrderBy(m => m.Id).ToListAsync();
        return [.. messages.Select(m => (m.Type, m.Address, ComposeMails.Open(Test.Database.Keys.Of(Sample.Id), m.SealedMail!)))];
    }

    public ValueTask DisposeAsync() => Verbs.DisposeAsync();
}
