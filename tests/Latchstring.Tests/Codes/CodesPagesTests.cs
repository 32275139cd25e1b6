using System.Net;
using System.Text;
using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public sealed class CodesPagesTests
{
    private const string Admin = "/acme/admin";

    [Theory, EachDatabase]
    [Trait("Req", "S4.4"), Trait("Req", "S4.5"), Trait("Req", "S4.8"), Trait("Req", "S4.12"), Trait("Req", "S4.13"), Trait("Req", "S0.11")]
    public async Task Fifty_codes_are_made_through_the_form_and_shown(TestDatabase test)
    {
        var (server, client, sample) = await StartAsync(test);
        await using var _ = server;
        var made = await client.PostPageAsync($"{Admin}/codes/new", ("Input.Target", "o:" + sample.Course.Id), ("Input.Quantity", "50"), ("Input.Naming", "Random"), ("Input.Usage", "Single"), ("Input.ValidTill", "2099-12-31"), ("Input.Note", "Summer school"));
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        var batch = await client.GetStringAsync(made.Headers.Location);
        Assert.Contains("Summer school", batch, StringComparison.Ordinal);
        Assert.Contains("Made 50 codes.", batch, StringComparison.Ordinal);
        Assert.Equal(50, Rows(await client.GetStringAsync($"{Admin}/codes")));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.6")]
    public async Task Numbered_codes_are_made_only_after_the_odds_were_accepted(TestDatabase test)
    {
        var (server, client, sample) = await StartAsync(test);
        await using var _ = server;
        (string, string)[] form = [("Input.Target", "o:" + sample.Course.Id), ("Input.Quantity", "30"), ("Input.Naming", "Sequential"), ("Input.CustomName", "MATHS"), ("Input.Usage", "Single")];
        var refused = await client.PostPageAsync($"{Admin}/codes/new", form);
        var html = await refused.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("1 try in 3 hits one of these 30 codes", html, StringComparison.Ordinal);
        Assert.Contains("value=\"MATHS\"", html, StringComparison.Ordinal);
        Assert.Contains("1 try in 3", await client.GetStringAsync($"{Admin}/codes/strength?Input.Naming=Sequential&Input.Quantity=30&Input.CustomName=MATHS"), StringComparison.Ordinal);
        var made = await client.PostPageAsync($"{Admin}/codes/new", [.. form, ("Input.AcceptGuessable", "true")]);
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        var list = await client.GetStringAsync($"{Admin}/codes?sort=created");
        Assert.Contains(">MATHS1<", list, StringComparison.Ordinal);
        Assert.Contains(">MATHS30<", list, StringComparison.Ordinal);
    }

    [Theory]
    [EachDatabase("Input.Quantity", "-5"), EachDatabase("Input.Quantity", "many"), EachDatabase("Input.Quantity", "99999999"), EachDatabase("Input.ValidTill", "2001-01-01"), EachDatabase("Input.ValidTill", "0001-01-01"), EachDatabase("Input.MaxUses", "3")]
    public async Task A_wrong_field_is_named_and_what_was_typed_stays(TestDatabase test, string field, string value)
    {
        var (server, client, sample) = await StartAsync(test);
        await using var _ = server;
        (string Name, string Value)[] form = [("Input.Target", "o:" + sample.Course.Id), ("Input.Quantity", "7"), ("Input.Naming", "Random"), ("Input.Usage", "Single"), ("Input.Note", "typed note")];
        var answer = await client.PostPageAsync($"{Admin}/codes/new", [.. form.Where(pair => pair.Name != field), (field, value)]);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"id=\"f-{field.ToLowerInvariant().Replace('.', '-')}-error\"", html, StringComparison.Ordinal);
        Assert.Contains("typed note", html, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.20"), Trait("Req", "S3.21"), Trait("Req", "S3.22"), Trait("Req", "S3.23"), Trait("Req", "S4.21"), Trait("Req", "S4.22")]
    public async Task A_dozen_is_deactivated_by_cross_and_menu_and_all_deactivated_are_deleted_in_one_action(TestDatabase test)
    {
        var (server, client, _) = await StartAsync(test);
        await using var s = server;
        await using var kit = await CodesKit.OfAsync(test, "acme");
        var codes = await kit.IssueAsync(20);
        await kit.UseAsync(codes[0]);
        var list = await client.GetStringAsync($"{Admin}/codes");
        Assert.Contains("valid</span>", list, StringComparison.Ordinal);
        await client.PostActionAsync($"{Admin}/codes", $"{Admin}/codes/change", ("one", $"Deactivate:{codes[1].Id}"));
        Assert.Contains("Deactivated 1 code.", await client.GetStringAsync($"{Admin}/codes"), StringComparison.Ordinal);
        await client.PostFormAsync($"{Admin}/codes", "codes-bulk", [("verb", "Deactivate"), .. codes.Take(12).Select(code => ("id", code.Id.ToString()))]);
        Assert.Contains("Delete 12 codes", await client.GetStringAsync($"{Admin}/codes?ask=delete"), StringComparison.Ordinal);
        await client.PostActionAsync($"{Admin}/codes?ask=delete", $"{Admin}/codes/change", ("change", "Delete"), ("all", "1"), ("filter", "status=inactive"));
        var after = await client.GetStringAsync($"{Admin}/codes");
        Assert.Contains("Deleted 11 codes. 1 code refused:", after, StringComparison.Ordinal);
        Assert.Equal(9, Rows(after));
        Assert.Equal((1, 8), (Rows(await client.GetStringAsync($"{Admin}/codes?used=true")), Rows(await client.GetStringAsync($"{Admin}/codes?used=false"))));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S0.14"), Trait("Req", "S0.15"), Trait("Req", "S0.17"), Trait("Req", "S0.19"), Trait("Req", "S3.8"), Trait("Req", "S3.31"), Trait("Req", "S4.20")]
    public async Task A_codes_page_and_menu_show_what_it_opens_who_used_it_and_its_history(TestDatabase test)
    {
        var (server, client, sample) = await StartAsync(test);
        await using var s = server;
        await using var kit = await CodesKit.OfAsync(test, "acme");
        var code = (await kit.IssueAsync(2))[0];
        await kit.UseAsync(code, "anna@example.org", "Abel");
        await kit.Change.RunAsync(kit.Owner, CodeChange.Deactivate, code.Id);
        var list = await client.GetStringAsync($"{Admin}/codes");
        var menu = await Html(list);
        Assert.Equal(["View", "Edit", "Open product", "Archive", "Delete"], menu.QuerySelector("tbody tr .drop-body")!.QuerySelectorAll(".drop-item").Select(item => item.TextContent.Trim()));
        Assert.Contains($"{Admin}/offerings/{sample.Course.Id}", list, StringComparison.Ordinal);
        Assert.Contains("anna Abel", list, StringComparison.Ordinal);
        var page = await client.GetStringAsync($"{Admin}/codes/{code.Id}");
        foreach (var expected in new[] { code.Text, "anna Abel", "Issued", "Code redeemed", "Deactivated", "<svg class=\"qr\"" })
            Assert.Contains(expected, page, StringComparison.Ordinal);
        await client.PostActionAsync($"{Admin}/codes?ask=one:Delete:{code.Id}", $"{Admin}/codes/change", ("change", "Delete"), ("id", code.Id.ToString()));
        Assert.Contains("has been redeemed", await client.GetStringAsync($"{Admin}/codes"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{Admin}/codes/{Guid.NewGuid()}")).StatusCode);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.15"), Trait("Req", "S0.12")]
    public async Task Files_are_downloaded_from_the_menu_and_a_sheet_is_a_pdf(TestDatabase test)
    {
        var (server, client, _) = await StartAsync(test);
        await using var s = server;
        await using var kit = await CodesKit.OfAsync(test, "acme");
        var codes = await kit.IssueAsync(kit.Batch(30) with { ValidTill = test.Clock.Now.AddDays(10) });
        Assert.Contains("Export codes", await client.GetStringAsync($"{Admin}/codes"), StringComparison.Ordinal);
        var csv = await client.GetStringAsync($"{Admin}/codes.csv?columns=code&used=false");
        Assert.Equal(31, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var layout in new[] { "", "&layout=labels" })
        {
            var pdf = await client.GetByteArrayAsync($"{Admin}/codes/sheet.pdf?batchId={codes[0].BatchId}{layout}");
            Assert.Equal("%PDF", Encoding.ASCII.GetString(pdf, 0, 4));
        }
    }

    [Theory, EachDatabase]
    public async Task A_file_is_checked_first_and_then_imported(TestDatabase test)
    {
        var (server, client, sample) = await StartAsync(test);
        await using var s = server;
        var form = await Html(await client.GetStringAsync($"{Admin}/codes/import"));
        using var content = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("Code\nPRINTED-1\n???\nPRINTED-2\n")), "file", "codes.csv" }, { new StringContent("o:" + sample.Course.Id), "Input.Target" }, { new StringContent("Single"), "Input.Usage" } };
        foreach (var hidden in form.QuerySelectorAll("main input[type=hidden]"))
            content.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);
        var check = await Html(await (await client.PostAsync($"{Admin}/codes/import", content)).Content.ReadAsStringAsync());
        Assert.Contains("2 of 3 rows can be imported", check.Body!.TextContent, StringComparison.Ordinal);
        var fields = check.QuerySelectorAll("main form input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
        var done = await client.PostAsync($"{Admin}/codes/import", new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        Assert.Contains("Imported 2 codes.", await client.GetStringAsync(done.Headers.Location), StringComparison.Ordinal);
    }

    private static async Task<(TestServer, HttpClient, SampleWorkspace)> StartAsync(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var server = await TestServer.StartAsync(test);
        return (server, await server.SignInAsync(sample), sample);
    }

    private static int Rows(string html) => System.Text.RegularExpressions.Regex.Count(html, "data-bulk-row");

    private static Task<AngleSharp.Html.Dom.IHtmlDocument> Html(string html) => new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(html, default);
}
