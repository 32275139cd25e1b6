using Latchstring.Data;

namespace Latchstring.Imports;

public enum ImportStatus { Checked, Committed, Undone, Abandoned, Checking, Committing, Undoing }

/// <summary>A file of people that was checked row by row and is then taken over in one transaction, and can be taken back.</summary>
public sealed class Import : IOwned
{
    /// <summary>How long the file can be seen, and the import undone.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string FileName { get; init; }

    /// <summary>Whose participants the file names; null = people of the workspace.</summary>
    public Guid? AgreementId { get; init; }

    /// <summary>The batch of the codes it made.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>What its rows do, as JSON: <see cref="ImportReport"/>.</summary>
    public string? Report { get; set; }

    /// <summary>What was chosen beside the file, as JSON.</summary>
    public required string Options { get; init; }
    public ImportStatus Status { get; set; }
    public int New { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }

    /// <summary>Rows that stay out: conflicts and errors.</summary>
    public int Conflicts { get; set; }
    public required string ActorName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
    public int Version { get; set; }

    internal void Count(ImportReport report)
    {
        (New, Changed, Unchanged, Conflicts) = (report.New, report.Changed, report.Unchanged, report.Conflicts + report.Errors);
        Report = System.Text.Json.JsonSerializer.Serialize(report, Audit.AuditJson.Options);
    }

    /// <summary>What its rows do by number; imports of an earlier version have none.</summary>
    public ImportReport Numbers => Report is null ? new("utf-8", ',', [], New, Changed, Unchanged, Conflicts, 0) : System.Text.Json.JsonSerializer.Deserialize<ImportReport>(Report, Audit.AuditJson.Options)!;
}

/// <summary>
/// The file of an import as it came; once committed, the rows that stayed out, to be mended and sent again. Kept for <see cref="Import.Kept"/>, and
/// apart from the import, so that whoever looks how far it is does not read 40 MB.
/// </summary>
public sealed class ImportFile : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid ImportId { get; init; }
    public required byte[] Content { get; set; }
}

/// <summary>What a committed import did to one person, so that it can be undone.</summary>
public sealed class ImportChange : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid ImportId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>The person's fields before, as JSON; null = the import made this person.</summary>
    public string? Before { get; init; }

    /// <summary>The person themselves stayed as they were: only what hangs on them changed.</summary>
    public bool PersonSame { get; init; }

    /// <summary>The import made them a participant.</summary>
    public bool Joined { get; init; }

    /// <summary>The code that the import made, or whose price it changed.</summary>
    public Guid? CodeId { get; init; }
    public bool CodeMade { get; init; }
    public Guid? PriceBefore { get; init; }

    /// <summary>The person's version after: who was edited since is not undone.</summary>
    public int VersionAfter { get; init; }
}
