using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Options;
using Latchstring.Workspaces;
using Microsoft.Extensions.Localization;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace Latchstring.Server.Codes;

/// <summary>Cards: 2 × 5 to cut out. Labels: 3 × 8 of 70 × 37 mm, as sold in sheets.</summary>
internal enum SheetLayout { Cards, Labels }

/// <summary>Codes on paper: text, QR code of the link, what it opens, until when. A4, up to a thousand codes that can still be used.</summary>
internal sealed class CodeSheet(CodeList codes, BaseUrl baseUrl, IStringLocalizer<CodesText> t)
{
    public const int Most = 1_000;
    private const double Millimetre = 72 / 25.4;

    public async Task<Result<byte[]>> RunAsync(Actor actor, Workspace workspace, CodeFilter filter, SheetLayout layout, CancellationToken cancellationToken)
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
        return rows.Count == 0 ? new Problem("sheet.empty", 409, "No valid code matches, so there is nothing to print.") : Draw(rows, workspace, layout);
    }

    private byte[] Draw(List<CodeRow> rows, Workspace workspace, SheetLayout layout)
    {
        using var document = new PdfDocument();
        document.Info.Title = t["Codes of {0}", workspace.Name];
        var (columns, lines, width, height, left, top) = layout == SheetLayout.Labels ? (3, 8, 70.0, 37.0, 0.0, 0.5) : (2, 5, 90.0, 54.0, 15.0, 13.5);
        foreach (var sheet in rows.Chunk(columns * lines))
        {
            var page = document.AddPage();
            page.Size = PdfSharp.PageSize.A4;
            using var graphics = XGraphics.FromPdfPage(page);
            for (var i = 0; i < sheet.Length; i++)
            {
                var box = new XRect((left + (i % columns * width)) * Millimetre, (top + (i / columns * height)) * Millimetre, width * Millimetre, height * Millimetre);
                if (layout == SheetLayout.Cards)
                    graphics.DrawRectangle(new XPen(XColors.LightGray, 0.4) { DashStyle = XDashStyle.Dash }, box);
                Card(graphics, box, sheet[i], workspace, layout);
            }
        }
        using var stream = new MemoryStream();
        document.Save(stream);
        return stream.ToArray();
    }

    private void Card(XGraphics graphics, XRect box, CodeRow row, Workspace workspace, SheetLayout layout)
    {
        var padding = 4 * Millimetre;
        var side = Math.Min(box.Height - (2 * padding), (layout == SheetLayout.Labels ? 26 : 38) * Millimetre);
        Qr(graphics, new XRect(box.X + padding, box.Y + ((box.Height - side) / 2), side, side), baseUrl.Of($"/{workspace.Slug}/i/{Uri.EscapeDataString(row.Text)}"));
        var text = new XRect(box.X + side + (1.5 * padding), box.Y + padding, box.Width - side - (2 * padding), box.Height - (2 * padding));
        var (small, code) = (new XFont(SheetFonts.Sans, layout == SheetLayout.Labels ? 6.5 : 8), new XFont(SheetFonts.Mono, layout == SheetLayout.Labels ? 8 : 10, XFontStyleEx.Bold));
        var y = text.Y;
        foreach (var line in Wrap(graphics, row.Opens ?? "", small, text.Width).Take(2))
            y = Line(graphics, line, small, text, y);
        foreach (var line in Wrap(graphics, row.Text, code, text.Width))
            y = Line(graphics, line, code, text, y + 1);
        if (row.ValidTill is { } till)
            y = Line(graphics, t["valid till {0}", Days.LastOf(till, TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone)).ToString("d", System.Globalization.CultureInfo.CurrentCulture)], small, text, y + 1);
        foreach (var line in Wrap(graphics, baseUrl.Of("/" + workspace.Slug), small, text.Width).Take(2))
            y = Line(graphics, line, small, text, y + 1);
    }

    private static double Line(XGraphics graphics, string line, XFont font, XRect box, double y)
    {
        if (y + font.GetHeight() <= box.Bottom + 1)
            graphics.DrawString(line, font, XBrushes.Black, new XRect(box.X, y, box.Width, font.GetHeight()), XStringFormats.TopLeft);
        return y + font.GetHeight();
    }

    /// <summary>Breaks behind spaces and hyphens, and inside a word that is too long by itself.</summary>
    private static List<string> Wrap(XGraphics graphics, string text, XFont font, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var c in text)
        {
            if (graphics.MeasureString(line + c, font).Width > width && line.Length > 0)
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

    private static void Qr(XGraphics graphics, XRect box, string link)
    {
        var (side, runs) = QrSquares.Runs(link);
        var module = box.Width / side;
        var path = new XGraphicsPath();
        foreach (var (x, y, width) in runs)
            path.AddRectangle(box.X + (x * module), box.Y + (y * module), width * module, module);
        graphics.DrawPath(XBrushes.Black, path);
    }
}

/// <summary>The fonts of printed sheets, from the files that the build copied beside the style sheets.</summary>
internal sealed class SheetFonts(IWebHostEnvironment environment) : IFontResolver
{
    public const string Sans = "DejaVu Sans";
    public const string Mono = "DejaVu Sans Mono";

    public byte[]? GetFont(string faceName)
    {
        using var stream = environment.WebRootFileProvider.GetFileInfo($"lib/{faceName}.ttf").CreateReadStream();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) =>
        new((familyName == Mono ? "DejaVuSansMono" : "DejaVuSans") + (bold ? "-Bold" : ""));
}
