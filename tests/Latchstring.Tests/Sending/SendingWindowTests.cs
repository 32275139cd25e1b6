using FsCheck;
using FsCheck.Fluent;
using Latchstring.Sending;

namespace Latchstring.Tests.Sending;

/// <summary>The window and the pace alone, with clocks made by the test.</summary>
public class SendingWindowTests
{
    private static readonly string[] Zones = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"];

    [Theory, Trait("Req", "S2.5")]
    [InlineData("2026-06-15T05:59:59Z", false), InlineData("2026-06-15T06:00:00Z", true), InlineData("2026-06-15T13:59:59Z", true), InlineData("2026-06-15T14:00:00Z", false)]
    public void Eight_is_inside_and_sixteen_is_outside(string now, bool open) =>
        Assert.Equal(open, SendingWindow.Default.IsOpenAt(DateTimeOffset.Parse(now), Zone("Europe/Paris")));

    [Theory]
    [InlineData("Europe/Paris", "2026-03-28T16:00:00Z", "2026-03-29T06:00:00Z")] // clocks went forward in the night: 08:00 is an hour earlier
    [InlineData("Europe/Paris", "2026-10-24T16:00:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("America/New_York", "2026-03-07T22:00:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T06:00:00Z", "2026-04-04T21:30:00Z")] // half an hour back
    [InlineData("Africa/Casablanca", "2026-02-14T20:00:00Z", "2026-02-15T08:00:00Z")] // Ramadan: an hour back
    [InlineData("Asia/Kathmandu", "2026-06-15T12:00:00Z", "2026-06-16T02:15:00Z")]
    public void The_next_opening_is_eight_on_the_wall(string zone, string now, string opening) =>
        Assert.Equal(DateTimeOffset.Parse(opening), SendingWindow.Default.OpenAt(DateTimeOffset.Parse(now), Zone(zone)));

    [Fact]
    public void A_window_in_the_hour_that_is_skipped_opens_the_day_after_and_one_in_the_repeated_hour_twice()
    {
        var (zone, night) = (Zone("Europe/Paris"), new SendingWindow(new(2, 10), new(2, 40)));
        Assert.Equal(DateTimeOffset.Parse("2026-03-30T00:10:00Z"), night.OpenAt(DateTimeOffset.Parse("2026-03-28T12:00:00Z"), zone));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:10:00Z"), night.OpenAt(DateTimeOffset.Parse("2026-10-24T12:00:00Z"), zone));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T01:10:00Z"), night.OpenAt(DateTimeOffset.Parse("2026-10-25T00:40:00Z"), zone));
    }

    [Fact]
    public void The_next_opening_is_inside_and_nothing_before_it_is() => Prop.ForAll(Moments(), moment =>
    {
        var (zone, now) = moment;
        var open = SendingWindow.Default.OpenAt(now, zone);
        Assert.True(open >= now && SendingWindow.Default.IsOpenAt(open, zone));
        for (var at = now; at < open; at += TimeSpan.FromMinutes(7))
            Assert.False(SendingWindow.Default.IsOpenAt(at, zone));
        Assert.True(open == now || !SendingWindow.Default.IsOpenAt(open.AddTicks(-1), zone));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    /// <summary>A million sends in all, over years that hold every change of clocks, and while clocks jump by hours.</summary>
    [Theory, Trait("Req", "I5"), Trait("Req", "X16"), Trait("Req", "S2.5")]
    [InlineData(1, 0), InlineData(1, 3), InlineData(1, -2), InlineData(60, 0), InlineData(60, 3), InlineData(60, -2)]
    public void None_of_a_million_leaves_outside_its_window_or_above_the_pace_and_no_day_is_doubled_or_skipped(int perMinute, int jump)
    {
        foreach (var zone in Zones.Select(Zone))
        {
            var days = perMinute == 1 ? 100 : 1;
            foreach (var start in new[] { "2026-02-10T00:00:00Z", "2026-09-20T00:00:00Z" })
                Simulate(SendingWindow.Default, zone, new Pace(perMinute), DateTimeOffset.Parse(start), days, perMinute == 1 ? days * 480 : 28_800, jump);
        }
    }

    /// <summary>A location sets its own hours: short, long, and ones that begin in the night.</summary>
    [Theory, Trait("Req", "I5"), Trait("Req", "S2.5")]
    [InlineData("09:30", "13:00", 0), InlineData("09:30", "13:00", 3), InlineData("05:00", "22:15", 0), InlineData("05:00", "22:15", -2), InlineData("00:00", "23:30", 0)]
    public void A_window_of_ones_own_holds_as_well(string from, string till, int jump)
    {
        var window = new SendingWindow(TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(till, System.Globalization.CultureInfo.InvariantCulture));
        foreach (var zone in Zones.Select(Zone))
        {
            foreach (var start in new[] { "2026-02-10T00:00:00Z", "2026-09-20T00:00:00Z" })
                Simulate(window, zone, new Pace(1), DateTimeOffset.Parse(start), 60, 60 * (int)(window.Till - window.From).TotalMinutes, jump);
        }
    }

    /// <summary>As the dispatcher does: looks every second or so, sends what is free, puts off what the window refuses.</summary>
    private static void Simulate(SendingWindow window, TimeZoneInfo zone, Pace pace, DateTimeOffset start, int days, int messages, int jump)
    {
        start = Days.StartOf(DateOnly.FromDateTime(start.DateTime), zone);
        var (now, nextAt, sent) = (start, start, new List<DateTimeOffset>());
        var jumpAt = start.AddDays(days / 2).AddHours(12);
        var notBefore = window.OpenAt(now, zone);
        while (sent.Count < messages)
        {
            if (jump != 0 && now >= jumpAt)
                (now, jump) = (now.AddHours(jump), 0);
            var open = window.OpenAt(now, zone);
            if (open > now)
            {
                now = open;
                continue;
            }
            var free = pace.FreeAt(now, nextAt);
            for (var i = 0; i < free && sent.Count < messages; i++)
                sent.Add(now);
            nextAt = free > 0 ? pace.After(now, nextAt, free) : nextAt;
            now = nextAt > now ? nextAt : now + pace.Interval;
        }
        Assert.All(sent, at => Assert.True(window.IsOpenAt(at, zone), $"{zone.Id}: {at}"));
        for (var i = 1; i < sent.Count; i++)
            Assert.True(sent[i] - sent[i - 1] >= pace.Interval || sent[i] < sent[i - 1], $"{zone.Id}: {sent[i - 1]} and {sent[i]}");
        var perDay = sent.CountBy(at => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime)).ToList();
        // A jump of the clock makes its own day shorter or longer by as much, and no other.
        Assert.True(perDay.Count(day => day.Value != pace.PerMinute * (int)(window.Till - window.From).TotalMinutes) <= 2, $"{zone.Id}: {string.Join(", ", perDay.Where(day => day.Value != pace.PerMinute * (int)(window.Till - window.From).TotalMinutes))}");
        Assert.All(perDay.Zip(perDay.Skip(1)), pair => Assert.Equal(pair.First.Key.AddDays(1), pair.Second.Key));
    }

    [Theory, Trait("Req", "S2.7")]
    [InlineData(1, 100, 99 * 60), InlineData(60, 100, 99), InlineData(60, 1, 0)]
    public void The_forecast_says_when_the_last_one_leaves(int perMinute, int count, int seconds) =>
        Assert.Equal(Noon.AddSeconds(seconds), SendingWindow.Default.LastOf(count, Noon, new Pace(perMinute), Zone("Europe/Berlin")));

    [Fact]
    public void What_does_not_fit_before_sixteen_goes_on_at_eight()
    {
        // From noon, 240 leave at one a minute today; the 241st is the first of tomorrow.
        var zone = Zone("Europe/Berlin");
        Assert.Equal(Noon.AddMinutes(239), SendingWindow.Default.LastOf(240, Noon, new Pace(1), zone));
        Assert.Equal(DateTimeOffset.Parse("2026-06-16T06:00:00Z"), SendingWindow.Default.LastOf(241, Noon, new Pace(1), zone));
        Assert.Equal(DateTimeOffset.Parse("2026-06-25T13:19:00Z"), SendingWindow.Default.LastOf(5_000, Noon, new Pace(1), zone));
    }

    [Fact]
    public void A_fast_lane_lets_one_second_go_together_and_catches_nothing_up()
    {
        var pace = new Pace(600);
        Assert.Equal(10, pace.FreeAt(Noon, Noon.AddHours(-1)));
        var next = pace.After(Noon, Noon.AddHours(-1), 10);
        Assert.Equal(0, pace.FreeAt(Noon, next));
        Assert.Equal(10, pace.FreeAt(Noon.AddSeconds(1), next));
    }

    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-06-15T10:00:00Z");

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static Arbitrary<(TimeZoneInfo, DateTimeOffset)> Moments() => Arb.From(
        from zone in Gen.Elements(Zones)
        from seconds in Gen.Choose(0, 5 * 366 * 86_400)
        select (Zone(zone), DateTimeOffset.Parse("2024-01-01T00:00:00Z").AddSeconds(seconds)));
}
