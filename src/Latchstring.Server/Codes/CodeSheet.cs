using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Options;
using Latchstring.Workspaces;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Codes;

/// <summary>Cards: 2 × 5 to cut out. Labels: 3 × 8 of 70 × 37 mm, as sold in sheets.</summary>
internal enum SheetLayout { Cards, Labels }

/// <summary>Codes on paper: text, QR code of the link, what it opens, until when. A4, up to a thousand codes that can still be used.</summary>
internal sealed class CodeSheet(CodeList codes, BaseUrl baseUrl, IWebHostEnvironment environment, IStringLocalizer<CodesText> t)
{
    public const int Most = 1_000;

    public async Task<Result<(byte[] File, int Codes)>> RunAsync(Actor actor, Workspace workspace, CodeFilter filter, SheetLayout layout, CancellationToken cancellationToken)
    {
        if (!actor.May(Permission.ExportCodes))
            return Problem.Forbidden;
        var rows = new List<CodeRow>();
        var valid = filter with { Status = filter.Status ?? CodeStatus.Valid };
        for (string? after = null; ;)
        {
            var page = await codes.PageAsync(actor, valid, new PageRequest("created", 100, after), cancellationToken);
            if (!page.Ok)
                return page.Problem;
            rows.AddRange(page.Value.Items);
            if ((after = page.Value.Next) is null)
                break;
            if (rows.Count >= Most)
                return Problem.Invalid("filter", "A sheet takes {0} codes at most. Narrow the list with a filter, for example to one batch.", Most);
        }
        return rows.Count == 0 ? new Problem("sheet.empty", 409, "No valid code matches, so there is nothing to print.") : (Draw(rows, workspace, layout), rows.Count);
    }

    private byte[] Draw(List<CodeRow> rows, Workspace workspace, SheetLayout layout)
    {
        var (sans, mono) = (PdfFont.Read(environment, "DejaVuSans"), PdfFont.Read(environment, "DejaVuSansMono-Bold"));
        var pages = new PdfPages(t["Codes of {0}", workspace.Name], sans, mono);
        var (columns, lines, width, height, left, top) = layout == SheetLayout.Labels ? (3, 8, 70.0, 37.0, 0.0, 0.5) : (2, 5, 90.0, 54.0, 15.0, 13.5);
        foreach (var sheet in rows.Chunk(columns * lines))
        {
            pages.NewPage();
            for (var i = 0; i < sheet.Length; i++)
            {
                var box = new Box(left + (i % columns * width), top + (i / columns * height), width, height);
                if (layout == SheetLayout.Cards)
                    pages.Frame(box.X, box.Y, box.Width, box.Height);
                Card(pages, box, sheet[i], workspace, sans, mono, layout == SheetLayout.Labels);
            }
        }
        return pages.Finish();
    }

    private void Card(PdfPages pages, Box box, CodeRow row, Workspace workspace, PdfFont sans, PdfFont mono, bool small)
    {
        const double Padding = 4;
        var side = Math.Min(box.Height - (2 * Padding), small ? 26 : 38);
        var (squares, runs) = QrSquares.Runs(baseUrl.Of($"/{workspace.Slug}/i/{Uri.EscapeDataString(row.Text)}"));
        var module = side / squares;
        foreach (var (x, y, run) in runs)
            pages.Fill(box.X + Padding + (x * module), box.Y + ((box.Height - side) / 2) + (y * module), run * module, module);
        var text = new Column(pages, box.X + side + (1.5 * Padding), box.Y + Padding, box.Width - side - (2.5 * Padding), box.Y + box.Height - 2);
        var size = small ? 6.5 : 8.0;
        text.Write(row.Opens ?? "", sans, size, 2);
        text.Write(row.Text, mono, small ? 7.5 : 10, 4);
        if (row.ValidTill is { } till)
            text.Write(t["valid till {0}", Days.LastOf(till, TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone)).ToString("d", System.Globalization.CultureInfo.CurrentCulture)], sans, size, 1);
        text.Write(baseUrl.Of("/" + workspace.Slug), sans, size, 2);
    }

    private sealed record Box(double X, double Y, double Width, double Height);

    /// <summary>Lines below each other in a column of a card.</summary>
    private sealed class Column(PdfPages pages, double x, double y, double width, double bottom)
    {
        private const double Millimetre = 25.4 / 72;
        private double _y = y;

        public void Write(string text, PdfFont font, double size, int most)
        {
            foreach (var line in Wrap(text, font, size).Take(most))
            {
                _y += size * 1.25 * Millimetre;
                if (_y <= bottom)
                    pages.Text(line, font, size, x, _y);
            }
            _y += 0.8;
        }

        /// <summary>Breaks behind spaces, hyphens and slashes, and inside a word that is too long by itself.</summary>
        private List<string> Wrap(string text, PdfFont font, double size)
        {
            var lines = new List<string>();
            var line = "";
            foreach (var c in text)
            {
                if (line.Length > 0 && font.Width(line + c, size) * Millimetre > width)
                {
                    var at = line.LastIndexOfAny([' ', '-', '/']) + 1;
                    var whole = at > line.Length / 3 ? at : line.Length;
                    lines.Add(line[..whole].TrimEnd());
                    line = line[whole..];
                }
                line += c;
            }
            return line.Length > 0 ? [.. lines, line] : lines;
        }
    }
}
