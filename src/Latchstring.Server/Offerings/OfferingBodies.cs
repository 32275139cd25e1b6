using Latchstring.Offerings;
using Latchstring.Server.Http;

namespace Latchstring.Server.Offerings;

/// <param name="EndsAt">Exclusive; after it no code opens the offering.</param>
/// <param name="TimeZone">IANA name; without it that of the workspace.</param>
/// <param name="AccessDays">Days of access from registration; without it for good.</param>
/// <param name="Venue">Where an event takes place.</param>
/// <param name="NeedsApproval">Staff approve each guest of a partner.</param>
/// <param name="WaitingList">Guests of partners can wait for a place of a full event.</param>
/// <param name="MostCompanions">How many people a guest of a partner may bring.</param>
public sealed record OfferingBody(
    OfferingKind Kind, string Name, string? Description = null, Money? Price = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, string? TimeZone = null,
    int? Capacity = null, int? AccessDays = null, string? HowToUrl = null, string? Venue = null, bool NeedsApproval = false, bool WaitingList = false, int MostCompanions = 0)
{
    public CreateOffering.Input Input => new(Kind, new OfferingFields(Name, Description, StartsAt, EndsAt, TimeZone, Price, Capacity, AccessDays, HowToUrl, Venue, NeedsApproval, WaitingList, MostCompanions));
}

/// <summary>What is not sent stays; null clears.</summary>
public sealed record OfferingPatch(
    Given<string> Name = default, Given<string?> Description = default, Given<Money?> Price = default, Given<DateTimeOffset?> StartsAt = default, Given<DateTimeOffset?> EndsAt = default,
    Given<string?> TimeZone = default, Given<int?> Capacity = default, Given<int?> AccessDays = default, Given<string?> HowToUrl = default,
    Given<string?> Venue = default, Given<bool> NeedsApproval = default, Given<bool> WaitingList = default, Given<int> MostCompanions = default)
{
    public EditOffering.Input Over(Offering now)
    {
        var fields = OfferingFields.Of(now);
        return new(now.Id, new OfferingFields(
            Name.Or(now.Name), Description.Or(fields.Description), StartsAt.Or(fields.StartsAt), EndsAt.Or(fields.EndsAt), TimeZone.Or(fields.TimeZone), Price.Or(fields.Price),
            Capacity.Or(fields.Capacity), AccessDays.Or(fields.AccessDays), HowToUrl.Or(fields.HowToUrl),
            Venue.Or(fields.Venue), NeedsApproval.Or(fields.NeedsApproval), WaitingList.Or(fields.WaitingList), MostCompanions.Or(fields.MostCompanions)), now.Version);
    }
}

/// <param name="Registered">People who are in and count against the capacity.</param>
/// <param name="Issued">Codes for this offering alone; <paramref name="Used"/> of them were used at least once.</param>
public sealed record OfferingItem(
    Guid Id, OfferingKind Kind, string Name, string? Description, Money? Price, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? TimeZone, int? Capacity, int Registered,
    int? AccessDays, string? HowToUrl, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, long Issued, long Used, string? Venue, bool NeedsApproval, bool WaitingList, int MostCompanions)
{
    public static OfferingItem Of(OfferingRow row) => new(
        row.Id, row.Kind, row.Name, row.Description, row.Price, row.StartsAt, row.EndsAt, row.TimeZone, row.Capacity, row.Registered, row.AccessDays, row.HowToUrl, row.CreatedAt, row.ArchivedAt, row.Issued, row.Used,
        row.Venue, row.NeedsApproval, row.WaitingList, row.MostCompanions);

    public static OfferingItem Of(OfferingView view) => Of(view.Offering, view.Issued, view.Used);

    /// <summary>A new one, which has no codes yet.</summary>
    public static OfferingItem Of(Offering o) => Of(o, 0, 0);

    private static OfferingItem Of(Offering o, long issued, long used) => new(
        o.Id, o.Kind, o.Name, o.Description, o.BasePrice, o.StartsAt, o.EndsAt, o.TimeZone, o.Capacity, o.Registered, o.AccessDays, o.HowToUrl, o.CreatedAt, o.ArchivedAt, issued, used,
        o.Venue, o.NeedsApproval, o.WaitingList, o.MostCompanions);
}

/// <summary>A bundle: one code opens all of its offerings.</summary>
public sealed record ProgrammeBody(string Name, IReadOnlyList<Guid> OfferingIds)
{
    public ProgrammeFields Fields => new(Name, OfferingIds);
}

public sealed record ProgrammePatch(Given<string> Name = default, Given<IReadOnlyList<Guid>> OfferingIds = default)
{
    public EditProgramme.Input Over(ProgrammeView now) =>
        new(now.Programme.Id, new ProgrammeFields(Name.Or(now.Programme.Name), OfferingIds.Or([.. now.Offerings.Select(o => o.Id)])), now.Programme.Version);
}

/// <param name="Offerings">How many offerings the bundle opens.</param>
public sealed record ProgrammeItem(Guid Id, string Name, int Offerings, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, long Issued, long Used)
{
    public static ProgrammeItem Of(ProgrammeRow row) => new(row.Id, row.Name, row.Offerings, row.CreatedAt, row.ArchivedAt, row.Issued, row.Used);
}

public sealed record ProgrammeAnswer(Guid Id, string Name, IReadOnlyList<Guid> OfferingIds, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static ProgrammeAnswer Of(ProgrammeView view) => new(view.Programme.Id, view.Programme.Name, [.. view.Offerings.Select(o => o.Id)], view.Programme.CreatedAt, view.Programme.ArchivedAt);
}

/// <param name="Code">Internal code, for CSV files.</param>
/// <param name="Price">For a contract it may be left out: then it is the base price of the offering.</param>
/// <param name="AgreementId">The contract whose price it is.</param>
/// <param name="Extras">What extras cost under it, by their id, in minor units.</param>
/// <param name="Default">For a contract: what it asks where no rule holds.</param>
public sealed record PriceBody(Guid OfferingId, string Name, Money? Price = null, string? Code = null, Guid? AgreementId = null, IReadOnlyDictionary<Guid, long>? Extras = null, bool? Default = null)
{
    public CreatePrice.Input Input => new(OfferingId, new PriceFields(Name, Price, Code, Extras, Default), AgreementId);
}

public sealed record PricePatch(Given<string> Name = default, Given<Money> Price = default, Given<string?> Code = default, Given<IReadOnlyDictionary<Guid, long>> Extras = default, Given<bool> Default = default)
{
    public EditPrice.Input Over(PriceRow now) => new(now.Id, new PriceFields(Name.Or(now.Name), Price.Or(now.Amount), Code.Or(now.Code), Extras.IsGiven ? Extras.Value : null, Default.IsGiven ? Default.Value : null), now.Version);
}

public sealed record PriceItem(Guid Id, Guid OfferingId, string Offering, string Name, string? Code, Money Price, DateTimeOffset CreatedAt, Guid? AgreementId, bool Default)
{
    public static PriceItem Of(PriceRow row) => new(row.Id, row.OfferingId, row.OfferingName, row.Name, row.Code, row.Amount, row.CreatedAt, row.AgreementId, row.IsDefault);
}

/// <summary>A link. Files go to POST /offerings/{id}/resources/files.</summary>
public sealed record ResourceBody(string Title, string Url);

public sealed record ResourcePatch(Given<string> Title = default, Given<string?> Url = default);

public sealed record ResourceItem(Guid Id, Guid OfferingId, string Title, string? Url, string? FileName, string? ContentType, DateTimeOffset CreatedAt)
{
    public static ResourceItem Of(Resource r) => new(r.Id, r.OfferingId, r.Title, r.Url, r.FileName, r.ContentType, r.CreatedAt);
}
