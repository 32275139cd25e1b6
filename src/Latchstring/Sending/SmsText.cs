namespace Latchstring.Sending;

/// <summary>How a text travels as SMS: 160 characters of the GSM alphabet, or 70 of any other, in one piece; 153 or 67 in each of several.</summary>
/// <param name="Length">What it takes up: some signs of the GSM alphabet count twice, and so do pictures elsewhere.</param>
/// <param name="Segments">Messages that are paid for.</param>
public readonly record struct SmsText(bool Gsm, int Length, int Segments)
{
    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Twice = "^{}\\[~]|€\f";

    public static SmsText Of(string text)
    {
        var gsm = text.All(c => Basic.Contains(c, StringComparison.Ordinal) || Twice.Contains(c, StringComparison.Ordinal));
        var costs = text.Select(c => gsm && Twice.Contains(c, StringComparison.Ordinal) ? 2 : 1).ToList();
        var length = costs.Sum();
        var (alone, each) = gsm ? (160, 153) : (70, 67);
        return new SmsText(gsm, length, length <= alone ? 1 : Pieces(text, costs, each));
    }

    /// <summary>Nothing that counts twice is cut in two.</summary>
    private static int Pieces(string text, List<int> costs, int each)
    {
        var (pieces, used) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var cost = costs[i];
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 1 : 0;
            if (used + cost + pair > each)
                (pieces, used) = (pieces + 1, 0);
            used += cost;
        }
        return pieces;
    }
}
