using System.Net;
using System.Text.Json;
using Latchstring.Data;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Locations;

/// <summary>Locations as staff and programs reach them.</summary>
public class LocationDoorsTests
{
    [Theory, EachDatabase, Trait("Req", "S2.8")]
    public async Task Staff_make_a_location_change_it_and_put_it_away(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        (string, string)[] typed = [("Form.Name", "Studio Mitte"), ("Form.TimeZone", "Europe/Berlin"), ("Form.OpensAt", "08:00"), ("Form.ClosesAt", "16:00"), ("Form.InviteHours", "240")];
        var refused = WebUtility.HtmlDecode(await (await client.PostFormAsync("/acme/admin/locations/new", "new-location", [.. typed, ("Form.PerMinute", "many"), ("Form.RemindHours", "soon")])).Content.ReadAsStringAsync());
        Assert.Contains("Enter a number between 1 and 6000.", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"soon\"", refused, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync("/acme/admin/locations/new", "new-location", [.. typed, ("Form.PerMinute", "60")])).StatusCode);
        await using var db = test.Database.Read(sample.Id);
        var location = await db.Locations.AsNoTracking().SingleAsync();
        var page = $"/acme/admin/locations/{location.Id}";
        Assert.Contains("messages leave from 08:00 to 16:00", WebUtility.HtmlDecode(await client.GetStringAsync(page)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(page, "location", [.. typed, ("Form.PerMinute", "1"), ("Form.Version", "0")])).StatusCode);
        Assert.Equal(1, (await db.Lanes.AsNoTracking().FirstAsync()).PerMinute);
        var app = await db.Offerings.SingleAsync(o => o.LocationId == location.Id);
        Assert.Contains($"href=\"{page}\"", await client.GetStringAsync($"/acme/admin/offerings/{app.Id}"), StringComparison.Ordinal);
        Assert.Contains("Studio Mitte", await client.GetStringAsync("/acme/admin/locations"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.8")]
    public async Task A_program_makes_finds_changes_and_archives_locations(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var api = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var made = await api.PostAsync("/locations", new { name = "Studio Mitte", timeZone = "Europe/Berlin", perMinute = 1 });
        Assert.Equal((201, "08:00", "16:00", 240), (made.Status, made.Json.GetProperty("opensAt").GetString(), made.Json.GetProperty("closesAt").GetString(), made.Json.GetProperty("inviteHours").GetInt32()));
        var path = $"/locations/{made.Json.GetProperty("id").GetString()}";
        var changed = await api.SendAsync(HttpMethod.Patch, path, """{"closesAt":"18:30","remindHours":null}""");
        Assert.Equal((200, "18:30", JsonValueKind.Null, "Studio Mitte"), (changed.Status, changed.Json.GetProperty("closesAt").GetString(), changed.Json.GetProperty("remindHours").ValueKind, changed.Json.GetProperty("name").GetString()));
        Assert.Equal(["opensAt"], (await api.SendAsync(HttpMethod.Patch, path, """{"opensAt":"early"}""")).Fields);
        Assert.Equal(1, (await api.GetAsync("/locations?q=mitte")).Json.GetProperty("total").GetInt32());
        Assert.Contains("18:30", (await api.GetAsync("/locations.csv")).Text, StringComparison.Ordinal);
        Assert.Equal(204, (await api.PostAsync(path + "/archive", null)).Status);
        Assert.Equal(1, (await api.GetAsync("/locations?archived=true")).Json.GetProperty("total").GetInt32());
        Assert.Equal(204, (await api.SendAsync(HttpMethod.Delete, path + "/archive")).Status);
    }
}
