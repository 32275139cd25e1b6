using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Latchstring.Server.Codes;

/// <summary>A TrueType font as a PDF embeds it: glyphs of characters, their widths, and which of them were used.</summary>
internal sealed class PdfFont
{
    private readonly byte[] _file;
    private readonly Dictionary<string, int> _tables = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, char> _used = [];
    private readonly int _unitsPerEm;
    private readonly int _metrics;

    public PdfFont(string name, byte[] file)
    {
        (Name, _file) = (name, file);
        for (var i = 0; i < U16(4); i++)
            _tables[Encoding.ASCII.GetString(file, 12 + (16 * i), 4)] = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(20 + (16 * i)));
        _unitsPerEm = U16(_tables["head"] + 18);
        _metrics = U16(_tables["hhea"] + 34);
    }

    /// <summary>From the files that the build copied beside the style sheets.</summary>
    public static PdfFont Read(IWebHostEnvironment environment, string name)
    {
        using var stream = environment.WebRootFileProvider.GetFileInfo($"lib/{name}.ttf").CreateReadStream();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new PdfFont(name, copy.ToArray());
    }

    public string Name { get; }
    public byte[] File => _file;

    /// <summary>Width in points at this size.</summary>
    public double Width(string text, double size) => PdfText.Of(text, Has).Sum(c => Advance(Glyph(c))) * size / 1000;

    public bool Has(char c) => Glyph(c) != 0;

    /// <summary>The text as a hexadecimal string of glyphs, as far as the font has them.</summary>
    public string Show(string text)
    {
        var hex = new StringBuilder("<");
        foreach (var c in PdfText.Of(text, Has))
        {
            var glyph = Glyph(c);
            _used[glyph] = c;
            hex.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }
        return hex.Append('>').ToString();
    }

    /// <summary>Widths of the used glyphs, in thousandths of an em.</summary>
    public string Widths() => string.Join(' ', _used.Keys.Select(glyph => $"{glyph} [{Advance(glyph)}]"));

    /// <summary>Lets readers copy and search the text.</summary>
    public string ToUnicode() =>
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /U def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + string.Concat(_used.Chunk(100).Select(chunk => $"{chunk.Length} beginbfchar\n{string.Concat(chunk.Select(pair => $"<{pair.Key:X4}> <{(int)pair.Value:X4}>\n"))}endbfchar\n"))
        + "endcmap CMapName currentdict /CMap defineresource pop end end";

    public string Box() => string.Join(' ', Enumerable.Range(0, 4).Select(i => Scaled(S16(_tables["head"] + 36 + (2 * i)))));

    public int Ascent => Scaled(S16(_tables["hhea"] + 4));
    public int Descent => Scaled(S16(_tables["hhea"] + 6));

    private int Advance(int glyph) => Scaled(U16(_tables["hmtx"] + (4 * Math.Min(glyph, _metrics - 1))));

    private int Scaled(int units) => units * 1000 / _unitsPerEm;

    /// <summary>By the table for the Basic Multilingual Plane (format 4); 0 is the box for what the font lacks.</summary>
    private int Glyph(char c)
    {
        var cmap = Cmap();
        var segments = U16(cmap + 6);
        for (var i = 0; i < segments; i += 2)
        {
            if (U16(cmap + 14 + i) < c)
                continue;
            var start = U16(cmap + 16 + segments + i);
            if (start > c)
                return 0;
            var (delta, at) = (U16(cmap + 16 + (2 * segments) + i), cmap + 16 + (3 * segments) + i);
            var range = U16(at);
            var glyph = range == 0 ? c : U16(at + range + (2 * (c - start)));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }
        return 0;
    }

    private int Cmap()
    {
        var cmap = _tables["cmap"];
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var record = cmap + 4 + (8 * i);
            if (U16(record) == 3 && U16(record + 2) == 1)
                return cmap + (int)BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(record + 4));
        }
        throw new InvalidDataException($"{Name} has no Unicode table.");
    }

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int S16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));
}
