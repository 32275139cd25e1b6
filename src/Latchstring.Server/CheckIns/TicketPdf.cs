using System.Globalization;
using Latchstring.CheckIns;
using Latchstring.Server.Codes;
using Latchstring.Workspaces;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.CheckIns;

/// <summary>A ticket on paper: A4, to be folded; the QR code large enough for any scanner.</summary>
internal sealed class TicketPdf(IWebHostEnvironment environment, IStringLocalizer<CheckInsText> t)
{
    private const double Left = 25, Width = 160, Millimetre = 25.4 / 72;

    public byte[] Draw(Ticket ticket, Workspace workspace)
    {
        var (sans, mono) = (PdfFont.Read(environment, "DejaVuSans"), PdfFont.Read(environment, "DejaVuSansMono-Bold"));
        var pages = new PdfPages(t["Ticket of {0}", ticket.Name], sans, mono);
        pages.NewPage();
        var y = 30.0;
        Line(ticket.Event.Name, sans, 20, 3);
        if (ticket.Event.StartsAt is { } starts)
            Line($"{DoorWords.When(starts, ticket.Zone)} ({ticket.Zone})", sans, 12, 1);
        if (ticket.Event.Venue is { } venue)
            Line(venue, sans, 12, 2);
        y += 4;
        Line(ticket.Name, sans, 16, 2);
        if (PdfText.Lacks(ticket.Name, sans.Has))
            Line(t["This file has no letters for {0} in the name; the ticket on the phone shows all of it.", PdfText.Missing], sans, 9, 2);
        var (squares, runs) = QrSquares.Runs(ticket.Token);
        var module = 52.0 / squares;
        foreach (var (x, row, run) in runs)
            pages.Fill(Left + (x * module), y + (row * module), run * module, module);
        var (below, beside) = (y + 56, Left + 58);
        pages.Text(ticket.Token[..24], mono, 9, beside, y + 12);
        pages.Text(ticket.Token[24..], mono, 9, beside, y + 18);
        pages.Text(Fit(t["Show this at the door, on the phone or printed."], sans, 9, Width - 58), sans, 9, beside, y + 28);
        pages.Text(Fit(workspace.Name, sans, 9, Width), sans, 9, Left, below);
        pages.Frame(15, 15, 180, Math.Max(130, below - 9));
        return pages.Finish();

        void Line(string text, PdfFont font, double size, int most)
        {
            foreach (var line in Wrap(text, font, size).Take(most))
            {
                pages.Text(line, font, size, Left, y);
                y += size * 1.3 * Millimetre;
            }
        }
    }

    private static List<string> Wrap(string text, PdfFont font, double size)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && font.Width(longer, size) * Millimetre > Width)
            {
                lines.Add(line);
                longer = word;
            }
            line = Fit(longer, font, size, Width);
        }
        return line.Length > 0 ? [.. lines, line] : lines;
    }

    private static string Fit(string text, PdfFont font, double size, double width)
    {
        if (font.Width(text, size) * Millimetre <= width)
            return text;
        var signs = StringInfo.ParseCombiningCharacters(text);
        return signs.Reverse().Select(at => text[..at] + "…").First(cut => cut.Length == 1 || font.Width(cut, size) * Millimetre <= width);
    }
}
