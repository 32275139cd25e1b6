using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Latchstring.Server.Codes;

/// <summary>The small part of PDF 1.7 that printed sheets need: A4 pages, text in embedded fonts, filled rectangles, dashed frames. Millimetres from the top left.</summary>
internal sealed class PdfPages(string title, params IReadOnlyList<PdfFont> fonts)
{
    private const double Point = 72 / 25.4;
    private const double Height = 297;
    private readonly List<string> _pages = [];
    private StringBuilder _page = new();

    public void NewPage()
    {
        if (_page.Length > 0)
            _pages.Add(_page.ToString());
        _page = new StringBuilder("0 g 0.4 w 0.8 G\n");
    }

    /// <param name="y">Of the base line.</param>
    public void Text(string text, PdfFont font, double size, double x, double y) =>
        _page.Append($"BT /F{IndexOf(font)} {N(size)} Tf {N(x * Point)} {N((Height - y) * Point)} Td {font.Show(text)} Tj ET\n");

    public void Fill(double x, double y, double width, double height) =>
        _page.Append($"{N(x * Point)} {N((Height - y - height) * Point)} {N(width * Point)} {N(height * Point)} re f\n");

    public void Frame(double x, double y, double width, double height) =>
        _page.Append($"[2 2] 0 d {N(x * Point)} {N((Height - y - height) * Point)} {N(width * Point)} {N(height * Point)} re S\n");

    public byte[] Finish()
    {
        NewPage();
        var file = new MemoryStream();
        var offsets = new List<long>();
        Write("%PDF-1.7\n%\u00E2\u00E3\n");
        // 1 catalogue, 2 page tree, 3 information, five objects a font, two a page.
        var firstPage = 4 + (5 * fonts.Count);
        Object("<< /Type /Catalog /Pages 2 0 R >>");
        Object($"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Concat(_pages.Select((_, i) => $"{firstPage + (2 * i)} 0 R "))}] /MediaBox [0 0 595.28 841.89] /Resources << /Font << {string.Concat(fonts.Select((_, i) => $"/F{i} {4 + (5 * i)} 0 R "))}>> >> >>");
        Object($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> >>");
        for (var i = 0; i < fonts.Count; i++)
            Font(fonts[i], 4 + (5 * i));
        for (var i = 0; i < _pages.Count; i++)
        {
            Object($"<< /Type /Page /Parent 2 0 R /Contents {firstPage + (2 * i) + 1} 0 R >>");
            Stream(Encoding.ASCII.GetBytes(_pages[i]));
        }
        var table = file.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n" + string.Concat(offsets.Select(offset => $"{offset:0000000000} 00000 n \n")));
        Write($"trailer << /Size {offsets.Count + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));

        void Object(string body)
        {
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        void Stream(byte[] plain, string more = "")
        {
            using var packed = new MemoryStream();
            using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                zip.Write(plain);
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n<< /Length {packed.Length} /Filter /FlateDecode {more}>>\nstream\n");
            packed.WriteTo(file);
            Write("\nendstream\nendobj\n");
        }

        void Font(PdfFont font, int number)
        {
            Object($"<< /Type /Font /Subtype /Type0 /BaseFont /{font.Name} /Encoding /Identity-H /DescendantFonts [{number + 1} 0 R] /ToUnicode {number + 4} 0 R >>");
            Object($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.Name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor {number + 2} 0 R /W [{font.Widths()}] >>");
            Object($"<< /Type /FontDescriptor /FontName /{font.Name} /Flags 32 /FontBBox [{font.Box()}] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 /FontFile2 {number + 3} 0 R >>");
            Stream(font.File, $"/Length1 {font.File.Length} ");
            Stream(Encoding.ASCII.GetBytes(font.ToUnicode()));
        }
    }

    private int IndexOf(PdfFont font) => fonts[0] == font ? 0 : 1;

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
