using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>Gives codes of many batches their texts back. Safe to use from several threads.</summary>
public sealed class CodeTexts
{
    private readonly Dictionary<Guid, BatchTexts> _batches;

    private CodeTexts(Dictionary<Guid, BatchTexts> batches) => _batches = batches;

    /// <param name="only">Batches that will be asked for; null = all of the workspace.</param>
    public static async Task<CodeTexts> ReadAsync(Db db, WorkspaceKeys keys, IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
    {
        if (only is { Count: 0 })
            return new CodeTexts([]);
        var wanted = only is null ? "" : $" and id in ({string.Join(',', only.Select((_, i) => $"@b{i}"))})";
        var rows = await db.QueryAsync(
            "select id, naming, sealed_name, first_in_sequence from code_batch where workspace_id = @ws" + wanted,
            row => (Id: row.Guid(0), Texts: new BatchTexts(keys, row.Guid(0), row.Enum<Naming>(1), row.BytesOrNull(2), row.Long(3))),
            cancellationToken, [.. (only ?? []).Select((id, i) => ($"b{i}", (object?)id))]);
        return new CodeTexts(rows.ToDictionary(row => row.Id, row => row.Texts));
    }

    public string Of(Guid batchId, int number, byte[]? sealedText) => _batches[batchId].Of(number, sealedText);
}
