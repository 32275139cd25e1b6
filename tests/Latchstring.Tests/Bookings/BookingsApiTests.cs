using System.Text.Json;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Bookings;

/// <summary>Sessions and bookings as programs meet them.</summary>
public class BookingsApiTests
{
    [Theory, EachDatabase]
    public async Task A_program_makes_sessions_books_moves_cancels_and_marks_who_came(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var kit = await BookingKit.CreateAsync(test);
        var (mia, max) = (await kit.MemberAsync("Mia", credits: 2), await kit.MemberAsync("Max"));
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        var day = DateOnly.FromDateTime(test.Database.Now.UtcDateTime).AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var made = await program.PostAsync("/sessions", new { offeringId = kit.App.Id, title = "Yoga", day, time = "18:30:00", minutes = 60, capacity = 1, credits = 1, openTo = new[] { "member", "trial" } });
        Assert.Equal(201, made.Status);
        Assert.Equal(["trial", "member"], made.Json.GetProperty("openTo").EnumerateArray().Select(one => one.GetString()));
        var series = await program.PostAsync("/session-series", new { offeringId = kit.App.Id, title = "Pilates", day, time = "09:00:00", minutes = 45, capacity = 4, days = new[] { "monday", "thursday" }, lastDay = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddDays(20) });
        Assert.Equal((201, true), (series.Status, series.Json.GetProperty("sessions").GetInt32() is 5 or 6));
        var (session, other) = (Id(made.Json), series.Json.GetProperty("sessionIds")[0].GetString()!);

        var booked = await program.PostAsync("/bookings", new { sessionId = session, personId = mia.Id });
        Assert.Equal((201, "booked"), (booked.Status, booked.Json.GetProperty("status").GetString()));
        Assert.Equal((409, "session.full"), Refusal(await program.PostAsync("/bookings", new { sessionId = session, personId = max.Id, wait = false })));
        Assert.Equal("waiting", (await program.PostAsync("/bookings", new { sessionId = session, personId = max.Id })).Json.GetProperty("status").GetString());
        Assert.Equal(200, (await program.PostAsync($"/bookings/{Id(booked.Json)}/move", new { sessionId = other })).Status);
        var seats = (await program.GetAsync($"/bookings?sessionId={session}&status=booked")).Json.GetProperty("items");
        Assert.Equal(max.Id.ToString(), seats[0].GetProperty("personId").GetString());
        Assert.Equal((400, "input.invalid"), Refusal(await program.GetAsync("/bookings?status=gone")));

        Assert.Equal(200, (await program.SendAsync(HttpMethod.Patch, $"/sessions/{session}", """{"capacity":null,"title":"Yoga flow"}""")).Status);
        Assert.Equal("present", (await program.SendAsync(HttpMethod.Put, $"/bookings/{Id(seats[0])}/attendance", """{"attendance":"present"}""")).Json.GetProperty("attendance").GetString());
        Assert.Equal("cancelled", (await program.PostAsync($"/bookings/{Id(seats[0])}/cancellation", null)).Json.GetProperty("status").GetString());
        Assert.Equal(1, (await program.PostAsync($"/sessions/{session}/cancellation", new { following = false })).Json.GetProperty("sessions").GetInt32());
        Assert.Equal((409, "session.cancelled"), Refusal(await program.PostAsync("/bookings", new { sessionId = session, personId = mia.Id })));
        Assert.Equal(1, (await program.GetAsync($"/sessions?cancelled=true&offeringId={kit.App.Id}")).Json.GetProperty("items").GetArrayLength());
        await kit.AssertInvariantsAsync();

        using var viewer = await ApiProgram.CreateAsync(server, kit.Sample, Permission.Viewer);
        Assert.Equal((403, "permission.missing"), Refusal(await viewer.PostAsync("/bookings", new { sessionId = other, personId = max.Id })));
    }

    private static string Id(JsonElement json) => json.GetProperty("id").GetString()!;

    private static (int, string) Refusal(Answer answer) => (answer.Status, answer.Code);
}
