using System.Globalization;
using System.Text;

namespace Latchstring.Benchmarks;

/// <summary>Reference and ours, side by side: printed as they come, and written to docs/benchmarks.md at the end.</summary>
public sealed class Report(bool quick)
{
    private readonly List<(string Section, string Row)> _rows = [];
    private readonly Dictionary<string, string> _heads = [];

    /// <summary>A tenth of the work: to see that everything runs, not to be quoted.</summary>
    public bool Quick => quick;

    public int Scale(int full) => quick ? full / 10 : full;

    public void Head(string section, params string[] columns) =>
        _heads[section] = $"| {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat("---|", columns.Length))}";

    public void Row(string section, params string[] cells)
    {
        var row = $"| {string.Join(" | ", cells)} |";
        _rows.Add((section, row));
        Console.WriteLine(row);
    }

    public static string N(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    public static string Ratio(double ours, double reference) => (ours / reference).ToString("0.00", CultureInfo.InvariantCulture) + " ×";

    public static string Verdict(bool met) => met ? "met" : "**missed**";

    public void Write()
    {
        var folder = Environment.GetEnvironmentVariable("LATCHSTRING_BENCH_OUT") ?? "artifacts";
        Directory.CreateDirectory(folder);
        foreach (var section in _rows.GroupBy(row => row.Section))
        {
            var text = new StringBuilder($"## {section.Key}\n\n{_heads[section.Key]}\n");
            foreach (var (_, row) in section)
                text.Append(row).Append('\n');
            File.WriteAllText(Path.Combine(folder, $"bench-{section.Key.Split(' ')[0].ToLowerInvariant()}.md"), text.ToString());
        }
    }
}
