using System.Net;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

/// <summary>Merging as staff and programs reach it.</summary>
public class MergeDoorsTests
{
    [Theory, EachDatabase, Trait("Req", "S2.34")]
    public async Task Staff_find_a_duplicate_compare_choose_and_make_one_person(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        var (keep, gone) = (await sample.AddPersonAsync("emil@example.org", "Emil", "Vogt"), await sample.AddPersonAsync("e.vogt@example.org", "Emil", "Vogt"));
        Assert.Contains("merge?with=", await client.GetStringAsync("/acme/admin/people/duplicates"), StringComparison.Ordinal);
        Assert.Contains($"merge?with={gone.Id}", await client.GetStringAsync($"/acme/admin/people/{keep.Id}"), StringComparison.Ordinal);
        Assert.Contains($"merge?with={gone.Id}", await client.GetStringAsync($"/acme/admin/people/{keep.Id}/merge?q=emil"), StringComparison.Ordinal);
        var page = $"/acme/admin/people/{keep.Id}/merge?with={gone.Id}";
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(page, "merge", ("take-email", "1"))).StatusCode);
        await using var db = test.Database.Read(sample.Id);
        var one = await db.People.SingleAsync();
        Assert.Equal((keep.Id, "e.vogt@example.org"), (one.Id, one.Email));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(page)).StatusCode);
        Assert.Contains("No duplicates found", await client.GetStringAsync("/acme/admin/people/duplicates"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.34")]
    public async Task A_program_lists_duplicates_and_merges_them(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var one = (await api.PostAsync("/people", new { email = "emil@example.org", phone = "+49 171 3920001" })).Json.GetProperty("id").GetString();
        var other = (await api.PostAsync("/people", new { firstName = "Emil", phone = "0049 171 3920001", segment = "member" })).Json.GetProperty("id").GetString();
        var pair = Assert.Single((await api.GetAsync("/people/duplicates")).Json.EnumerateArray());
        Assert.Equal("phone", Assert.Single(pair.GetProperty("sameBy").EnumerateArray()).GetString());
        var merged = await api.PostAsync($"/people/{one}/merge", new { personId = other });
        Assert.Equal((200, "Emil", "member"), (merged.Status, merged.Json.GetProperty("firstName").GetString(), merged.Json.GetProperty("segment").GetString()));
        Assert.Equal(404, (await api.GetAsync($"/people/{other}")).Status);
    }
}
