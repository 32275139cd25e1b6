using System.Net;
using AngleSharp.Html.Parser;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>Staff give a booking that was made by telephone its code.</summary>
public class AttachCodePageTests
{
    [Theory, EachDatabase, Trait("Req", "S0.57"), Trait("Req", "S0.63")]
    public async Task A_booking_is_found_by_day_product_place_and_status_and_the_code_shows_what_it_was_used_for(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test, price: 9_900);
        await using var server = await TestServer.StartAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, _) = await kit.CodesAsync(verbs, 2);
        var (first, second) = (AccessCode.IdOf(batch.Id, 1), AccessCode.IdOf(batch.Id, 2));
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        using var staff = await server.SignInAsync(kit.Sample);
        var choose = $"/acme/admin/people/{person.Id}/appointment?offering={kit.Exam.Id}";
        var slot = new HtmlParser().ParseDocument(await staff.GetStringAsync(choose)).QuerySelector("button[name='Pick.Slot']")!.GetAttribute("value")!;
        Assert.Equal(HttpStatusCode.Found, (await staff.PostFormAsync(choose, "slot", ("Pick.Slot", slot))).StatusCode);
        await using var db = test.Database.Read(kit.Id);
        var made = await db.Bookings.SingleAsync(b => b.PersonId == person.Id && b.Status == BookingStatus.Booked);
        var starts = (await db.Sessions.SingleAsync(s => s.Id == made.SessionId)).StartsAt;
        string Day(int later) => starts.UtcDateTime.AddDays(later).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var path = $"/acme/admin/codes/{first}/booking";
        Assert.Contains($"codes/{first}/booking", await staff.GetStringAsync($"/acme/admin/codes/{first}"), StringComparison.Ordinal);
        Assert.All([$"?q=love&day={Day(0)}&offering={kit.Exam.Id}&place={kit.Clinic.Id}&status=ahead", ""], query => Assert.Equal(1, Buttons(staff, path + query).Result));
        Assert.All(["?q=max", $"?day={Day(1)}", $"?offering={kit.Sample.Course.Id}", $"?place={Guid.NewGuid()}", "?status=Present"], query => Assert.Equal(0, Buttons(staff, path + query).Result));
        Assert.Equal(HttpStatusCode.Found, (await staff.PostFormAsync(path, $"attach-{made.Id}")).StatusCode);
        var code = await staff.GetStringAsync($"/acme/admin/codes/{first}");
        Assert.Contains($"/acme/admin/sessions/{made.SessionId}", code, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", code, StringComparison.Ordinal);
        Assert.Equal(0, await Buttons(staff, $"/acme/admin/codes/{second}/booking"));

        using var api = await ApiProgram.CreateAsync(server, kit.Sample);
        Assert.Equal(409, (await api.PostAsync($"/bookings/{made.Id}/code", new { codeId = second })).Status);
        var next = (await new BookSlot(test.Database).RunAsync(kit.Sample.Owner, new(kit.Exam.Id, kit.Clinic.Id, starts.AddHours(1), person.Id))).Value;
        var attached = await api.PostAsync($"/bookings/{next.Id}/code", new { codeId = second });
        Assert.Equal(200, attached.Status);
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, attached.Json.GetProperty("redemptionId").ValueKind);
        await kit.AssertInvariantsAsync();
    }

    private static async Task<int> Buttons(HttpClient client, string path) =>
        new HtmlParser().ParseDocument(await client.GetStringAsync(path)).QuerySelectorAll("form[method=post] button[aria-label^='Attach the code']").Length;
}
