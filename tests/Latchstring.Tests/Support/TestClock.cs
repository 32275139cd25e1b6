namespace Latchstring.Tests.Support;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <summary>15 June 2026, 10:00 UTC: noon in Berlin, summer time.</summary>
    public static readonly DateTimeOffset Start = new(2026, 6, 15, 10, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// For tests with a browser, which drops cookies that end in its past: the next 10:00 UTC from now on that is no weekend. Offices are open
    /// and sending hours run, whenever the tests do.
    /// </summary>
    public static DateTimeOffset Ahead
    {
        get
        {
            var now = System.GetUtcNow();
            var ahead = new DateTimeOffset(now.UtcDateTime.Date.AddHours(10), TimeSpan.Zero);
            while (ahead < now || ahead.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                ahead = ahead.AddDays(1);
            return ahead;
        }
    }

    public TestClock() : this(Start)
    {
    }

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => Now;
}
