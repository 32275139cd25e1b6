using System.Globalization;

namespace Latchstring.Codes;

/// <summary>The texts of a batch, derived: by number for people, and as sorted fingerprints for the database.</summary>
public sealed class BatchTexts
{
    private readonly WorkspaceKeys _keys;
    private readonly Guid _batchId;
    private readonly Naming _naming;
    private readonly long _first;
    private readonly string? _name;
    private readonly string _canonicalName = "";

    public BatchTexts(WorkspaceKeys keys, CodeBatch batch) : this(keys, batch.Id, batch.Naming, batch.SealedName, batch.FirstInSequence)
    {
    }

    public BatchTexts(WorkspaceKeys keys, Guid batchId, Naming naming, byte[]? sealedName, long firstInSequence)
    {
        (_keys, _batchId, _naming, _first) = (keys, batchId, naming, firstInSequence);
        _name = sealedName is null ? null : keys.Open(sealedName);
        if (CodeText.TryParse(_name, out var canonical))
            _canonicalName = canonical.Canonical;
    }

    /// <summary>The custom name, opened; null for random batches.</summary>
    public string? Name => _name;

    /// <summary>The text as shown, e.g. <c>7KQ4-W9XD-3TBFX</c>, <c>MATHS-7KQ4-W9XD-3TBFX</c>, <c>MATHS1</c>.</summary>
    public string Of(int number, byte[]? sealedText = null) => sealedText is not null ? _keys.Open(sealedText) : CodeBatch.TextOf(_keys, _batchId, _naming, _name, _first, number);

    /// <summary>
    /// Fingerprints of <paramref name="count"/> numbers from <paramref name="from"/>, derived on all cores and sorted, because inserting in
    /// the order of the unique index is three times as fast in a large table.
    /// </summary>
    internal NewCode[] Take(int from, int count)
    {
        var codes = new NewCode[count];
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, Math.Max(count, 1), Math.Max(1, (count / Environment.ProcessorCount) + 1)), range =>
        {
            Span<char> text = stackalloc char[CodeText.MaxLength];
            _canonicalName.CopyTo(text);
            for (var i = range.Item1; i < Math.Min(range.Item2, count); i++)
                codes[i] = new NewCode(from + i, _keys.FingerprintNumber(text[..Canonical(from + i, text)]));
        });
        Array.Sort(codes, static (a, b) => a.Fingerprint.CompareTo(b.Fingerprint));
        return codes;
    }

    private int Canonical(int number, Span<char> text)
    {
        var tail = text[_canonicalName.Length..];
        if (_naming == Naming.Sequential)
        {
            (_first + number - 1).TryFormat(tail, out var digits, default, CultureInfo.InvariantCulture);
            return _canonicalName.Length + digits;
        }
        var length = (_naming == Naming.Short ? CodeText.ShortLength : CodeText.RandomLength) + 1;
        _keys.RandomText(_batchId, number, tail[..length]);
        return _canonicalName.Length + length;
    }
}
