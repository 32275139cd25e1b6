using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>What the texts of a batch are derived from.</summary>
public sealed record BatchTexts(Guid Id, Naming Naming, string? Name, long FirstInSequence);

/// <summary>Gives codes their texts back: sealed ones opened, the others derived again. Safe to use from several threads.</summary>
public sealed class CodeTexts
{
    private readonly WorkspaceKeys _keys;
    private readonly Dictionary<Guid, BatchTexts> _batches;

    private CodeTexts(WorkspaceKeys keys, Dictionary<Guid, BatchTexts> batches) => (_keys, _batches) = (keys, batches);

    /// <param name="only">Batches that will be asked for; null = all of the workspace.</param>
    public static async Task<CodeTexts> ReadAsync(Db db, WorkspaceKeys keys, IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
    {
        var batches = new Dictionary<Guid, BatchTexts>();
        if (only is { Count: 0 })
            return new CodeTexts(keys, batches);
        var wanted = only is null ? "" : $" and id in ({string.Join(',', only.Select((_, i) => $"@b{i}"))})";
        var rows = await db.QueryAsync(
            "select id, naming, sealed_name, first_in_sequence from code_batch where workspace_id = @ws" + wanted,
            row => new BatchTexts(row.Guid(0), row.Enum<Naming>(1), row.BytesOrNull(2) is { } name ? keys.Open(name) : null, row.Long(3)),
            cancellationToken, [.. (only ?? []).Select((id, i) => ($"b{i}", (object?)id))]);
        foreach (var row in rows)
            batches[row.Id] = row;
        return new CodeTexts(keys, batches);
    }

    public string Of(Guid batchId, int number, byte[]? sealedText)
    {
        if (sealedText is not null)
            return _keys.Open(sealedText);
        var batch = _batches[batchId];
        return CodeBatch.TextOf(_keys, batchId, batch.Naming, batch.Name, batch.FirstInSequence, number);
    }
}
