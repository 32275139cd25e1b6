using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Latchstring.Participants;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Participants;

/// <summary>Participants by pages and by API.</summary>
public class ParticipantDoorsTests
{
    [Theory, EachDatabase, Trait("Req", "S0.21"), Trait("Req", "S0.22"), Trait("Req", "S0.23"), Trait("Req", "S0.24"), Trait("Req", "S0.25")]
    public async Task Staff_find_somebody_open_the_profile_and_generate_a_code_there(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var kit = await ContractKit.CreateAsync(test);
        for (var i = 0; i < 55; i++)
            await kit.JoinAsync($"p{i:00}@example.org", "Given", $"Name{i:00}");
        var zoe = await kit.JoinAsync("zoe@example.org", "Zoë", "Zzz");
        using var client = await server.SignInAsync(kit.Sample);
        var list = $"/acme/admin/contracts/{kit.Id}/participants";
        Assert.DoesNotContain("zoe@example.org", await client.GetStringAsync(list), StringComparison.Ordinal);
        var found = await client.GetStringAsync(list + "?q=zoë");
        Assert.Contains($"{list}/{zoe.Id}", found, StringComparison.Ordinal);
        var profile = $"{list}/{zoe.Id}?tab=codes";
        Assert.Contains("Holds no code of this contract.", await client.GetStringAsync(profile), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(profile + "&ask=code", "/give", ("price", kit.Screening.Id.ToString()))).StatusCode);
        var shown = await client.GetStringAsync(profile);
        Assert.Contains("AURORA-", shown, StringComparison.Ordinal);
        Assert.Contains("Executive screening", shown, StringComparison.Ordinal);
        Assert.Contains("Undo", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync($"{list}/{zoe.Id}", "notes", ("Notes", "Vegetarian"))).StatusCode);
        Assert.Contains("Vegetarian", await client.GetStringAsync($"{list}/{zoe.Id}"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S0 (e)")]
    public async Task Two_clicks_give_each_chosen_participant_a_code_and_one_takes_them_back(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var kit = await ContractKit.CreateAsync(test);
        var (ada, bob) = (await kit.JoinAsync("ada@example.org", "Ada", "Lovelace"), await kit.JoinAsync("bob@example.org", "Bob", "Berg"));
        using var client = await server.SignInAsync(kit.Sample);
        var list = $"/acme/admin/contracts/{kit.Id}/participants";
        var given = await client.PostActionAsync(list, list + "/give", ("id", ada.Id.ToString()), ("id", bob.Id.ToString()), ("verb", "give"), ("price", kit.Basic.Id.ToString()));
        Assert.Equal(HttpStatusCode.Found, given.StatusCode);
        var page = await client.GetStringAsync(list);
        Assert.Contains("Made 2 codes.", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("code-text").Length - 1);
        var batch = (await new Latchstring.Codes.BatchList(test.Database).PageAsync(kit.Owner, new(), new())).Value.Items[0].Id;
        Assert.Equal(HttpStatusCode.Found, (await client.PostActionAsync(list, list + "/take-back", ("batch", batch.ToString()))).StatusCode);
        Assert.DoesNotContain("code-text", await client.GetStringAsync(list), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S0.34"), Trait("Req", "S0.35"), Trait("Req", "S0.36"), Trait("Req", "S0.37"), Trait("Req", "S0.38"), Trait("Req", "S0.39")]
    public async Task Staff_read_how_it_works_upload_look_finish_and_see_the_codes(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var kit = await ContractKit.CreateAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        var list = $"/acme/admin/contracts/{kit.Id}/participants";
        Assert.Contains(list + "/upload", await client.GetStringAsync(list), StringComparison.Ordinal);
        var upload = WebUtility.HtmlDecode(await client.GetStringAsync(list + "/upload"));
        Assert.True(upload.IndexOf("Write a price into the column Price", StringComparison.Ordinal) < upload.IndexOf("type=\"file\"", StringComparison.Ordinal));
        Assert.Contains("Accepted: BASIC, EXEC.", upload, StringComparison.Ordinal);
        Assert.Contains("Update existing contacts", upload, StringComparison.Ordinal);
        var checkedFile = await UploadAsync(client, list + "/upload", "First name,E-mail,Price\r\nAda,ada@example.org,EXEC\r\nBob,bob@example.org,gold\r\n");
        Assert.Equal(HttpStatusCode.Found, checkedFile.StatusCode);
        var import = checkedFile.Headers.Location!.ToString();
        var shown = WebUtility.HtmlDecode(await client.GetStringAsync(import));
        Assert.Contains("Finish: import 2 rows", shown, StringComparison.Ordinal);
        Assert.Contains("a code is made: Executive screening", shown, StringComparison.Ordinal);
        Assert.Contains("gold is no price of this contract", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(import, "/commit")).StatusCode);
        var done = await client.GetStringAsync(import);
        Assert.Contains("AURORA-", done, StringComparison.Ordinal);
        Assert.Contains("AURORA-", await client.GetStringAsync($"/acme/admin/contracts/{kit.Id}/participants.csv"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S0.55"), Trait("Req", "S0.28"), Trait("Req", "S0.49")]
    public async Task A_program_adds_gives_imports_and_makes_templates(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var kit = await ContractKit.CreateAsync(test);
        using var api = await ApiProgram.CreateAsync(server, kit.Sample);
        var path = $"/agreements/{kit.Id}/participants";
        var added = await api.SendAsync(HttpMethod.Post, path, """{"person":{"email":"ada@example.org","firstName":"Ada"},"notes":"Early"}""");
        Assert.Equal(201, added.Status);
        var person = added.Json.GetProperty("personId").GetString();
        Assert.Equal("Late", (await api.SendAsync(HttpMethod.Patch, $"{path}/{person}", """{"notes":"Late"}""")).Json.GetProperty("notes").GetString());
        var given = await api.SendAsync(HttpMethod.Post, path + "/codes", $$"""{"personIds":["{{person}}"],"priceId":"{{kit.Screening.Id}}"}""");
        Assert.Equal(1, given.Json.GetProperty("codeIds").GetArrayLength());
        Assert.StartsWith("AURORA-", (await api.GetAsync(path + "?hasCode=true")).Json.GetProperty("items")[0].GetProperty("code").GetString(), StringComparison.Ordinal);
        var checkedFile = await api.SendAsync(HttpMethod.Post, $"/agreements/{kit.Id}/imports?fileName=hr.csv&update=false", "E-mail,Price\nbob@example.org,BASIC\n", mediaType: "text/csv");
        Assert.Equal((201, 1), (checkedFile.Status, checkedFile.Json.GetProperty("codes").GetInt32()));
        Assert.Equal("committed", (await api.PostAsync($"/imports/{checkedFile.Json.GetProperty("id").GetString()}/commit", null)).Json.GetProperty("status").GetString());
        var template = await api.SendAsync(HttpMethod.Post, "/csv-templates", """{"name":"HR","columns":[{"heading":"Mail","holds":"email"},{"heading":"Old"}],"match":[{"on":"email"}]}""");
        Assert.Equal(201, template.Status);
        Assert.Equal("HR copy", (await api.PostAsync($"/csv-templates/{template.Json.GetProperty("id").GetString()}/copy", null)).Json.GetProperty("name").GetString());
        Assert.Equal(["match"], (await api.SendAsync(HttpMethod.Post, "/csv-templates", """{"name":"HR","columns":[{"heading":"Mail","holds":"email"}],"match":[{"on":"phone"}]}""")).Fields);
        Assert.Equal(204, (await api.SendAsync(HttpMethod.Put, $"/agreements/{kit.Id}/csv-template", $$"""{"csvTemplateId":"{{template.Json.GetProperty("id").GetString()}}"}""")).Status);
        Assert.Equal("csv_template.in_use", (await api.SendAsync(HttpMethod.Delete, $"/csv-templates/{template.Json.GetProperty("id").GetString()}")).Code);
        Assert.StartsWith("Mail,Old,Invitation code", (await api.GetAsync($"{path}.csv")).Text, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S0.49"), Trait("Req", "S0.48")]
    public async Task Owners_make_properties_and_a_template_from_a_file(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync("/acme/admin/properties/new", "property", ("Form.Label", "Department"), ("Form.Type", "Text"))).StatusCode);
        Assert.Contains("Department", await client.GetStringAsync("/acme/admin/people/new"), StringComparison.Ordinal);
        var read = await UploadAsync(client, "/acme/admin/csv-templates/new", "Vorname;Nachname;Mail;Department;Kantine\r\n", "headings");
        var page = WebUtility.HtmlDecode(await read.Content.ReadAsStringAsync());
        foreach (var heading in new[] { "Vorname", "Kantine" })
            Assert.Contains($"value=\"{heading}\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"FirstName\" selected", page, StringComparison.Ordinal);
        var saved = await client.PostFormAsync("/acme/admin/csv-templates/new", "template", ("name", "HR"), ("heading", "Mail"), ("holds", "Email"), ("heading", "Kantine"), ("holds", ""), ("match", "Email"));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        var template = Assert.Single((await new ListCsvTemplates(test.Database).RunAsync(sample.Owner)).Value);
        Assert.Equal([ColumnHolds.Email, ColumnHolds.Ignored], template.Layout.Columns.Select(column => column.Holds));
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync($"/acme/admin/csv-templates/{template.Template.Id}", "/copy")).StatusCode);
        Assert.Equal(["HR", "HR copy"], (await new ListCsvTemplates(test.Database).RunAsync(sample.Owner)).Value.Select(row => row.Template.Name));
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync($"/acme/admin/csv-templates/{template.Template.Id}?ask=delete", "/delete")).StatusCode);
        Assert.Single((await new ListCsvTemplates(test.Database).RunAsync(sample.Owner)).Value);
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, string page, string file, string handler = "upload")
    {
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await client.GetStringAsync(page), default);
        using var content = new MultipartFormDataContent { { new StringContent(document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" }, { new StringContent(handler), "_handler" } };
        using var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(file)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        content.Add(bytes, "file", "staff.csv");
        return await client.PostAsync(page, content);
    }
}
