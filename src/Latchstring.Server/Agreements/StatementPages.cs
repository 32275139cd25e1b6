using System.Globalization;
using Latchstring.Redemptions;
using Latchstring.Server.Codes;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Agreements;

/// <summary>A statement on paper: A4, one line a redemption, sums at the end.</summary>
internal sealed class StatementPages(IWebHostEnvironment environment, IStringLocalizer<AgreementsText> t)
{
    private const double Left = 18, Right = 192, Top = 20, Bottom = 280, Line = 5.2;
    private static readonly double[] Columns = [Left, 38, 82, 128];

    public byte[] Draw(Statement made, string workspace, TimeZoneInfo zone)
    {
        var sans = PdfFont.Read(environment, "DejaVuSans");
        var title = t["Statement {0}", made.Month.ToString("MMMM yyyy", CultureInfo.CurrentCulture)];
        var pages = new PdfPages($"{title} · {made.Agreement.Name}", sans);
        var y = NewPage(pages, sans, made, workspace, title);
        foreach (var row in made.Rows)
        {
            if (y > Bottom)
                y = NewPage(pages, sans, made, workspace, title);
            var what = string.Join(" · ", new[] { row.Price ?? t["base price"].Value, row.Extras.Length > 0 ? row.Extras : null, row.Reversed ? t["taken back"].Value : null }.OfType<string>());
            string[] cells = [TimeZoneInfo.ConvertTime(row.At, zone).ToString("d", CultureInfo.CurrentCulture), row.Person, row.Offering, what];
            for (var i = 0; i < cells.Length; i++)
                pages.Text(Fit(cells[i], sans, 8, (i + 1 < Columns.Length ? Columns[i + 1] : 168) - Columns[i] - 2), sans, 8, Columns[i], y);
            RightText(pages, sans, row.Amount is { } amount ? Shown.Amount(amount) : "–", 8, y);
            y += Line;
        }
        foreach (var total in made.Totals)
        {
            y = y + Line > Bottom ? NewPage(pages, sans, made, workspace, title) : y + Line;
            pages.Text(t["Total"], sans, 10, Columns[3], y);
            RightText(pages, sans, Shown.Amount(total), 10, y);
        }
        if (made.Rows.Count == 0)
            pages.Text(t["Nothing was redeemed in this month."], sans, 9, Left, y);
        return pages.Finish();
    }

    private double NewPage(PdfPages pages, PdfFont sans, Statement made, string workspace, string title)
    {
        pages.NewPage();
        pages.Text(Fit(title, sans, 16, Right - Left), sans, 16, Left, Top);
        pages.Text(Fit($"{made.Organisation.Name} · {made.Agreement.Name}", sans, 10, Right - Left), sans, 10, Left, Top + 7);
        pages.Text(Fit(workspace, sans, 8, Right - Left), sans, 8, Left, Top + 12);
        string[] heads = [t["Date"], t["Participant"], t["Offering"], t["Price"]];
        for (var i = 0; i < heads.Length; i++)
            pages.Text(heads[i], sans, 8, Columns[i], Top + 21);
        RightText(pages, sans, t["Amount"], 8, Top + 21);
        pages.Fill(Left, Top + 22.500, Right - Left, 0.2);
        return Top + 28;
    }

    private static void RightText(PdfPages pages, PdfFont font, string text, double size, double y) => pages.Text(text, font, size, Right - (font.Width(text, size) * 25.4 / 72), y);

    private static string Fit(string text, PdfFont font, double size, double width)
    {
        var fits = text;
        while (fits.Length > 1 && font.Width(fits, size) * 25.4 / 72 > width)
            fits = fits[..^2] + "…";
        return fits;
    }
}
