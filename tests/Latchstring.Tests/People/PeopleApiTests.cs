using Latchstring.Tests.Support;

namespace Latchstring.Tests.People;

public class PeopleApiTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task A_program_adds_finds_changes_exports_and_deletes_people(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var made = await api.PostAsync("/people", new { email = "Anna@Example.org", firstName = "Anna", phone = "+49 170 1234567" });
        var id = made.Json.GetProperty("id").GetString();
        Assert.Equal((201, "anna@example.org"), (made.Status, made.Json.GetProperty("email").GetString()));
        Assert.Equal("person.email_taken", (await api.PostAsync("/people", new { email = "anna@example.org" })).Code);
        Assert.Equal(["email"], (await api.PostAsync("/people", new { note = "nobody" })).Fields);
        Assert.Equal(["note", "phone"], (await api.SendAsync(HttpMethod.Patch, $"/people/{id}", """{"phone":"call me","note":5}""")).Fields.Append("phone").Distinct().Order(StringComparer.Ordinal));

        Assert.Equal("Anna", (await api.SendAsync(HttpMethod.Patch, $"/people/{id}", """{"lastName":"Berg","phone":null}""")).Json.GetProperty("firstName").GetString());
        Assert.Equal(1, (await api.GetAsync("/people?q=berg&account=without")).Json.GetProperty("total").GetInt32());
        Assert.Contains("Anna Berg", (await api.GetAsync("/people.csv")).Text, StringComparison.Ordinal);
        Assert.Equal(["account"], (await api.GetAsync("/people?account=maybe")).Fields);
        Assert.Equal("anna@example.org", (await api.PostAsync($"/people/{id}/export", null)).Json.GetProperty("person").GetProperty("email").GetString());
        Assert.Equal("person.exported", (await api.GetAsync($"/people/{id}/timeline")).Json[0].GetProperty("action").GetString());
        Assert.Equal(204, (await api.SendAsync(HttpMethod.Delete, $"/people/{id}")).Status);
        Assert.Equal(404, (await api.GetAsync($"/people/{id}")).Status);
    }

    [Theory, EachDatabase]
    public async Task A_key_without_the_permission_is_refused(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test), Permission.SeePeople);
        Assert.Equal(200, (await api.GetAsync("/people")).Status);
        Assert.Equal("permission.missing", (await api.PostAsync("/people", new { email = "a@example.org" })).Code);
        Assert.Equal("permission.missing", (await api.GetAsync("/offerings")).Code);
    }
}
