namespace Latchstring.Server.Cli.Demo;

/// <summary>The demo's weeks pass in a few seconds.</summary>
internal sealed class DemoClock(DateTimeOffset present) : TimeProvider
{
    public DateTimeOffset Present { get; } = present;
    public DateTimeOffset Now { get; set; } = present;

    /// <summary>So many days before the present, at that hour UTC; never in the future.</summary>
    public void GoTo(int daysAgo, double hour = 9)
    {
        var then = new DateTimeOffset(Present.UtcDateTime.Date.AddDays(-daysAgo), TimeSpan.Zero).AddHours(hour);
        Now = then < Present ? then : Present;
    }

    public override DateTimeOffset GetUtcNow() => Now;
}
