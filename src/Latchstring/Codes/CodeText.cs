using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Latchstring.Codes;

/// <summary>
/// A code as it is compared: upper case, without spaces and hyphens, look-alikes folded (O is 0; I and L are 1). Normalisation is
/// idempotent (X8). <see cref="Shown"/> groups it again for people.
/// </summary>
public readonly record struct CodeText
{
    /// <summary>The 31 symbols of random codes: no 0, 1, I, L, O.</summary>
    public const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>Random symbols before the check character: 12 of 31 are 59.5 bits.</summary>
    public const int RandomLength = 12;

    /// <summary>Random symbols of a code that is typed from a text message: 40 bits, enough where a guess must also name the person (X15).</summary>
    public const int ShortLength = 8;

    /// <summary>Longest text accepted, counted after normalisation.</summary>
    public const int MaxLength = 64;

    private static readonly sbyte[] Values = MakeValues();

    private CodeText(string canonical) => Canonical = canonical;

    public string Canonical { get; }

    /// <summary>Takes what a person typed. False for nothing, more than <see cref="MaxLength"/> symbols, or any other character than letters A–Z and digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? typed, out CodeText text)
    {
        text = default;
        if (typed is null || typed.Length > 4 * MaxLength)
            return false;
        Span<char> kept = stackalloc char[MaxLength];
        var length = 0;
        foreach (var c in typed)
        {
            if (IsSeparator(c))
                continue;
            var folded = Fold(c);
            if (folded == '\0' || length == MaxLength)
                return false;
            kept[length++] = folded;
        }
        if (length == 0)
            return false;
        text = new CodeText(new string(kept[..length]));
        return true;
    }

    /// <summary>For texts that were checked before.</summary>
    public static CodeText Parse(string text) => TryParse(text, out var parsed) ? parsed : throw new FormatException("Not a code text.");

    /// <summary>Has the shape of a derived code without a name: 13 symbols of <see cref="Alphabet"/>.</summary>
    public bool LooksDerived => Canonical.Length == RandomLength + 1 && IsRandomShape(Canonical);

    /// <summary>The shape of a derived code, but its check character is wrong: a slip of typing, not a guess.</summary>
    public bool IsSlip => LooksDerived && Canonical[^1] != CheckOf(Canonical.AsSpan(0, RandomLength));

    /// <summary>The text in groups for reading aloud; the tail of a derived code is 4-4-5, names and other texts stay as typed.</summary>
    public static string Shown(string text)
    {
        var canonical = text.Replace("-", "", StringComparison.Ordinal);
        if (text.Contains('-', StringComparison.Ordinal) || canonical.Length < RandomLength + 1 || !IsRandomShape(canonical.AsSpan(canonical.Length - RandomLength - 1)))
            return text;
        var head = canonical[..^(RandomLength + 1)];
        var tail = canonical[^(RandomLength + 1)..];
        return (head.Length > 0 ? head + "-" : "") + $"{tail[..4]}-{tail[4..8]}-{tail[8..]}";
    }

    /// <summary>A short code, in three groups of three.</summary>
    public static string ShownShort(string canonical) => $"{canonical[..3]}-{canonical[3..6]}-{canonical[6..]}";

    /// <summary>Check character: the sum of symbol values weighted 2, 3, 4 … modulo 31. It finds every single substitution and every swap of neighbours.</summary>
    public static char CheckOf(ReadOnlySpan<char> symbols)
    {
        var sum = 0;
        for (var i = 0; i < symbols.Length; i++)
            sum += (i + 2) * Values[symbols[i]];
        return Alphabet[sum % 31];
    }

    /// <summary>Fills the destination with the first base-31 digits of a keyed hash, at most <see cref="RandomLength"/>, and last the check character.</summary>
    internal static void Encode(ReadOnlySpan<byte> hash, Span<char> destination)
    {
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
        var high = (ulong)(number >> 64);
        var low = (ulong)number;
        // Two words give six digits each: 31^6 is below 2^30, so the bias of each word is below 2^-34.
        var length = destination.Length - 1;
        for (var i = 0; i < 6; i++, high /= 31)
            destination[i] = Alphabet[(int)(high % 31)];
        for (var i = 6; i < length; i++, low /= 31)
            destination[i] = Alphabet[(int)(low % 31)];
        destination[length] = CheckOf(destination[..length]);
    }

    /// <summary>log2 of the number of equally likely texts with this many random symbols.</summary>
    public static double Bits(int randomSymbols) => randomSymbols * Math.Log2(31);

    public override string ToString() => Shown(Canonical);

    private static bool IsSeparator(char c) =>
        c is '-' or ' ' or '\t' or '\r' or '\n' or '_' or '.' or '\u00A0' or '\u00AD' or '\u202F' or '\u3000' or '\uFF0D' or '\uFEFF' or '\u2060' or '\u2212'
            or (>= '\u2000' and <= '\u200D') or (>= '\u2010' and <= '\u2015');

    private static char Fold(char c) => c switch
    {
        >= 'a' and <= 'z' => Fold((char)(c - 32)),
        'O' => '0',
        'I' or 'L' => '1',
        >= 'A' and <= 'Z' or >= '0' and <= '9' => c,
        // Full-width forms, as some phone keyboards type them.
        >= '\uFF01' and <= '\uFF5E' => Fold((char)(c - 0xFEE0)),
        _ => '\0',
    };

    private static bool IsRandomShape(ReadOnlySpan<char> symbols)
    {
        foreach (var c in symbols)
        {
            if (c >= 128 || Values[c] < 0)
                return false;
        }
        return true;
    }

    private static sbyte[] MakeValues()
    {
        var values = new sbyte[128];
        Array.Fill(values, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++)
            values[Alphabet[i]] = (sbyte)i;
        return values;
    }
}
