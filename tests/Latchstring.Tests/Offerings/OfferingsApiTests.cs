using System.Net.Http.Headers;
using System.Text.Json;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Offerings;

/// <summary>Offerings, bundles, prices, resources and registrations as a program sees them.</summary>
public class OfferingsApiTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S4.37")]
    [Trait("Req", "S0.7")]
    public async Task A_program_makes_finds_changes_and_deletes_offerings_bundles_and_prices(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var made = await api.PostAsync("/offerings", new { kind = "course", name = "Geometry", price = new { amount = 4900, currency = "EUR" }, accessDays = 90, capacity = 20, timeZone = "Europe/Paris" });
        Assert.Equal(201, made.Status);
        var id = made.Json.GetProperty("id").GetString();
        Assert.Equal($"/api/v1/offerings/{id}", made.Headers.Location?.ToString());
        Assert.Equal("""{"amount":4900,"currency":"EUR"}""", made.Json.GetProperty("price").GetRawText());

        var patched = await api.SendAsync(HttpMethod.Patch, $"/offerings/{id}", """{"capacity":null,"name":"Plane geometry"}""");
        Assert.Equal((200, "Plane geometry", JsonValueKind.Null, 90), (patched.Status, patched.Json.GetProperty("name").GetString(), patched.Json.GetProperty("capacity").ValueKind, patched.Json.GetProperty("accessDays").GetInt32()));
        Assert.Equal(1, (await api.GetAsync("/offerings?q=plane&kind=course")).Json.GetProperty("total").GetInt32());
        Assert.Contains("Plane geometry", (await api.GetAsync("/offerings.csv?sort=-created")).Text, StringComparison.Ordinal);

        var price = await api.PostAsync("/prices", new { offeringId = id, name = "Student", price = new { amount = 900, currency = "EUR" } });
        Assert.Equal(1, (await api.GetAsync($"/prices?offeringId={id}")).Json.GetProperty("total").GetInt32());
        Assert.Equal(200, (await api.SendAsync(HttpMethod.Patch, $"/prices/{price.Json.GetProperty("id").GetString()}", """{"price":{"amount":700,"currency":"EUR"}}""")).Status);
        var bundle = await api.PostAsync("/programmes", new { name = "All", offeringIds = new[] { id } });
        Assert.Equal(id, Assert.Single(bundle.Json.GetProperty("offeringIds").EnumerateArray()).GetString());
        Assert.Equal("offering.in_use", (await api.SendAsync(HttpMethod.Delete, $"/offerings/{id}")).Code);

        Assert.Equal(204, (await api.SendAsync(HttpMethod.Delete, $"/programmes/{bundle.Json.GetProperty("id").GetString()}")).Status);
        Assert.Equal(204, (await api.PostAsync($"/offerings/{id}/archive", null)).Status);
        Assert.Equal(1, (await api.GetAsync("/offerings?archived=true")).Json.GetProperty("total").GetInt32());
        Assert.Equal(204, (await api.SendAsync(HttpMethod.Delete, $"/offerings/{id}")).Status);
        Assert.Equal(404, (await api.GetAsync($"/offerings/{id}")).Status);
    }

    [Theory, EachDatabase]
    public async Task What_does_not_fit_is_named_by_field(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        Assert.Equal(["registered"], (await api.PostAsync("/offerings", new { kind = "course", name = "X", registered = 5 })).Fields);
        Assert.Equal(["capacity", "name", "price"], (await api.PostAsync("/offerings", new { kind = "event", name = "", price = new { amount = -1, currency = "EUR" }, capacity = -2 })).Fields.Order(StringComparer.Ordinal));
        Assert.Equal(["kind"], (await api.PostAsync("/offerings", new { kind = "holiday", name = "X" })).Fields);
        Assert.Equal(["kind"], (await api.GetAsync("/offerings?kind=0")).Fields);
    }

    [Theory, EachDatabase]
    public async Task A_file_goes_up_and_comes_down_as_a_download_that_no_browser_runs(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var api = await ApiProgram.CreateAsync(server, sample);
        using var body = new ByteArrayContent("<script>alert(1)</script>"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/html") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/offerings/{sample.Course.Id}/resources/files?fileName=p%C3%A4ge.html") { Content = body, Headers = { { "Authorization", "Bearer " + api.Key } } };
        var made = JsonElement.Parse(await (await api.Client.SendAsync(request)).Content.ReadAsStringAsync());
        Assert.Equal("päge.html", made.GetProperty("title").GetString());

        using var get = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/resources/{made.GetProperty("id").GetString()}/file") { Headers = { { "Authorization", "Bearer " + api.Key } } };
        var file = await api.Client.SendAsync(get);
        Assert.Equal("<script>alert(1)</script>", await file.Content.ReadAsStringAsync());
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("päge.html", file.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", string.Join(';', file.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task A_program_moves_ends_of_access_and_cancels_registrations(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var api = await ApiProgram.CreateAsync(server, sample);
        var person = await sample.AddPersonAsync("anna@example.org");
        var registration = await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = person.Id, CreatedAt = test.Database.Now });
        var changed = await api.PostAsync($"/offerings/{sample.Course.Id}/access-changes", new { until = "2030-01-01T00:00:00Z", emails = new[] { "anna@example.org", "x@example.org" } });
        Assert.Equal((1, "x@example.org"), (changed.Json.GetProperty("changed").GetInt32(), changed.Json.GetProperty("unknown")[0].GetString()));
        Assert.Equal(JsonValueKind.Null, (await api.SendAsync(HttpMethod.Patch, $"/registrations/{registration.Id}", """{"accessUntil":null}""")).Json.GetProperty("accessUntil").ValueKind);
        Assert.Equal(204, (await api.PostAsync($"/registrations/{registration.Id}/cancellation", null)).Status);
        Assert.Equal(1, (await api.GetAsync("/registrations?status=cancelled&access=false")).Json.GetProperty("total").GetInt32());
        Assert.Contains("anna@example.org", (await api.GetAsync("/registrations.csv")).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await api.PostAsync($"/offerings/{sample.Course.Id}/access-changes", new { until = (string?)null })).Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    public async Task Every_address_answers_404_to_ids_of_another_workspace(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var theirs = await SampleWorkspace.CreateAsync(test, "other");
        using var owner = await ApiProgram.CreateAsync(server, theirs);
        using var mine = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var course = theirs.Course.Id;
        var price = (await owner.PostAsync("/prices", new { offeringId = course, name = "P", price = new { amount = 1, currency = "EUR" } })).Json.GetProperty("id").GetString();
        var bundle = (await owner.PostAsync("/programmes", new { name = "B", offeringIds = new[] { course } })).Json.GetProperty("id").GetString();
        var link = (await owner.PostAsync($"/offerings/{course}/resources", new { title = "L", url = "https://example.org" })).Json.GetProperty("id").GetString();
        var person = await theirs.AddPersonAsync("anna@example.org");
        var registration = (await theirs.AddAsync(new Registration { WorkspaceId = theirs.Id, OfferingId = course, PersonId = person.Id, CreatedAt = test.Database.Now })).Id;
        foreach (var (method, path, body) in new (string, string, string?)[]
        {
            ("GET", $"/offerings/{course}", null), ("PATCH", $"/offerings/{course}", "{}"), ("DELETE", $"/offerings/{course}", null), ("POST", $"/offerings/{course}/archive", null), ("DELETE", $"/offerings/{course}/archive", null),
            ("GET", $"/programmes/{bundle}", null), ("PATCH", $"/programmes/{bundle}", "{}"), ("DELETE", $"/programmes/{bundle}", null), ("POST", $"/programmes/{bundle}/archive", null), ("DELETE", $"/programmes/{bundle}/archive", null),
            ("GET", $"/prices/{price}", null), ("PATCH", $"/prices/{price}", "{}"), ("DELETE", $"/prices/{price}", null), ("POST", "/prices", $$"""{"offeringId":"{{course}}","name":"P","price":{"amount":1,"currency":"EUR"} }"""),
            ("GET", $"/offerings/{course}/resources", null), ("POST", $"/offerings/{course}/resources", """{"title":"T","url":"https://example.org"}"""), ("PATCH", $"/resources/{link}", """{"title":"T"}"""), ("DELETE", $"/resources/{link}", null),
            ("GET", $"/resources/{link}/file", null), ("POST", $"/resources/{link}/moves", """{"up":true}"""), ("GET", $"/registrations/{registration}", null), ("PATCH", $"/registrations/{registration}", "{}"),
            ("POST", $"/registrations/{registration}/cancellation", null), ("DELETE", $"/registrations/{registration}/cancellation", null), ("POST", $"/offerings/{course}/access-changes", $$"""{"until":null,"registrationIds":["{{registration}}"]}"""),
            ("GET", $"/people/{person.Id}", null), ("PATCH", $"/people/{person.Id}", "{}"), ("DELETE", $"/people/{person.Id}", null), ("GET", $"/people/{person.Id}/timeline", null), ("POST", $"/people/{person.Id}/export", null),
        })
            Assert.Equal((404, method + path), ((await mine.SendAsync(new HttpMethod(method), path, body)).Status, method + path));
    }
}
