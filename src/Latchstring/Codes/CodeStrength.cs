namespace Latchstring.Codes;

public enum StrengthLevel { Strong, Fair, Guessable }

/// <summary>
/// How hard codes are to guess. Enough is <c>log2(live codes × failures allowed an hour × hours live ÷ accepted risk)</c> bits
/// (docs/security.md). Derived texts always carry <see cref="DerivedBits"/>; bare numbering carries next to nothing, and says so.
/// </summary>
/// <param name="Bits">log2 of the texts a guesser has to choose from.</param>
/// <param name="NeededBits">Bits at which a month of guessing hits with a chance of one in a million.</param>
/// <param name="TriesPerHit">Tries that a guesser needs for one hit, on average.</param>
/// <param name="Codes">Live codes that the guesser may hit.</param>
public sealed record CodeStrength(double Bits, double NeededBits, double TriesPerHit, long Codes)
{
    public const double AcceptedRisk = 1e-6;

    /// <summary>Failures that a whole workspace allows strangers in an hour before they pay with work.</summary>
    public const int FailuresPerHour = 600;

    /// <summary>A code that many share is at least this long when a person chose its text (S0.58).</summary>
    public const int SharedHandMadeLength = 10;

    /// <summary>Shorter texts of a person's own choosing are found by trying them all.</summary>
    public const int HandMadeLength = 4;

    /// <summary>Guessing goes on for a month at most before the alert of the hourly limit has been acted upon.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static double DerivedBits { get; } = CodeText.Bits(CodeText.RandomLength);

    public StrengthLevel Level => Bits >= NeededBits ? StrengthLevel.Strong : Bits >= NeededBits - 8 ? StrengthLevel.Fair : StrengthLevel.Guessable;

    /// <summary>Meter from 0 to 100: the share of the needed bits that is there.</summary>
    public int Percent => (int)Math.Clamp(Math.Round(100 * Bits / NeededBits), 1, 100);

    /// <summary>Years of guessing at the full hourly limit until the first hit, on average.</summary>
    public double YearsToHit => TriesPerHit / FailuresPerHour / 24 / 365.25;

    /// <summary>Strength of a batch as asked for.</summary>
    /// <param name="highest">Sequential: the running number of the last code; a guesser tries all numbers with as many digits.</param>
    public static CodeStrength Of(Naming naming, long codes, long highest = 0, TimeSpan? live = null)
    {
        var space = naming switch
        {
            Naming.Sequential => Math.Pow(10, Digits(Math.Max(highest, codes))) - 1,
            Naming.Short => Math.Pow(31, CodeText.ShortLength),
            _ => Math.Pow(2, DerivedBits),
        };
        return Of(space, codes, live);
    }

    /// <summary>Strength of one text that a person chose: at best any letter or digit at each place.</summary>
    public static CodeStrength OfHandMade(CodeText text, TimeSpan? live = null) => Of(Math.Pow(34, text.Canonical.Length), 1, live);

    /// <summary>Why these codes must not be made; null = they may. Bare numbering asks for an acceptance and never carries a price.</summary>
    public Problem? Refusal(Naming naming, bool priced, bool accepted) =>
        naming != Naming.Sequential ? null
        : priced ? new Problem("code.guessable_with_price", 400, "Numbered codes can be guessed, so they cannot carry a price. Choose “name and random part”, or leave the price out.", "naming")
        : accepted ? null
        : new Problem("code.guessable", 400, "About 1 try in {0} hits one of these {1} codes. Confirm that you accept this, or choose “name and random part”.", "acceptGuessable", TriesInWords, Codes);

    /// <summary>Why this text of a person's own choosing is too weak; null = it may be used.</summary>
    public static Problem? RefusalOfHandMade(CodeText text, int? maxUses) =>
        text.Canonical.Length < HandMadeLength ? Problem.Invalid("code", "A code of your own needs at least {0} characters.", HandMadeLength)
        : maxUses != 1 && text.Canonical.Length < SharedHandMadeLength ? Problem.Invalid("code", "A code that several people share needs at least {0} characters.", SharedHandMadeLength)
        : null;

    /// <summary>Tries per hit as a whole number; "1 try in 1" for the worst.</summary>
    public long TriesInWords => (long)Math.Max(1, Math.Round(Math.Min(TriesPerHit, 1e18)));

    private static CodeStrength Of(double space, long codes, TimeSpan? live)
    {
        var count = Math.Max(1, codes);
        var time = live is { } known && known < Longest ? known : Longest;
        var hours = Math.Max(1, time.TotalHours);
        return new CodeStrength(Math.Log2(space), Math.Log2(count * FailuresPerHour * hours / AcceptedRisk), Math.Max(1, space / count), count);
    }

    private static int Digits(long number) => (int)Math.Floor(Math.Log10(Math.Max(1, number))) + 1;
}
