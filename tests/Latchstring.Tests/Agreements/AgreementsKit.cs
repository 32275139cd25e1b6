using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Agreements;

/// <summary>A clinic: two products at base price, a programme of both, an organisation with a contract for it.</summary>
internal sealed class AgreementsKit : IAsyncDisposable
{
    private AgreementsKit(CodesKit codes) => Codes = codes;

    public CodesKit Codes { get; }
    public SampleWorkspace Sample => Codes.Sample;
    public Database Database => Codes.Database;
    public Actor Owner => Sample.Owner;
    public Offering Basic { get; private set; } = null!;
    public Offering Executive { get; private set; } = null!;
    public Programme Health { get; private set; } = null!;
    public Organisation Aurora { get; private set; } = null!;

    public static async Task<AgreementsKit> CreateAsync(TestDatabase test)
    {
        var kit = new AgreementsKit(await CodesKit.CreateAsync(test));
        kit.Basic = await kit.Sample.AddCourseAsync("Basic check", price: 10_000);
        kit.Executive = await kit.Sample.AddCourseAsync("Executive screening", price: 50_000);
        kit.Health = await kit.Sample.AddAsync(new Programme { WorkspaceId = kit.Sample.Id, Name = "Health", CreatedAt = test.Database.Now });
        foreach (var (offering, i) in new[] { kit.Basic, kit.Executive }.Select((offering, i) => (offering, i)))
            await kit.Sample.AddAsync(new ProgrammeOffering { WorkspaceId = kit.Sample.Id, ProgrammeId = kit.Health.Id, OfferingId = offering.Id, Position = i });
        kit.Aurora = await kit.Sample.AddAsync(new Organisation { WorkspaceId = kit.Sample.Id, Name = "Aurora AG", CreatedAt = test.Database.Now });
        return kit;
    }

    /// <summary>A contract for the programme, or for one offering.</summary>
    public Task<Agreement> AgreeAsync(Offering? offering = null, string? prefix = "AUR", bool strict = true, DateTimeOffset? starts = null, DateTimeOffset? ends = null) => Sample.AddAsync(new Agreement
    {
        WorkspaceId = Sample.Id,
        OrganisationId = Aurora.Id,
        OfferingId = offering?.Id,
        ProgrammeId = offering is null ? Health.Id : null,
        Name = "Executive health 2026",
        Prefix = prefix,
        StrictAssignee = strict,
        StartsAt = starts,
        EndsAt = ends,
        CreatedAt = Database.Now,
    });

    public Task<Price> PriceAsync(Agreement agreement, Offering offering, string name, long amount, bool isDefault = false) => Sample.AddAsync(new Price
    {
        WorkspaceId = Sample.Id, AgreementId = agreement.Id, OfferingId = offering.Id, Name = name, Amount = amount, Currency = "EUR", IsDefault = isDefault, CreatedAt = Database.Now,
    });

    public async Task<PriceRule> RuleAsync(Price price, params PriceCondition[] conditions)
    {
        await using var db = Database.Read(Sample.Id);
        var position = await db.PriceRules.CountAsync(rule => rule.AgreementId == price.AgreementId);
        return await Sample.AddAsync(new PriceRule
        {
            WorkspaceId = Sample.Id, AgreementId = price.AgreementId!.Value, PriceId = price.Id, Position = position, Name = "For " + price.Name, Conditions = PriceCondition.ToJson(conditions), CreatedAt = Database.Now,
        });
    }

    public Task<Property> PropertyAsync(string label, PropertyType type = PropertyType.Text) =>
        Sample.AddAsync(new Property { WorkspaceId = Sample.Id, Label = label, Type = type, CreatedAt = Database.Now });

    public Task<PersonProperty> HasAsync(Person person, Property property, string value) =>
        Sample.AddAsync(new PersonProperty { WorkspaceId = Sample.Id, PersonId = person.Id, PropertyId = property.Id, Value = value });

    public async Task<string[]> CodesAsync(Agreement agreement, int quantity = 1, Price? price = null, Usage usage = Usage.Single, string? note = null) =>
        [.. (await Codes.IssueAsync(new NewBatch(null, null, quantity, PriceId: price?.Id, Usage: usage, Unlimited: usage == Usage.Multiple, Note: note, AgreementId: agreement.Id))).Select(row => row.Text)];

    public Task<Result<Redeemed>> RedeemAsync(string code, Person person, Wish? wish = null) => Codes.Redeem.RunAsync(Owner, code, person.Id, wish ?? Wish.None);

    public async Task<FoundCode> FindAsync(string code, Person? person = null) => (await new FindCode(Database).ForGuestAsync(Sample.Id, code, person?.Id)).Value;

    public async Task<int> RedeemedAsync(Agreement agreement)
    {
        await using var db = Database.Read(Sample.Id);
        return await db.Agreements.Where(a => a.Id == agreement.Id).Select(a => a.Redeemed).SingleAsync();
    }

    public ValueTask DisposeAsync() => Codes.DisposeAsync();
}
