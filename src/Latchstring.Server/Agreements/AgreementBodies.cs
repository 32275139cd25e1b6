using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Server.Http;

namespace Latchstring.Server.Agreements;

/// <param name="Code">Internal only.</param>
/// <param name="ParentId">Of a partner: the partner it belongs to.</param>
/// <param name="Publication">Of a partner, and needed there.</param>
/// <param name="Colour">Of a partner's area, as #rrggbb.</param>
public sealed record OrganisationBody(string Name, string? Code = null, OrganisationKind Kind = OrganisationKind.Client, Guid? ParentId = null, Publication? Publication = null, string? Colour = null)
{
    public CreateOrganisation.Input Input => new(new OrganisationFields(Name, Code, ParentId, Publication, Colour), Kind);
}

public sealed record OrganisationPatch(Given<string> Name = default, Given<string?> Code = default, Given<Guid?> ParentId = default, Given<Publication> Publication = default, Given<string?> Colour = default)
{
    public EditOrganisation.Input Over(OrganisationRow row) => new(
        row.Id, new(Name.Or(row.Name), Code.Or(row.Code), ParentId.Or(row.ParentId), row.Kind == OrganisationKind.Partner || Publication.IsGiven ? Publication.Or(row.Publication) : null, Colour.Or(row.Colour)), row.Version);
}

/// <param name="Publication">Of partners; null for all others.</param>
public sealed record OrganisationItem(
    Guid Id, OrganisationKind Kind, string Name, string? Code, long Agreements, long Redeemed, Guid? ParentId, Publication? Publication, string? Colour, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static OrganisationItem Of(OrganisationRow row) => new(
        row.Id, row.Kind, row.Name, row.Code, row.Agreements, row.Redeemed, row.ParentId, row.Kind == OrganisationKind.Partner ? row.Publication : null, row.Colour, row.CreatedAt, row.ArchivedAt);

    public static readonly (string, Func<OrganisationRow, string?>)[] Columns =
    [
        ("id", row => row.Id.ToString()), ("name", row => row.Name), ("code", row => row.Code), ("contracts", row => Number(row.Agreements)), ("redeemed", row => Number(row.Redeemed)), ("createdAt", row => Lists.Cell(row.CreatedAt)), ("archivedAt", row => Lists.Cell(row.ArchivedAt)),
    ];

    internal static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="OfferingId">What its codes open; this or <paramref name="ProgrammeId"/>, fixed once set.</param>
/// <param name="EndsAt">Exclusive.</param>
public sealed record AgreementBody(
    Guid OrganisationId, string Name, Guid? OfferingId = null, Guid? ProgrammeId = null, string? Code = null, string? Prefix = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null,
    UniqueIdentifier Identifier = UniqueIdentifier.ClientId, Guid? IdentifierId = null, Guid? TemplateId = null, bool StrictAssignee = true, bool ReleaseOnCancel = true, CodeUse CodeUse = CodeUse.Shared,
    PaymentMode Payment = PaymentMode.OnInvoice)
{
    public CreateAgreement.Input Input => new(OrganisationId, OfferingId, ProgrammeId, new AgreementFields(Name, Code, Prefix, StartsAt, EndsAt, Identifier, IdentifierId, TemplateId, StrictAssignee, ReleaseOnCancel, CodeUse, Payment));
}

/// <summary>What is not sent stays; null clears.</summary>
public sealed record AgreementPatch(
    Given<string> Name = default, Given<string?> Code = default, Given<string?> Prefix = default, Given<DateTimeOffset?> StartsAt = default, Given<DateTimeOffset?> EndsAt = default,
    Given<UniqueIdentifier> Identifier = default, Given<Guid?> IdentifierId = default, Given<Guid?> TemplateId = default, Given<bool> StrictAssignee = default, Given<bool> ReleaseOnCancel = default,
    Given<CodeUse> CodeUse = default, Given<PaymentMode> Payment = default)
{
    public EditAgreement.Input Over(Agreement a) => new(a.Id, new AgreementFields(
        Name.Or(a.Name), Code.Or(a.Code), Prefix.Or(a.Prefix), StartsAt.Or(a.StartsAt), EndsAt.Or(a.EndsAt), Identifier.Or(a.Identifier), IdentifierId.Or(a.IdentifierId), TemplateId.Or(a.TemplateId),
        StrictAssignee.Or(a.StrictAssignee), ReleaseOnCancel.Or(a.ReleaseOnCancel), CodeUse.Or(a.CodeUse), Payment.Or(a.Payment)), a.Version);
}

public sealed record AgreementRowItem(
    Guid Id, Guid OrganisationId, string Organisation, string Name, string? Code, Guid? OfferingId, Guid? ProgrammeId, string Opens, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    long Participants, long Codes, long Redeemed, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static AgreementRowItem Of(AgreementRow r) => new(
        r.Id, r.OrganisationId, r.Organisation, r.Name, r.Code, r.OfferingId, r.ProgrammeId, r.Opens, r.StartsAt, r.EndsAt, r.Participants, r.Codes, r.Redeemed, r.CreatedAt, r.ArchivedAt);

    public static readonly (string, Func<AgreementRow, string?>)[] Columns =
    [
        ("id", r => r.Id.ToString()), ("organisation", r => r.Organisation), ("name", r => r.Name), ("code", r => r.Code), ("opens", r => r.Opens), ("startsAt", r => Lists.Cell(r.StartsAt)), ("endsAt", r => Lists.Cell(r.EndsAt)),
        ("participants", r => OrganisationItem.Number(r.Participants)), ("codes", r => OrganisationItem.Number(r.Codes)), ("redeemed", r => OrganisationItem.Number(r.Redeemed)), ("createdAt", r => Lists.Cell(r.CreatedAt)), ("archivedAt", r => Lists.Cell(r.ArchivedAt)),
    ];
}

public sealed record AgreementItem(
    Guid Id, Guid OrganisationId, string Organisation, string Name, string? Code, string? Prefix, Guid? OfferingId, Guid? ProgrammeId, IReadOnlyList<OfferingName> Opens, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    UniqueIdentifier Identifier, Guid? IdentifierId, Guid? TemplateId, bool StrictAssignee, bool ReleaseOnCancel, CodeUse CodeUse, PaymentMode Payment, int Redeemed, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static AgreementItem Of(AgreementView view)
    {
        var a = view.Agreement;
        return new(
            a.Id, a.OrganisationId, view.Organisation.Name, a.Name, a.Code, a.Prefix, a.OfferingId, a.ProgrammeId, [.. view.Opens.Select(o => new OfferingName(o.Id, o.Name))], a.StartsAt, a.EndsAt,
            a.Identifier, a.IdentifierId, a.TemplateId, a.StrictAssignee, a.ReleaseOnCancel, a.CodeUse, a.Payment, a.Redeemed, a.CreatedAt, a.ArchivedAt);
    }
}

public sealed record OfferingName(Guid Id, string Name);

/// <summary>A rule: when all conditions hold, its price is the price. The first that holds wins.</summary>
public sealed record PriceRuleBody(Guid AgreementId, Guid PriceId, IReadOnlyList<PriceCondition> Conditions, string? Name = null);

public sealed record PriceRulePatch(Given<string?> Name = default, Given<Guid> PriceId = default, Given<IReadOnlyList<PriceCondition>> Conditions = default);

/// <param name="Position">From 1.</param>
public sealed record PriceRuleItem(Guid Id, Guid AgreementId, int Position, string? Name, Guid PriceId, IReadOnlyList<PriceCondition> Conditions)
{
    public static PriceRuleItem Of(PriceRule rule) => new(rule.Id, rule.AgreementId, rule.Position + 1, rule.Name, rule.PriceId, PriceCondition.FromJson(rule.Conditions));
}

/// <param name="Amount">In minor units of the offering's currency.</param>
public sealed record ExtraBody(string Name, long Amount);

public sealed record ExtraItem(Guid Id, Guid OfferingId, string Name, long Amount)
{
    public static ExtraItem Of(Extra extra) => new(extra.Id, extra.OfferingId, extra.Name, extra.Amount);
}

/// <summary>Somebody known by id, or somebody imagined.</summary>
/// <param name="Properties">Values by the id of the property: text, true, 2026-11-30, 12.5.</param>
public sealed record PriceCheckBody(
    Guid? PersonId = null, Guid? OfferingId = null, DateOnly? Date = null, Guid? CodeId = null, string? Email = null, Segment? Segment = null, IReadOnlyDictionary<Guid, string>? Properties = null, IReadOnlyList<Guid>? Extras = null);

/// <param name="Outcome">matched, conditionFailed, otherOffering (its price is for another one), or notReached.</param>
public sealed record RuleTriedItem(Guid RuleId, int Position, string? Name, string Price, RuleOutcome Outcome, IReadOnlyList<ConditionTried> Conditions)
{
    public static RuleTriedItem Of(RuleTried tried) => new(tried.Rule.Id, tried.Rule.Position + 1, tried.Rule.Name, tried.Price.Name, tried.Outcome, tried.Conditions);
}

public sealed record ChoiceItem(Guid OfferingId, string Name, Money? Price, PriceReason PriceReason)
{
    public static ChoiceItem Of(Offer offer) => new(offer.Offering.Id, offer.Offering.Name, offer.Price?.Amount, offer.Price?.Reason ?? PriceReason.None);
}

/// <param name="Offering">Null = the person has to choose among <paramref name="Choices"/>.</param>
public sealed record PriceCheckAnswer(OfferingName? Offering, Money? Price, PriceReason PriceReason, string? PriceName, string Why, IReadOnlyList<OfferExtra> Extras, IReadOnlyList<ChoiceItem> Choices, IReadOnlyList<RuleTriedItem> Rules)
{
    public static PriceCheckAnswer Of(Latchstring.Codes.PriceExplanation told) => new(
        told.Offer is { } offer ? new(offer.Offering.Id, offer.Offering.Name) : null, told.Price?.Amount, told.Price?.Reason ?? PriceReason.None, told.Price?.Name, WhyPrice.Sentence(told.Price), told.Offer?.Extras ?? [],
        [.. told.Choices.Select(ChoiceItem.Of)], [.. told.Rules.Select(RuleTriedItem.Of)]);
}

/// <param name="Text">Null = made by the system.</param>
/// <param name="MaxUses">Null = as often as people come.</param>
public sealed record SharedCodeBody(string? Text = null, int? MaxUses = null, Guid? PriceId = null, DateTimeOffset? ValidTill = null, string? Note = null);
