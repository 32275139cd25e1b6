using System.Text.Json;
using Latchstring.Audit;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>What a row is recognised by. Where the row has none of it, the others are tried in this order.</summary>
public enum MatchBy { Email, ClientId, Phone }

/// <param name="Update">Change people who are here already; without it they stay as they are.</param>
/// <param name="Segment">For rows that name none.</param>
/// <param name="LocationId">For rows that name none and people who have none.</param>
public sealed record ImportOptions(MatchBy MatchBy = MatchBy.Email, bool Update = true, Segment? Segment = null, Guid? LocationId = null)
{
    /// <summary>Who sent the file: somebody with a scope sees only their own.</summary>
    public Guid? By { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, AuditJson.Options);

    public static ImportOptions Of(Import import) => JsonSerializer.Deserialize<ImportOptions>(import.Options, AuditJson.Options)!;

    internal Problem? Refusal() => new Check()
        .That(Enum.IsDefined(MatchBy), "matchBy", "Choose what rows are recognised by.")
        .That(Segment is null || Enum.IsDefined(Segment.Value), "segment", "Choose one of the segments.")
        .Problem;
}
