using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>The strength that a batch would have, with the running number that its name has reached.</summary>
public sealed class MeasureStrength(Database database)
{
    public async Task<CodeStrength> RunAsync(Guid workspaceId, Naming naming, int quantity, string? name, CancellationToken cancellationToken = default)
    {
        var highest = (long)quantity;
        if (naming == Naming.Sequential && CodeText.TryParse(name, out var text))
        {
            await using var db = database.Read(workspaceId);
            var next = await db.QueryAsync("select next from name_sequence where workspace_id = @ws and name_fingerprint = @name", row => row.Long(0), cancellationToken, ("name", database.Keys.Of(workspaceId).Fingerprint(text)));
            highest += next.Count == 0 ? 0 : next[0] - 1;
        }
        // The earlier codes of the name are as easily hit.
        return CodeStrength.Of(naming, naming == Naming.Sequential ? highest : quantity, highest);
    }
}
