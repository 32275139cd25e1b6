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

    /// <summary>A part that ran replaces its section; the others stay as they were measured.</summary>
    public void Write()
    {
        if (quick)
            return;
        const string File = "docs/benchmarks.md";
        var sections = System.IO.File.Exists(File)
            ? System.IO.File.ReadAllText(File).Split("\n## ").Skip(1).ToDictionary(text => text[..text.IndexOf('\n', StringComparison.Ordinal)], text => "## " + text.TrimEnd() + "\n")
            : [];
        foreach (var section in _rows.GroupBy(row => row.Section))
        {
            var text = new StringBuilder($"## {section.Key}\n\nMeasured {DateTimeOffset.UtcNow:yyyy-MM-dd}.\n\n{_heads[section.Key]}\n");
            foreach (var (_, row) in section)
                text.Append(row).Append('\n');
            sections[section.Key] = text.ToString();
        }
        System.IO.File.WriteAllText(File, Intro + string.Concat(sections.Values.Select(text => "\n" + text)));
    }

    private static string Intro =>
        $"""
        # Benchmarks

        Written by `./dev bench`, which runs each reference beside ours, one after the other, on the same machine and database; absolute figures
        drift with the machine, so look at the ratios. This run: {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, .NET {Environment.Version}, PostgreSQL from Debian with its defaults
        (fsync and synchronous_commit on), SQLite with WAL and `synchronous=FULL`. The load's driver (wrk), the database and the server share the cores.
        The reference of redeeming is pgbench with one transaction of four statements (begin, guarded update, insert of one row, commit) on copies of
        our tables with all their indexes; ours also checks the key and the body, writes registration, audit and kept counts, and answers over HTTP.

        """;
}
