using System.IO.Compression;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace Latchstring.Server.Http;

/// <summary>
/// One sheet of text as an Excel file (ECMA-376): every cell is text, so nothing in it is ever run as a formula, and leading zeros stay. Written row by row.
/// </summary>
public static partial class XlsxFile
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>What a cell can hold.</summary>
    private const int LongestCell = 32_767;

    private static readonly (string Path, string Xml)[] Parts =
    [
        ("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"""),
        ("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""),
        // Style 1 is bold, for the headings; both are of the number format "text".
        ("xl/styles.xml", """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>"""),
    ];

    public static async Task WriteAsync(Stream to, IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<string?>> rows, CancellationToken cancellationToken = default)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var (path, xml) in Parts)
        {
            await using var part = await zip.CreateEntry(path).OpenAsync(cancellationToken);
            await part.WriteAsync(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + xml), cancellationToken);
        }
        await using var sheet = await zip.CreateEntry("xl/worksheets/sheet1.xml").OpenAsync(cancellationToken);
        await using var writer = new StreamWriter(sheet, new UTF8Encoding(false), 64 * 1024);
        await writer.WriteAsync("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>""");
        await writer.WriteAsync(Row(headings, style: 1));
        await foreach (var row in rows.WithCancellation(cancellationToken))
            await writer.WriteAsync(Row(row, style: 0));
        await writer.WriteAsync("</sheetData></worksheet>");
    }

    private static string Row(IReadOnlyList<string?> cells, int style)
    {
        var row = new StringBuilder("<row>");
        foreach (var cell in cells)
        {
            if (string.IsNullOrEmpty(cell))
                row.Append("<c/>");
            else
                row.Append("<c t=\"inlineStr\" s=\"").Append(style).Append("\"><is><t xml:space=\"preserve\">").Append(SecurityElement.Escape(Escapes().Replace(Plain(cell), "_x005F_"))).Append("</t></is></c>");
        }
        return row.Append("</row>").ToString();
    }

    /// <summary>Spreadsheets read _x0041_ as a character of that number (ST_Xstring), so such an underscore is written as one itself.</summary>
    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.None, 1000)]
    private static partial Regex Escapes();

    /// <summary>XML cannot hold control characters and halves of pairs; they become a question mark.</summary>
    private static string Plain(string text)
    {
        if (text.Length > LongestCell)
            text = text[..LongestCell];
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                plain.Append(text[i]).Append(text[++i]);
            else
                plain.Append(char.IsSurrogate(text[i]) || (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r')) || text[i] >= '\uFFFE' ? '?' : text[i]);
        }
        return plain.ToString();
    }
}

/// <summary>Rows as an Excel file. It is finished in a file of its own before it leaves; the download stands in the audit with its filter and count.</summary>
public sealed class XlsxAnswer(string fileName, IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<string?>> rows) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var count = 0L;
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await XlsxFile.WriteAsync(file, headings, CountedAsync(), httpContext.RequestAborted);
        file.Position = 0;
        httpContext.Response.ContentType = XlsxFile.ContentType;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename={fileName}";
        await file.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
        await CsvAnswer.RecordAsync(httpContext, count);

        async IAsyncEnumerable<IReadOnlyList<string?>> CountedAsync()
        {
            await foreach (var row in rows)
            {
                count++;
                yield return row;
            }
        }
    }
}
