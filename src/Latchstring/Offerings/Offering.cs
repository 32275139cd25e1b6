using Latchstring.Data;

namespace Latchstring.Offerings;

public enum OfferingKind { Course, Event, Appointment, App }

/// <summary>What one gets into.</summary>
public sealed class Offering : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public OfferingKind Kind { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public DateTimeOffset? StartsAt { get; set; }

    /// <summary>After it no code opens this offering any more (X3); access already granted stays.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>IANA zone; null = the workspace's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Base price in minor units; null = nothing to pay and nothing to show (X11).</summary>
    public long? PriceAmount { get; set; }
    public string? PriceCurrency { get; set; }

    /// <summary>Seats; null = unlimited.</summary>
    public int? Capacity { get; set; }

    /// <summary>Registrations that count against <see cref="Capacity"/>; moved only by guarded updates.</summary>
    public int Registered { get; set; }

    /// <summary>Days of access from registration; null = for good. Separate from the code's validity (S4.30).</summary>
    public int? AccessDays { get; set; }

    /// <summary>An article that explains to participants how to get in (S3.12).</summary>
    public string? HowToUrl { get; set; }

    /// <summary>The location whose booking app this is; null for everything else.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>How long an invitation lives from its sending, in hours (S2.6: 10 days).</summary>
    public int InviteHours { get; set; } = 240;

    /// <summary>Hours after sending at which whoever has not registered is reminded; null = never.</summary>
    public int? RemindHours { get; set; } = 168;

    /// <summary>What the registration page asks for beside name and address, as JSON; null = nothing more (S0.61).</summary>
    public string? RegistrationFields { get; set; }

    /// <summary>Staff say yes or no to everybody who registers (S1.77).</summary>
    public bool NeedsApproval { get; set; }

    /// <summary>When it is full, people may wait for a place.</summary>
    public bool WaitingList { get; set; }

    /// <summary>How many people somebody may bring along, 0 to 20; each has a registration of their own.</summary>
    public int MostCompanions { get; set; }

    /// <summary>Where it takes place, for the ticket and the mail.</summary>
    public string? Venue { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }

    /// <summary>A code can still open it.</summary>
    public bool TakesCodesAt(DateTimeOffset now) => ArchivedAt is null && !(now >= EndsAt);

    public Money? BasePrice => PriceAmount is { } amount ? new Money(amount, PriceCurrency!) : null;
}

/// <summary>A named set of offerings that one code opens together (S4.37); shown as "bundle".</summary>
public sealed class Programme : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }
}

public sealed class ProgrammeOffering : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid ProgrammeId { get; init; }
    public Guid OfferingId { get; init; }
    public int Position { get; init; }
}

/// <summary>Something that can be had beside an offering, at its own price (S0.46).</summary>
public sealed class Extra : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public required string Name { get; set; }

    /// <summary>In minor units of the offering's currency.</summary>
    public long Amount { get; set; }
    public int Position { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>What an extra costs under a price; without it, what it costs anyway.</summary>
public sealed class PriceExtra : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid PriceId { get; init; }
    public Guid ExtraId { get; init; }
    public long Amount { get; set; }
}

/// <summary>A named amount for one offering, which a batch or a code may carry (S0.47).</summary>
public sealed class Price : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }

    /// <summary>The agreement it belongs to; null = it can be used anywhere.</summary>
    public Guid? AgreementId { get; init; }

    /// <summary>What its agreement asks for the offering where no rule holds (X11).</summary>
    public bool IsDefault { get; set; }
    public required string Name { get; set; }

    /// <summary>Internal code, for CSV files.</summary>
    public string? Code { get; set; }
    public long Amount { get; set; }
    public required string Currency { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

/// <summary>Something a participant finds in a course: a link, or a file of at most 20 MB.</summary>
public sealed class Resource : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public required string Title { get; set; }
    public string? Url { get; set; }
    public string? FileName { get; set; }
    public string? ContentType { get; set; }
    public byte[]? Content { get; set; }
    public int Position { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}
