using System.Globalization;

namespace Latchstring.Server.Ui;

/// <summary>Numbers and money as the reader's language writes them.</summary>
public static class Shown
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>"21 Nov 2026, 20:53" in English, which nobody reads as another day; else as the language writes it.</summary>
    public static string Time(DateTimeOffset local) => local.ToString(Language.Current == "en" ? "d MMM yyyy, HH:mm" : "g", CultureInfo.CurrentCulture);

    public static string Day(DateTimeOffset local) => local.ToString(Language.Current == "en" ? "d MMM yyyy" : "d", CultureInfo.CurrentCulture);

    public static string Percent(long part, long whole) => whole == 0 ? "–" : ((double)part / whole).ToString("P0", CultureInfo.CurrentCulture);

    /// <summary>"€12.50", "12,50 €", "JPY 1,200": the symbol where the language knows it, else the code.</summary>
    public static string Amount(Money money)
    {
        var format = (NumberFormatInfo)CultureInfo.CurrentCulture.NumberFormat.Clone();
        format.CurrencySymbol = money.Currency switch { "EUR" => "€", "GBP" => "£", "USD" => "$", _ => money.Currency };
        format.CurrencyDecimalDigits = money.Digits;
        return money.Major.ToString("C", format);
    }
}
