using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

public class SessionTests
{
    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Theory, EachDatabase]
    public async Task A_series_keeps_its_hour_on_the_wall_through_both_changes_of_the_clocks(TestDatabase test)
    {
        foreach (var (zone, i) in new[] { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu" }.Select((zone, i) => (zone, i)))
        {
            var kit = i == 0 ? await BookingKit.CreateAsync(test, zone) : null;
            var sample = kit?.Sample ?? await SampleWorkspace.CreateAsync(test, $"other{i}");
            var offering = kit?.App ?? sample.Course;
            if (kit is null)
                await test.Database.WriteAsync(sample.Id, db => db.Offerings.Where(o => o.Id == offering.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.TimeZone, zone)));
            var made = (await new CreateSeries(test.Database).RunAsync(sample.Owner, new(offering.Id,
                new SessionFields("Early", Day("2026-03-01"), new TimeOnly(7, 15), 45, 12), Weekdays.Sunday | Weekdays.Wednesday, Day("2026-12-31")))).Value;
            Assert.Equal(88, made.Sessions.Count);
            var there = TimeZoneInfo.FindSystemTimeZoneById(zone);
            Assert.All(made.Sessions, session => Assert.Equal(session.SeriesDay!.Value.ToDateTime(new TimeOnly(7, 15)), TimeZoneInfo.ConvertTime(session.StartsAt, there).DateTime));
            Assert.All(made.Sessions, session => Assert.Equal(TimeSpan.FromMinutes(45), session.EndsAt - session.StartsAt));
        }
    }

    [Fact]
    public void An_hour_that_the_clocks_skip_begins_at_the_end_of_the_gap_and_one_that_comes_twice_the_first_time()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), Days.At(Day("2026-03-29"), new TimeOnly(2, 30), berlin));
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), Days.At(Day("2026-10-25"), new TimeOnly(2, 30), berlin));
    }

    [Theory, EachDatabase]
    public async Task A_series_leaves_out_its_exceptions_and_refuses_what_has_no_day(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var create = new CreateSeries(test.Database);
        var fields = kit.Fields() with { Day = Day("2026-06-15") };
        var made = (await create.RunAsync(kit.Sample.Owner, new(kit.App.Id, fields, Weekdays.Monday, Day("2026-07-06"), [Day("2026-06-29")]))).Value;
        Assert.Equal([Day("2026-06-15"), Day("2026-06-22"), Day("2026-07-06")], made.Sessions.Select(s => s.SeriesDay!.Value));
        Assert.Equal("days", (await create.RunAsync(kit.Sample.Owner, new(kit.App.Id, fields, Weekdays.None, Day("2026-07-06")))).Problem?.Field);
        Assert.Equal("lastDay", (await create.RunAsync(kit.Sample.Owner, new(kit.App.Id, fields, Weekdays.Monday, Day("2026-06-01")))).Problem?.Field);
        Assert.Equal("lastDay", (await create.RunAsync(kit.Sample.Owner, new(kit.App.Id, fields, (Weekdays)127, Day("2028-06-01")))).Problem?.Field);
        Assert.Equal(403, (await create.RunAsync(kit.Sample.Staff(Permission.Viewer), new(kit.App.Id, fields, Weekdays.Monday, Day("2026-07-06")))).Problem?.Status);
    }

    [Theory, EachDatabase]
    public async Task Changes_one_day_of_a_series_or_it_and_all_later_ones(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var series = (await new CreateSeries(test.Database).RunAsync(kit.Sample.Owner, new(kit.App.Id, kit.Fields() with { Day = Day("2026-10-12") }, Weekdays.Monday, Day("2026-11-02")))).Value.Sessions;
        var edit = new EditSession(test.Database);
        var fields = kit.Fields("Yoga flow") with { Day = Day("2026-10-20"), Time = new TimeOnly(19, 0) };
        Assert.True((await edit.RunAsync(kit.Sample.Owner, new(series[1].Id, fields))).Ok);
        Assert.Equal("Yoga", (await kit.NowAsync(series[2])).Title);
        Assert.Equal(new DateTimeOffset(2026, 10, 20, 17, 0, 0, TimeSpan.Zero), (await kit.NowAsync(series[1])).StartsAt);
        var later = kit.Fields("Evening yoga") with { Day = Day("2026-10-26"), Time = new TimeOnly(20, 0) };
        Assert.Equal(2, (await edit.RunAsync(kit.Sample.Owner, new(series[2].Id, later, Following: true))).Value.Count);
        Assert.Equal(("Evening yoga", new DateTimeOffset(2026, 11, 2, 19, 0, 0, TimeSpan.Zero)), ((await kit.NowAsync(series[3])).Title, (await kit.NowAsync(series[3])).StartsAt));
        Assert.Equal("Yoga flow", (await kit.NowAsync(series[1])).Title);
    }

    [Theory, EachDatabase, Trait("Req", "I11")]
    public async Task More_places_let_the_waiting_list_move_up_and_fewer_than_are_taken_are_refused(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var session = await kit.SessionAsync(capacity: 1);
        var people = new[] { await kit.MemberAsync("Ada"), await kit.MemberAsync("Ben"), await kit.MemberAsync("Cleo") };
        foreach (var person in people)
            await kit.BookedAsync(session, person);
        var edit = new EditSession(test.Database);
        Assert.True((await edit.RunAsync(kit.Sample.Owner, new(session.Id, kit.Fields(capacity: 2)))).Ok);
        Assert.Equal(2, (await kit.NowAsync(session)).Booked);
        await kit.AssertInvariantsAsync();
        var refused = (await edit.RunAsync(kit.Sample.Owner, new(session.Id, kit.Fields(capacity: 1)))).Problem!;
        Assert.Equal(("capacity", true), (refused.Field, refused.English.StartsWith("2 people", StringComparison.Ordinal)));
        Assert.True((await edit.RunAsync(kit.Sample.Owner, new(session.Id, kit.Fields(capacity: null)))).Ok);
        Assert.Equal(3, (await kit.NowAsync(session)).Booked);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task Cancelling_tells_how_many_were_booked_and_gives_their_credits_back(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var session = await kit.SessionAsync(capacity: 2, credits: 1);
        var people = new[] { await kit.MemberAsync("Ada", 1), await kit.MemberAsync("Ben", 1), await kit.MemberAsync("Cleo", 1) };
        foreach (var person in people)
            await kit.BookedAsync(session, person);
        var cancelled = (await new CancelSession(test.Database).RunAsync(kit.Sample.Owner, new(session.Id))).Value;
        Assert.Equal(new CancelSession.Cancelled(1, 2, 1), cancelled);
        foreach (var person in people)
            Assert.Equal(1, await kit.CreditsAsync(person));
        Assert.Equal(0, (await kit.NowAsync(session)).Booked);
        Assert.Equal("session.cancelled", (await new EditSession(test.Database).RunAsync(kit.Sample.Owner, new(session.Id, kit.Fields()))).Problem?.Code);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase, Trait("Req", "S2.23")]
    public async Task Attendance_is_ticked_or_scanned_and_stands_in_the_history(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var session = await kit.SessionAsync();
        var (mia, max) = (await kit.MemberAsync("Mia"), await kit.MemberAsync("Max"));
        var (_, absent) = (await kit.BookedAsync(session, mia), await kit.BookedAsync(session, max));
        test.Clock.Advance(TimeSpan.FromDays(1.3));
        var mark = new MarkAttendance(test.Database);
        var token = SignedId.Of(test.Database.Keys, SignedId.Member, kit.Id, mia.Id);
        Assert.Equal(Attendance.Present, (await mark.RunAsync(kit.Sample.Owner, new MarkAttendance.CheckIn(session.Id, token))).Value.Attendance);
        Assert.Equal("member.unknown", (await mark.RunAsync(kit.Sample.Owner, new MarkAttendance.CheckIn(session.Id, token[..^1] + (token[^1] == '0' ? "1" : "0")))).Problem?.Code);
        Assert.Equal("member.not_booked", (await mark.RunAsync(kit.Sample.Owner, new MarkAttendance.CheckIn(session.Id, (await kit.MemberAsync("Otto")).Email))).Problem?.Code);
        Assert.True((await mark.RunAsync(kit.Sample.Owner, new MarkAttendance.Input(absent.Id, Attendance.Absent))).Ok);
        Assert.Equal(404, (await mark.RunAsync(kit.Sample.Staff(Permission.Viewer), new MarkAttendance.Input(absent.Id, Attendance.Present))).Problem?.Status);
        test.Clock.Advance(TimeSpan.FromDays(1));
        var see = new SeeMySessions(test.Database);
        Assert.Equal([(session.Id, Attendance.Present)], (await see.HistoryAsync(kit.Id, mia.Id)).Select(s => (s.Id, s.Attendance)));
        Assert.Equal([Attendance.Absent], (await see.HistoryAsync(kit.Id, max.Id)).Select(s => s.Attendance));
    }
}
