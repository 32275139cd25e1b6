namespace Latchstring.Workspaces;

/// <summary>The tenant: one operator with staff, people and offerings.</summary>
public sealed class Workspace
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The first segment of every address of this workspace: 2 to 40 of a-z, 0-9 and hyphen.</summary>
    public required string Slug { get; init; }
    public required string Name { get; set; }

    /// <summary>IANA zone in which dates without a time are meant: "valid till 30 June" is the end of that day here (S4 (d)).</summary>
    public string TimeZone { get; set; } = "Europe/Berlin";

    /// <summary>Default language of guests whose browser asks for none of en, de, fr.</summary>
    public string Locale { get; set; } = "en";
    public string Currency { get; set; } = "EUR";

    /// <summary>Shown on every failure page so that nobody is stuck.</summary>
    public string? SupportContact { get; set; }

    /// <summary>Shortest participant password, 6 or more (S2.18); staff need 12 regardless.</summary>
    public int PasswordLength { get; set; } = 8;

    /// <summary>Whether mails carry an image that tells when it is loaded. Off unless the operator chose it.</summary>
    public bool TrackOpens { get; set; }

    /// <summary>Largest batch in one action.</summary>
    public int MaxBatch { get; set; } = 10_000_000;

    /// <summary>Largest file of people (security.md); staff may raise both.</summary>
    public int MaxImportRows { get; set; } = 200_000;
    public int MaxImportMegabytes { get; set; } = 20;

    /// <summary>Entries of the menu of partner areas in their order, separated by spaces; null = all (S1.36).</summary>
    public string? PartnerMenu { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}
