using Latchstring.Data;

namespace Latchstring.Agreements;

public enum OrganisationKind { Client, Partner, Reseller }

/// <summary>A partner's team reaches its area in Preview and Published; its guests can register in Published only (S1.73).</summary>
public enum Publication { Draft, Preview, Published }

/// <summary>An outside body that hands out access: a corporate client, a partner, a reseller (S0.42).</summary>
public sealed class Organisation : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public OrganisationKind Kind { get; init; }
    public required string Name { get; set; }

    /// <summary>Internal only.</summary>
    public string? Code { get; set; }

    /// <summary>The partner it belongs to, e.g. a subsidiary (S1.73).</summary>
    public Guid? ParentId { get; set; }
    public Publication Publication { get; set; }

    /// <summary>Of its partner area, as #rrggbb; null = the workspace's.</summary>
    public string? Colour { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>What makes one participant of a contract different from another (S0.43).</summary>
public enum UniqueIdentifier { ClientId, Email, Property }

/// <summary>One shared code that everybody uses, or a code for each (S0.58).</summary>
public enum CodeUse { Shared, Unique }

public enum PaymentMode { OnInvoice, Card }

/// <summary>The terms between the workspace and an organisation; shown as "contract" for a client.</summary>
public sealed class Agreement : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OrganisationId { get; init; }

    /// <summary>What its codes open, fixed once set (S0.45): one offering, or the offerings of a programme, of which each code opens one.</summary>
    public Guid? OfferingId { get; init; }
    public Guid? ProgrammeId { get; init; }
    public required string Name { get; set; }

    /// <summary>Internal only.</summary>
    public string? Code { get; set; }

    /// <summary>Stands in front of every code made for it (S0.44).</summary>
    public string? Prefix { get; set; }

    /// <summary>Inclusive. Outside of start and end its codes are refused (S0.64, X3).</summary>
    public DateTimeOffset? StartsAt { get; set; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? EndsAt { get; set; }
    public UniqueIdentifier Identifier { get; set; }

    /// <summary>The property, when <see cref="Identifier"/> says so.</summary>
    public Guid? IdentifierId { get; set; }
    public Guid? TemplateId { get; set; }

    /// <summary>An assigned code serves nobody but its assignee (S0 (d)).</summary>
    public bool StrictAssignee { get; set; } = true;

    /// <summary>A booking cancelled before its time gives the code back, once (S0 (d)).</summary>
    public bool ReleaseOnCancel { get; set; } = true;
    public CodeUse CodeUse { get; set; }
    public PaymentMode Payment { get; set; }

    /// <summary>Redemptions of its codes that are not reversed, moved in their transaction; a rule may ask for it.</summary>
    public int Redeemed { get; set; }

    /// <summary>Of a partnership: how many guests it may invite, whatever its packages and the event say (S1.26). Null = inherited, 0 = none.</summary>
    public int? Quota { get; set; }

    /// <summary>Of a partnership: the partner's own words in its invitations, plain text (S1.45, S1.46).</summary>
    public string? Message { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }

    /// <summary>What its codes answer outside of its time; null = it runs.</summary>
    public Problem? RefusalAt(DateTimeOffset now) =>
        ArchivedAt is not null || now >= EndsAt ? AgreementRefusals.Ended : now < StartsAt ? AgreementRefusals.NotBegun : null;
}

/// <summary>If all its conditions hold, its price is the price. The rules of an agreement stand in order, the first that holds wins (X11).</summary>
public sealed class PriceRule : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid AgreementId { get; init; }
    public Guid PriceId { get; set; }
    public int Position { get; set; }
    public string? Name { get; set; }

    /// <summary>JSON of <c>PriceCondition</c>s; none = it always holds.</summary>
    public required string Conditions { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

public static class AgreementRefusals
{
    public static readonly Problem Ended = new("code.expired", 410, "The contract behind this code has ended. Ask whoever gave you the code.", "code");
    /// <summary>Nothing that can be chosen, or nothing yet: the choices stand beside it.</summary>
    public static Problem Choose(IReadOnlyList<Offer> choices) => new("code.choose", 409, "Choose what you want to open with this code.", "offeringId")
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["choices"] = choices.Select(offer => new { offer.Offering.Id, offer.Offering.Name, Price = offer.Price?.Amount }).ToArray() },
    };

    /// <summary>Somebody was shown another price than the one in force now; nothing was consumed.</summary>
    public static Problem PriceChanged(CodePrice? price) => new("price.changed", 409, "The price has changed in the meantime. Look at it once more, then confirm.", "shownPrice")
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["price"] = price?.Amount, ["priceReason"] = price?.Reason ?? PriceReason.None },
    };

    public static readonly Problem NotBegun = new("code.not_yet_valid", 409, "The contract behind this code has not begun yet.", "code");
}
