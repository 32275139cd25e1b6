using System.Globalization;
using Latchstring.Bookings;
using Latchstring.People;

namespace Latchstring.Server.Bookings;

/// <summary>A session as it was typed. Numbers and days stay texts, so that what cannot be read is shown again.</summary>
public sealed class SessionForm
{
    public string? OfferingId { get; set; }
    public string? Title { get; set; }
    public string? Day { get; set; }
    public string? Time { get; set; }
    public string? Minutes { get; set; } = "60";
    public string? Capacity { get; set; }
    public string? Credits { get; set; } = "0";
    public string[]? OpenTo { get; set; }
    public string? Place { get; set; }
    public string? Trainer { get; set; }
    public string? Description { get; set; }
    public bool Weekly { get; set; }
    public string[]? Days { get; set; }
    public string? LastDay { get; set; }
    public string? Except { get; set; }
    public bool Following { get; set; }
    public int? Version { get; set; }

    public SessionFields Fields => new(
        Title, DayOf(Day), TimeOnly.TryParse(Time, CultureInfo.InvariantCulture, out var time) ? time : null, Number(Minutes), string.IsNullOrWhiteSpace(Capacity) ? null : Number(Capacity) ?? -1,
        string.IsNullOrWhiteSpace(Credits) ? 0 : Number(Credits) ?? -1, Open, Place, Trainer, Description);

    public CreateSeries.Input Series(Guid offering) => new(
        offering, Fields, (Days ?? []).Aggregate(Weekdays.None, (all, day) => Enum.TryParse<DayOfWeek>(day, out var one) && Enum.IsDefined(one) ? all | CreateSeries.Of(one) : all), DayOf(LastDay),
        [.. (Except ?? "").Split([',', ';', '\n', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(DayOf).OfType<DateOnly>()]);

    private Segments Open => (OpenTo ?? []).Aggregate(Segments.None, (all, text) => Enum.TryParse<Segment>(text, out var one) && Enum.IsDefined(one) ? all | (Segments)(1 << (int)one) : all);

    /// <summary>A series whose exceptions cannot be read must not be made without them.</summary>
    public Problem? ExceptRefusal() =>
        (Except ?? "").Split([',', ';', '\n', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(text => DayOf(text) is null)
            ? Problem.Invalid("except", "Write each day as year, month and day, for example {0}.", "2026-12-24") : null;

    public static SessionFields FieldsOf(SessionRow row) => SessionFields.Of(
        new Session { Title = row.Title, Description = row.Description, Place = row.Place, Trainer = row.Trainer, StartsAt = row.StartsAt, EndsAt = row.EndsAt, Capacity = row.Capacity, Credits = row.Credits, OpenTo = row.OpenTo },
        TimeZoneInfo.FindSystemTimeZoneById(row.Zone));

    public static SessionForm Of(SessionRow row)
    {
        var fields = FieldsOf(row);
        return new SessionForm
        {
            OfferingId = row.OfferingId.ToString(),
            Title = fields.Title,
            Day = fields.Day!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Time = fields.Time!.Value.ToString("HH:mm", CultureInfo.InvariantCulture),
            Minutes = fields.Minutes!.Value.ToString(CultureInfo.InvariantCulture),
            Capacity = fields.Capacity?.ToString(CultureInfo.InvariantCulture),
            Credits = fields.Credits.ToString(CultureInfo.InvariantCulture),
            OpenTo = [.. SessionsApi.Apart(fields.OpenTo).Select(one => one.ToString())],
            Place = fields.Place,
            Trainer = fields.Trainer,
            Description = fields.Description,
            Version = row.Version,
        };
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? DayOf(string? text) => DateOnly.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
