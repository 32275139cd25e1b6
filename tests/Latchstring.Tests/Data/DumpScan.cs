using System.Text;

namespace Latchstring.Tests.Data;

/// <summary>
/// Looks for texts in the bytes of a file as somebody would who has stolen it: whatever the case, with or without hyphens and spaces, in
/// one byte a character or two, and in hexadecimal, as a dump writes bytes.
/// </summary>
internal static class DumpScan
{
    /// <summary>Those of <paramref name="secrets"/> (letters and digits only, upper case, at least 5) that the file shows.</summary>
    public static HashSet<string> Find(byte[] file, IReadOnlyCollection<string> secrets)
    {
        var found = new HashSet<string>();
        var byLength = secrets.GroupBy(secret => secret.Length).ToDictionary(group => group.Key, group => group.ToHashSet());
        Look(file, byLength, found);
        Look([.. file.Where(value => value != 0)], byLength, found);
        foreach (var run in HexRuns(file))
            Look(run, byLength, found);
        return found;
    }

    private static void Look(byte[] bytes, Dictionary<int, HashSet<string>> byLength, HashSet<string> found)
    {
        var run = new StringBuilder();
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value))
                run.Append(char.ToUpperInvariant((char)value));
            else if (value is not ((byte)'-' or (byte)' '))
                Windows(run, byLength, found);
        }
        Windows(run, byLength, found);
    }

    private static void Windows(StringBuilder run, Dictionary<int, HashSet<string>> byLength, HashSet<string> found)
    {
        var text = run.ToString();
        foreach (var (length, secrets) in byLength)
        {
            var lookup = secrets.GetAlternateLookup<ReadOnlySpan<char>>();
            for (var start = 0; start + length <= text.Length; start++)
            {
                if (lookup.TryGetValue(text.AsSpan(start, length), out var secret))
                    found.Add(secret);
            }
        }
        run.Clear();
    }

    private static IEnumerable<byte[]> HexRuns(byte[] file)
    {
        var run = new StringBuilder();
        foreach (var value in file.Append((byte)0))
        {
            if (char.IsAsciiHexDigit((char)value))
            {
                run.Append((char)value);
                continue;
            }
            if (run.Length >= 10)
            {
                yield return Convert.FromHexString(run.ToString(0, run.Length & ~1));
                yield return Convert.FromHexString(run.ToString(1, (run.Length - 1) & ~1));
            }
            run.Clear();
        }
    }
}
