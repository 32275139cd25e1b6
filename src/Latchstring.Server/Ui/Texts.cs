using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Ui;

public static class Texts
{
    /// <summary>
    /// "1 code" or "48,210 codes". Both sentences are keys and take the number as {0}. French counts zero as one.
    /// </summary>
    public static string Plural(this IStringLocalizer texts, long count, string one, string many) =>
        texts[IsOne(count) ? one : many, count.ToString("N0", CultureInfo.CurrentCulture)];

    private static bool IsOne(long count) => count == 1 || (count == 0 && CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr");
}
