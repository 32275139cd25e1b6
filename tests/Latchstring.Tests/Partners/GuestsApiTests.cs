using Latchstring.Tests.Support;

namespace Latchstring.Tests.Partners;

/// <summary>The guests of partners over the API.</summary>
public class GuestsApiTests
{
    [Theory, EachDatabase]
    public async Task A_program_invites_reads_sends_and_cancels_within_the_quota(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test, quota: 3);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        var path = $"/agreements/{kit.A.Id}";
        var wrong = await program.PostAsync(path + "/guests", new { guests = new[] { new { email = "a@example.org", firstName = "A" }, new { email = "nobody", firstName = "B" } }, send = false });
        Assert.Equal((400, "guests.invalid"), (wrong.Status, wrong.Code));
        Assert.Equal(2, wrong.Json.GetProperty("rows")[0].GetProperty("row").GetInt32());
        var added = await program.PostAsync(path + "/guests", new { guests = new[] { new { email = "a@example.org", firstName = "Anna" }, new { email = "b@example.org", firstName = "Ben" } }, send = false });
        Assert.Equal(200, added.Status);
        Assert.Equal((2, 1, "event"), (added.Json.GetProperty("quota").GetProperty("used").GetInt32(), added.Json.GetProperty("quota").GetProperty("left").GetInt32(), added.Json.GetProperty("quota").GetProperty("source").GetString()));
        var ids = added.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid()).ToArray();
        var full = await program.PostAsync(path + "/guests", new { guests = Enumerable.Range(1, 2).Select(i => new { email = $"m{i}@example.org" }) });
        Assert.Equal((409, "quota.exceeded", 1), (full.Status, full.Code, full.Json.GetProperty("left").GetInt32()));
        var check = await program.PostAsync(path + "/guests/checks", new { guests = new[] { new { email = "a@example.org" }, new { email = "new@example.org" } } });
        Assert.Equal(1, check.Json.GetProperty("fine").GetInt32());

        Assert.Equal(200, (await program.PostAsync($"/guests/{ids[0]}/send", null)).Status);
        Assert.Equal(409, (await program.PostAsync($"/guests/{ids[0]}/send", null)).Status);
        Assert.Contains("/invitation/", (await program.GetAsync($"/guests/{ids[0]}/link")).Json.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await program.SendAsync(HttpMethod.Patch, $"/guests/{ids[1]}", """{"guest":{"lastName":"Okafor"}}""")).Status);
        Assert.Equal(204, (await program.PostAsync($"/guests/{ids[1]}/cancel", null)).Status);
        var list = (await program.GetAsync(path + "/guests?status=cancelled")).Json;
        Assert.Equal((1L, "Okafor", "cancelled"), (list.GetProperty("total").GetInt64(), list.GetProperty("items")[0].GetProperty("guest").GetProperty("lastName").GetString(), list.GetProperty("items")[0].GetProperty("status").GetString()));
        Assert.Equal("pending", (await program.GetAsync($"/guests/{ids[0]}")).Json.GetProperty("mailStatus").GetString());
        Assert.Equal(2, (await program.GetAsync(path + "/quota")).Json.GetProperty("left").GetInt32());
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Delete, $"/guests/{ids[1]}")).Status);
        Assert.Equal(404, (await program.GetAsync($"/guests/{ids[1]}")).Status);
        Assert.Equal(400, (await program.SendAsync(HttpMethod.Put, path + "/message", """{"message":"see www.evil.example"}""")).Status);
        Assert.Equal("Come!", (await program.SendAsync(HttpMethod.Put, path + "/message", """{"message":"Come!"}""")).Json.GetProperty("message").GetString());
        using var viewer = await ApiProgram.CreateAsync(server, kit.Sample, Permission.Viewer);
        Assert.Equal(403, (await viewer.PostAsync(path + "/guests", new { guests = new[] { new { email = "x@example.org" } } })).Status);
    }
}
