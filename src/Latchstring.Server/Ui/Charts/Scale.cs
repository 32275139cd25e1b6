namespace Latchstring.Server.Ui.Charts;

public sealed record ChartPoint(string Label, long Value);

/// <summary>A part of a stacked bar; the tone is one of the badge tones.</summary>
public sealed record ChartPart(string Name, string Tone, long Value);

/// <summary>A row of a stacked bar chart; with <paramref name="Href"/> its label is a link.</summary>
public sealed record ChartRow(string Label, IReadOnlyList<ChartPart> Parts, string? Href = null)
{
    public long Total => Parts.Sum(part => part.Value);
}

/// <summary>Round numbers for an axis of whole things.</summary>
public static class Scale
{
    /// <summary>The smallest of 4, 8, 20, 40, 80, 200 … that is not below the value, so that four steps are whole numbers.</summary>
    public static long Top(long value)
    {
        for (long unit = 1; ; unit *= 10)
        {
            foreach (var step in new[] { 4, 8, 20 })
            {
                if (step * unit >= value)
                    return step * unit;
            }
        }
    }

    public static IEnumerable<long> Ticks(long top) => Enumerable.Range(0, 5).Select(i => top * i / 4);
}
