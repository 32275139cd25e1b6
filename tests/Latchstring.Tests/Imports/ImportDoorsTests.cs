using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Imports;

/// <summary>Importing people by form and by API.</summary>
public class ImportDoorsTests
{
    private const string File = "First name,E-mail\nAda,ada@example.org\nBob,nowhere\n";

    [Theory, EachDatabase, Trait("Req", "X9")]
    public async Task Staff_upload_look_import_and_undo(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        var example = await client.GetStringAsync("/acme/admin/people/imports/example.csv");
        Assert.StartsWith("First name,", example, StringComparison.Ordinal);
        var uploaded = await UploadAsync(client, File);
        Assert.Equal(HttpStatusCode.Found, uploaded.StatusCode);
        var page = uploaded.Headers.Location!.ToString();
        var shown = WebUtility.HtmlDecode(await client.GetStringAsync(page));
        Assert.Contains("Import 1 row", shown, StringComparison.Ordinal);
        Assert.Contains("E-mail: Enter an e-mail address such as anna@example.org.", shown, StringComparison.Ordinal);
        Assert.Contains("nowhere", await client.GetStringAsync(page + "/refused.csv"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(page, "/commit")).StatusCode);
        Assert.Contains("Ada", await client.GetStringAsync("/acme/admin/people?q=ada"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(page, "/undo")).StatusCode);
        Assert.DoesNotContain("Ada", await client.GetStringAsync("/acme/admin/people"), StringComparison.Ordinal);
        Assert.Contains("undone", await client.GetStringAsync("/acme/admin/people/imports"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "X9")]
    public async Task A_program_checks_looks_commits_undoes_and_puts_away(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var made = await api.SendAsync(HttpMethod.Post, "/imports?matchBy=email&segment=member&fileName=members.csv", File, mediaType: "text/csv");
        Assert.Equal((201, "checked", 1, 1), (made.Status, made.Json.GetProperty("status").GetString(), made.Json.GetProperty("new").GetInt32(), made.Json.GetProperty("refused").GetInt32()));
        var path = $"/imports/{made.Json.GetProperty("id").GetString()}";
        var row = (await api.GetAsync(path + "/rows?outcome=error")).Json.GetProperty("items")[0];
        Assert.Equal((3, "email"), (row.GetProperty("row").GetInt32(), row.GetProperty("field").GetString()));
        var first = (await api.GetAsync(path + "/rows?limit=1")).Json;
        Assert.Equal(3, (await api.GetAsync($"{path}/rows?limit=1&after={first.GetProperty("next").GetString()}")).Json.GetProperty("items")[0].GetProperty("row").GetInt32());
        Assert.Equal("committed", (await api.PostAsync(path + "/commit", null)).Json.GetProperty("status").GetString());
        Assert.Equal("member", (await api.GetAsync("/people?q=ada")).Json.GetProperty("items")[0].GetProperty("segment").GetString());
        Assert.Contains("nowhere", (await api.GetAsync(path + "/refused.csv")).Text, StringComparison.Ordinal);
        Assert.Equal("undone", (await api.PostAsync(path + "/undo", null)).Json.GetProperty("status").GetString());
        Assert.Equal(0, (await api.GetAsync("/people?q=ada")).Json.GetProperty("total").GetInt32());
        Assert.Equal(["matchBy"], (await api.SendAsync(HttpMethod.Post, "/imports?matchBy=shoe", File, mediaType: "text/csv")).Fields);
        Assert.Equal(["outcome"], (await api.GetAsync(path + "/rows?outcome=odd")).Fields);
        var second = (await api.SendAsync(HttpMethod.Post, "/imports", File, mediaType: "text/csv")).Json.GetProperty("id").GetString();
        Assert.Equal(204, (await api.SendAsync(HttpMethod.Delete, $"/imports/{second}")).Status);
        Assert.Equal("import.ended", (await api.PostAsync($"/imports/{second}/commit", null)).Code);
        Assert.Equal(2, (await api.GetAsync("/imports")).Json.GetProperty("total").GetInt32());
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, string file)
    {
        const string Page = "/acme/admin/people/imports/new";
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await client.GetStringAsync(Page), default);
        using var content = new MultipartFormDataContent { { new StringContent(document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" }, { new StringContent("import"), "_handler" }, { new StringContent("Email"), "Form.MatchBy" }, { new StringContent("true"), "Form.Update" } };
        using var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(file)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        content.Add(bytes, "file", "members.csv");
        return await client.PostAsync(Page, content);
    }
}
