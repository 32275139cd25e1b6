using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.CheckIns;

/// <summary>Tickets of people whose names would like to be something else, or whom a font does not know.</summary>
public partial class HostileTicketsTests
{
    private static readonly (string First, string Last)[] Names =
    [
        ("<script>alert(1)</script>", "</p><img src=x onerror=alert(2)>"), ("\u202Egnaf", "\u2066Ng\u0007"), ("=HYPERLINK(\"http://evil.example\")", "@SUM(1+1)"), ("Zoë 👩‍🚀👍🏽", "O'Neil \\ (x) Tj ET"),
        (new string('W', 100), string.Join(' ', Enumerable.Repeat("Wide", 20))), ("محمد", "العربي (لا)"), ("山田", "太郎"), ("דוד", "Levi 42"), ("𝒜nna", "e\u0301\u0301\u0301\u0301"),
    ];

    [Theory, EachDatabase]
    public async Task Page_paper_and_wallet_show_any_name_as_text_and_within_their_edges(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, Names.Length);
        await test.Database.WriteAsync(kit.Sample.Id, async db =>
        {
            foreach (var (guest, name) in kit.Guests.Zip(Names))
                await db.People.Where(p => p.Id == guest.PersonId).ExecuteUpdateAsync(set => set.SetProperty(p => p.FirstName, name.First).SetProperty(p => p.LastName, name.Last));
            return 0;
        });
        await using var server = await TestServer.StartAsync(test, null, Wallet(test));
        foreach (var (guest, name) in kit.Guests.Zip(Names))
        {
            var (address, whole) = ($"/acme/ticket/{kit.TicketOf(guest)}", $"{name.First} {name.Last}".Trim());
            var page = new HtmlParser().ParseDocument(await server.Client.GetStringAsync(address));
            Assert.Equal(whole, page.QuerySelector("main p.h2")!.TextContent);
            Assert.Empty(page.QuerySelectorAll("main script, [onerror]"));
            var pdf = await server.Client.GetByteArrayAsync(address + ".pdf");
            await LookAsync(pdf, Array.IndexOf(Names, name));
            Assert.All(Lines(pdf), line => Assert.InRange(line.Right, 0, (15 + 180) * 72 / 25.4));
            await using var zip = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync(address + ".pkpass")));
            using var pass = await JsonDocument.ParseAsync(zip.GetEntry("pass.json")!.Open());
            Assert.Equal(whole, pass.RootElement.GetProperty("eventTicket").GetProperty("auxiliaryFields")[0].GetProperty("value").GetString());
        }
    }

    private static string[] Wallet(TestDatabase test)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=Pass Type ID: pass.test.tickets", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(test.Database.Now.AddDays(-1), test.Database.Now.AddDays(30));
        var file = Path.Combine(Directory.CreateTempSubdirectory("latchstring-wallet-").FullName, "pass.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, "secret"));
        return [$"--Wallet:Certificate={file}", "--Wallet:Password=secret", "--Wallet:PassType=pass.test.tickets", "--Wallet:Team=TEAM123456"];
    }

    /// <summary>Where each line of text ends, in points, by the widths that the file itself gives.</summary>
    private static List<(string Glyphs, double Right)> Lines(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var fonts = Widths().Matches(text).Select(font => Width().Matches(font.Groups["all"].Value).ToDictionary(one => int.Parse(one.Groups["glyph"].Value, CultureInfo.InvariantCulture), one => int.Parse(one.Groups["width"].Value, CultureInfo.InvariantCulture))).ToList();
        var start = text.IndexOf("stream\n", text.LastIndexOf("/FlateDecode", StringComparison.Ordinal), StringComparison.Ordinal) + 7;
        using var page = new StreamReader(new ZLibStream(new MemoryStream(pdf[start..text.IndexOf("\nendstream", start, StringComparison.Ordinal)]), CompressionMode.Decompress));
        var lines = Shown().Matches(page.ReadToEnd()).Select(line => (line.Groups["hex"].Value, Number(line, "x") + (Number(line, "size") / 1000 * line.Groups["hex"].Value.Chunk(4).Sum(glyph => fonts[(int)Number(line, "font")][Convert.ToInt32(new string(glyph), 16)])))).ToList();
        Assert.True(lines.Count >= 5);
        return lines;
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static Task LookAsync(byte[] pdf, int number) =>
        Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS") is { Length: > 0 } folder ? File.WriteAllBytesAsync(Path.Combine(folder, $"ticket-{number}.pdf"), pdf) : Task.CompletedTask;

    [GeneratedRegex(@"/W \[(?<all>(\d+ \[\d+\] ?)*)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Widths();

    [GeneratedRegex(@"(?<glyph>\d+) \[(?<width>\d+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Width();

    [GeneratedRegex(@"/F(?<font>\d) (?<size>[\d.]+) Tf (?<x>[\d.]+) [\d.]+ Td <(?<hex>[0-9A-F]*)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();
}
