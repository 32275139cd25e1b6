using System.Globalization;
using Latchstring.Bookings;

namespace Latchstring.Server.Bookings;

/// <summary>Hours as they were typed, as text, so that nothing is lost when something does not fit.</summary>
public sealed class AvailabilityForm
{
    public string? LocationId { get; set; }
    public string[]? Days { get; set; }
    public string? OpensAt { get; set; } = "08:00";
    public string? ClosesAt { get; set; } = "12:00";
    public string? Minutes { get; set; } = "30";
    public string? Every { get; set; }
    public string? Places { get; set; } = "1";
    public string? FirstDay { get; set; }
    public string? LastDay { get; set; }
    public int? Version { get; set; }

    /// <summary>A number or a day that is none becomes one that no rule allows, so that the verb names the field.</summary>
    public AvailabilityFields Fields => new(
        Guid.TryParse(LocationId, out var location) ? location : null,
        (Days ?? []).Aggregate(Weekdays.None, (all, day) => Enum.TryParse<DayOfWeek>(day, out var one) && Enum.IsDefined(one) ? all | CreateSeries.Of(one) : all),
        Time(OpensAt), Time(ClosesAt), Number(Minutes), string.IsNullOrWhiteSpace(Every) ? null : Number(Every) ?? -1, Number(Places) ?? -1,
        Day(FirstDay), Day(LastDay));

    public static AvailabilityForm Of(AvailabilityRow row) => new()
    {
        LocationId = row.LocationId.ToString(),
        Days = [.. SessionWords.Week.Where(day => row.Days.HasFlag(CreateSeries.Of(day))).Select(day => day.ToString())],
        OpensAt = row.OpensAt.ToString("HH:mm", CultureInfo.InvariantCulture),
        ClosesAt = row.ClosesAt.ToString("HH:mm", CultureInfo.InvariantCulture),
        Minutes = row.Minutes.ToString(CultureInfo.InvariantCulture),
        Every = row.Every == row.Minutes ? null : row.Every.ToString(CultureInfo.InvariantCulture),
        Places = row.Places.ToString(CultureInfo.InvariantCulture),
        FirstDay = row.FirstDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        LastDay = row.LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Version = row.Version,
    };

    internal static TimeOnly? Time(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    internal static DateOnly? Day(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : DateOnly.MinValue;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A day that differs, as it was typed.</summary>
public sealed class DayForm
{
    public string? LocationId { get; set; }
    public bool Everything { get; set; }
    public string? Day { get; set; }
    public string? OpensAt { get; set; }
    public string? ClosesAt { get; set; }
    public string? Note { get; set; }

    public SetDay.Input Input(Guid offering) => new(
        Guid.TryParse(LocationId, out var location) ? location : Guid.Empty, Everything ? null : offering, AvailabilityForm.Day(Day), AvailabilityForm.Time(OpensAt), AvailabilityForm.Time(ClosesAt), Note);
}
