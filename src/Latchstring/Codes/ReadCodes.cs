using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>The texts of some codes by their id.</summary>
internal static class ReadCodes
{
    public static async Task<IReadOnlyDictionary<Guid, string>> TextsAsync(Db db, WorkspaceKeys keys, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return new Dictionary<Guid, string>();
        var codes = await db.QueryAsync(
            $"select id, batch_id, number, sealed_text from access_code where workspace_id = @ws and id in ({string.Join(", ", ids.Select((_, i) => $"@c{i}"))})",
            row => (Id: row.Guid(0), Batch: row.Guid(1), Number: row.Int(2), Sealed: row.BytesOrNull(3)), cancellationToken, [.. ids.Select((id, i) => ($"c{i}", (object?)id))]);
        var texts = await CodeTexts.ReadAsync(db, keys, codes.Select(code => code.Batch).ToHashSet(), cancellationToken);
        return codes.ToDictionary(code => code.Id, code => texts.Of(code.Batch, code.Number, code.Sealed));
    }
}
