namespace Latchstring.Codes;

/// <summary>A code text that a person chose, typed or imported.</summary>
public static class HandMadeText
{
    public static Problem? Refusal(string typed, int? maxUses, out CodeText text)
    {
        if (!CodeText.TryParse(typed, out text))
            return Problem.Invalid("code", "A code has 1 to {0} letters A–Z and digits; spaces and hyphens may stand between them.", CodeText.MaxLength);
        if (!char.IsLetterOrDigit(typed.TrimStart()[0]))
            return Problem.Invalid("code", "A code begins with a letter or a digit.");
        // It would be taken for a mistyped derived code and never found.
        if (text.IsSlip)
            return Problem.Invalid("code", "This text has the shape of our own codes but a wrong check character. Add or leave out a character.");
        return CodeStrength.RefusalOfHandMade(text, maxUses);
    }
}
