using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Bookings;

/// <summary>
/// Sessions on chosen weekdays, from the day of the fields to the last day, both included, always at the same hour of the wall clock. Each is a
/// row of its own from the start, so that one day can differ or fall out.
/// </summary>
public sealed class CreateSeries(Database database)
{
    public const int Most = 400;

    /// <param name="Except">Days left out, such as holidays.</param>
    public sealed record Input(Guid OfferingId, SessionFields Fields, Weekdays Days, DateOnly? LastDay, IReadOnlyCollection<DateOnly>? Except = null)
    {
        public IEnumerable<DateOnly> Dates()
        {
            for (var day = Fields.Day!.Value; day <= LastDay; day = day.AddDays(1))
            {
                if (Days.HasFlag(Of(day.DayOfWeek)) && Except?.Contains(day) != true)
                    yield return day;
            }
        }

        internal Problem? Refusal() => Fields.Refusal()
            ?? ((int)Days is < 1 or > 127 ? Problem.Invalid("days", "Choose at least one day of the week.")
            : LastDay is null || LastDay < Fields.Day || LastDay.Value.DayNumber - Fields.Day!.Value.DayNumber > 3 * 366 ? Problem.Invalid("lastDay", "Choose a last day after the first, at most three years later.")
            : Dates().Take(Most + 1).Count() switch
            {
                0 => Problem.Invalid("days", "No such day lies between the first and the last."),
                > Most => Problem.Invalid("lastDay", "A series may have at most {0} sessions. Choose an earlier last day.", Most),
                _ => null,
            });
    }

    public sealed record Made(SessionSeries Series, IReadOnlyList<Session> Sessions);

    public static Weekdays Of(DayOfWeek day) => day == DayOfWeek.Sunday ? Weekdays.Sunday : (Weekdays)(1 << ((int)day - 1));

    public async Task<Result<Made>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManageOfferings, input.OfferingId) ?? input.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Made>(actor.WorkspaceId, async db =>
        {
            if (await SessionZones.OfAsync(db, input.OfferingId, cancellationToken) is not { } zone)
                return Problem.NotFound("offering");
            var (fields, now) = (input.Fields, database.Now);
            var series = new SessionSeries
            {
                WorkspaceId = db.WorkspaceId,
                OfferingId = input.OfferingId,
                Title = fields.Title!.Trim(),
                Days = input.Days,
                FirstDay = fields.Day!.Value,
                LastDay = input.LastDay!.Value,
                StartsAt = fields.Time!.Value,
                Minutes = fields.Minutes!.Value,
                CreatedAt = now,
            };
            List<Session> sessions = [.. input.Dates().Select(day => fields.New(db.WorkspaceId, input.OfferingId, Latchstring.Days.At(day, series.StartsAt, zone), now, series, day))];
            db.Add(series);
            db.AddRange(sessions);
            db.Add(AuditEntry.By(actor, now, "series.created", "series", series.Id, new { series.OfferingId, series.Title, series.Days, series.FirstDay, series.LastDay, series.StartsAt, sessions = sessions.Count }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return new Made(series, sessions);
        }, cancellationToken);
    }
}
