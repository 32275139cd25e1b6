using Latchstring.Bookings;

namespace Latchstring.Tests.Bookings;

public class SlotsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateOnly Monday = new(2026, 6, 15);

    private static Availability Hours(string opens, string closes, int minutes, int? every = null, Weekdays days = (Weekdays)127, int places = 1, DateOnly? first = null, DateOnly? last = null) => new()
    {
        Days = days, OpensAt = TimeOnly.Parse(opens, null), ClosesAt = TimeOnly.Parse(closes, null), Minutes = minutes, Every = every ?? minutes, Places = places, FirstDay = first, LastDay = last,
    };

    private static List<string> Walls(IEnumerable<Slot> slots, TimeZoneInfo zone) => [.. slots.Select(slot => $"{TimeZoneInfo.ConvertTime(slot.StartsAt, zone):HH:mm}-{TimeZoneInfo.ConvertTime(slot.EndsAt, zone):HH:mm}")];

    private static List<string> On(DateOnly day, TimeZoneInfo zone, Availability hours, params AvailabilityException[] exceptions) => Walls(Slots.Of([hours], exceptions, day, day, zone), zone);

    [Fact]
    public void A_day_has_the_slots_that_fit_between_opening_and_closing()
    {
        Assert.Equal(["08:00-08:45", "08:45-09:30", "09:30-10:15"], On(Monday, Berlin, Hours("08:00", "10:30", 45)));
        Assert.Equal(["08:00-08:45", "09:00-09:45"], On(Monday, Berlin, Hours("08:00", "10:30", 45, 60)));
        Assert.Equal(["08:00-09:00", "08:30-09:30", "09:00-10:00"], On(Monday, Berlin, Hours("08:00", "10:00", 60, 30)));
        Assert.Empty(On(Monday, Berlin, Hours("08:00", "10:00", 60, days: Weekdays.Tuesday)));
        Assert.Empty(On(Monday, Berlin, Hours("08:00", "10:00", 60, first: Monday.AddDays(1))));
        Assert.Empty(On(Monday, Berlin, Hours("08:00", "10:00", 60, last: Monday.AddDays(-1))));
        Assert.Equal(2, On(Monday, Berlin, Hours("08:00", "10:00", 60, first: Monday, last: Monday)).Count);
    }

    [Fact]
    public void A_day_that_differs_is_closed_or_has_other_hours()
    {
        var closed = new AvailabilityException { Day = Monday };
        var later = new AvailabilityException { Day = Monday, OpensAt = new(14, 0), ClosesAt = new(16, 0), OfferingId = Guid.NewGuid() };
        Assert.Empty(On(Monday, Berlin, Hours("08:00", "10:00", 60), closed));
        // What was said of the offering comes before what was said of the location.
        Assert.Equal(["14:00-15:00", "15:00-16:00"], On(Monday, Berlin, Hours("08:00", "10:00", 60), closed, later));
        Assert.Equal(2, On(Monday.AddDays(1), Berlin, Hours("08:00", "10:00", 60), closed).Count);
        // Open on a weekday that has no hours: as long and as many as on others.
        Assert.Equal(["14:00-15:00", "15:00-16:00"], On(Monday, Berlin, Hours("08:00", "10:00", 60, days: Weekdays.Friday), later));
    }

    [Fact]
    public void When_the_clocks_go_forward_the_hour_that_is_skipped_has_no_slots()
    {
        var day = new DateOnly(2026, 3, 29);
        Assert.Equal(["01:00-01:30", "01:30-03:00", "03:00-03:30", "03:30-04:00"], On(day, Berlin, Hours("01:00", "04:00", 30)));
        // 90 real minutes from 01:30 end at 04:00; the slot of 03:00 would lie inside it.
        Assert.Equal(["01:30-04:00", "04:30-06:00"], On(day, Berlin, Hours("01:30", "06:00", 90)));
        Assert.Equal(["08:00-09:00", "09:00-10:00"], On(day, Berlin, Hours("08:00", "10:00", 60)));
    }

    [Fact]
    public void When_the_clocks_go_back_the_hour_that_comes_twice_counts_once()
    {
        var day = new DateOnly(2026, 10, 25);
        var slots = Slots.Of([Hours("01:00", "04:00", 30)], [], day, day, Berlin).ToList();
        Assert.Equal(["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"], slots.Select(s => $"{TimeZoneInfo.ConvertTime(s.StartsAt, Berlin):HH:mm}"));
        Assert.Equal(slots.Count, slots.Select(s => s.StartsAt).Distinct().Count());
        Assert.All(slots, slot => Assert.Equal(TimeSpan.FromMinutes(30), slot.EndsAt - slot.StartsAt));
        Assert.Equal(TimeSpan.FromHours(3.5), slots[^1].StartsAt - slots[0].StartsAt);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Africa/Cairo")]
    public void Over_a_year_slots_keep_their_length_their_distance_and_the_hours_on_the_wall(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            var (opens, minutes) = (random.Next(0, 1200), random.Next(1, 25) * 5);
            var every = minutes + (random.Next(0, 3) * 5);
            var hours = Hours($"{opens / 60:00}:{opens % 60:00}", "23:59", minutes, every);
            DateTimeOffset? before = null;
            foreach (var slot in Slots.Of([hours], [], new(2026, 1, 1), new(2026, 12, 31), zone))
            {
                var wall = TimeZoneInfo.ConvertTime(slot.StartsAt, zone).DateTime;
                Assert.Equal(TimeSpan.FromMinutes(minutes), slot.EndsAt - slot.StartsAt);
                Assert.False(zone.IsInvalidTime(wall));
                Assert.Equal(0, (int)(wall.TimeOfDay.TotalMinutes - opens) % every);
                Assert.True(before is null || slot.StartsAt - before >= TimeSpan.FromMinutes(every) || TimeZoneInfo.ConvertTime(before.Value, zone).Date != wall.Date, $"{id} {wall} after {before}");
                Assert.True(TimeZoneInfo.ConvertTime(slot.EndsAt, zone).Date == wall.Date);
                before = slot.StartsAt;
            }
        }
    }
}
