using Latchstring.Bookings;
using Latchstring.People;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Bookings;

/// <summary>GET, POST /sessions · POST /session-series · GET, PATCH /sessions/{id} · POST /sessions/{id}/cancellation</summary>
public static class SessionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Sessions by time, with their seats");
        sessions.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Make one session");
        sessions.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One session");
        sessions.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change a session, or it and all later ones of its series").WithDescription("More seats let the waiting list move up; fewer than are taken are refused.");
        sessions.MapPost("/{id:guid}/cancellation", CancelAsync).Needs(Permission.ManageOfferings).WithSummary("Cancel a session, or it and all later ones of its series").WithDescription("Answers how many people had a seat. Credits are given back.");
        api.MapPost("/session-series", CreateSeriesAsync).Needs(Permission.ManageOfferings).WithTags("Sessions").WithSummary("Make a session for each chosen weekday").WithDescription("At the same hour of the wall clock, whatever the clocks do.");
    }

    /// <param name="Day">By the wall clock where it takes place.</param>
    /// <param name="Time">By the wall clock where it takes place, e.g. 18:30.</param>
    /// <param name="Capacity">Seats; null = unlimited.</param>
    /// <param name="Credits">What a seat costs.</param>
    /// <param name="OpenTo">lead, prospect, trial, member, guest, learner; none = everybody.</param>
    public sealed record SessionBody(Guid OfferingId, string? Title, DateOnly? Day, TimeOnly? Time, int? Minutes, int? Capacity = null, int Credits = 0, IReadOnlyList<Segment>? OpenTo = null, string? Place = null, string? Trainer = null, string? Description = null)
    {
        internal SessionFields Fields => new(Title, Day, Time, Minutes, Capacity, Credits, Together(OpenTo), Place, Trainer, Description);
    }

    /// <param name="Day">The first day of the series.</param>
    /// <param name="Days">monday … sunday.</param>
    /// <param name="LastDay">Included.</param>
    /// <param name="Except">Days left out.</param>
    public sealed record SeriesBody(
        Guid OfferingId, string? Title, DateOnly? Day, TimeOnly? Time, int? Minutes, IReadOnlyList<DayOfWeek>? Days, DateOnly? LastDay, IReadOnlyList<DateOnly>? Except = null,
        int? Capacity = null, int Credits = 0, IReadOnlyList<Segment>? OpenTo = null, string? Place = null, string? Trainer = null, string? Description = null)
    {
        internal CreateSeries.Input Input => new(OfferingId, new SessionFields(Title, Day, Time, Minutes, Capacity, Credits, Together(OpenTo), Place, Trainer, Description),
            (Days ?? []).Aggregate(Weekdays.None, (all, day) => all | CreateSeries.Of(day)), LastDay, Except);
    }

    /// <summary>What is not sent stays; null clears.</summary>
    /// <param name="Following">Also all later ones of the series.</param>
    public sealed record SessionPatch(
        Given<string?> Title = default, Given<DateOnly?> Day = default, Given<TimeOnly?> Time = default, Given<int?> Minutes = default, Given<int?> Capacity = default, Given<int?> Credits = default,
        Given<IReadOnlyList<Segment>?> OpenTo = default, Given<string?> Place = default, Given<string?> Trainer = default, Given<string?> Description = default, bool Following = false)
    {
        internal SessionFields Over(SessionFields now) => new(
            Title.Or(now.Title), Day.Or(now.Day), Time.Or(now.Time), Minutes.Or(now.Minutes), Capacity.Or(now.Capacity), Credits.Or(now.Credits) ?? 0, OpenTo.IsGiven ? Together(OpenTo.Value) : now.OpenTo,
            Place.Or(now.Place), Trainer.Or(now.Trainer), Description.Or(now.Description));
    }

    /// <param name="Following">Also all later ones of the series.</param>
    public sealed record CancelBody(bool Following = false);

    /// <param name="Zone">IANA zone in which it takes place.</param>
    public sealed record SessionItem(
        Guid Id, Guid OfferingId, string Offering, Guid? SeriesId, string Title, string? Description, string? Place, string? Trainer, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Zone,
        int? Capacity, int Booked, int Waiting, int Credits, IReadOnlyList<Segment> OpenTo, DateTimeOffset? CancelledAt)
    {
        internal static SessionItem Of(SessionRow s) => new(
            s.Id, s.OfferingId, s.OfferingName, s.SeriesId, s.Title, s.Description, s.Place, s.Trainer, s.StartsAt, s.EndsAt, s.Zone, s.Capacity, s.Booked, s.Waiting, s.Credits, Apart(s.OpenTo), s.CancelledAt);
    }

    public sealed record SeriesAnswer(Guid Id, int Sessions, IReadOnlyList<Guid> SessionIds);

    /// <param name="From">Sessions that begin at or after it.</param>
    /// <param name="Till">Sessions that begin before it.</param>
    internal sealed record Filters(Guid? OfferingId, DateTimeOffset? From, DateTimeOffset? Till, Guid? SeriesId, bool? Cancelled);

    internal static Segments Together(IReadOnlyList<Segment>? segments) => (segments ?? []).Aggregate(Segments.None, (all, one) => all | (Segments)(1 << (int)one));

    internal static IReadOnlyList<Segment> Apart(Segments segments) => [.. Enum.GetValues<Segment>().Where(one => segments.HasFlag((Segments)(1 << (int)one)))];

    private static Task<Results<Ok<ListAnswer<SessionItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, [AsParameters] Filters f, Actor actor, ListSessions list, CancellationToken cancellationToken)
    {
        var filter = new SessionFilter(f.OfferingId, f.From, f.Till, f.SeriesId, f.Cancelled);
        return Lists.AnswerAsync(ListSessions.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), SessionItem.Of);
    }

    private static async Task<Results<Created<SessionItem>, ProblemAnswer>> CreateAsync(SessionBody body, Actor actor, CreateSession create, ListSessions list, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, new(body.OfferingId, body.Fields), cancellationToken);
        return made.Ok ? (await list.FindAsync(actor, made.Value.Id, cancellationToken)).ToCreated(s => $"sessions/{s.Id}", SessionItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Created<SeriesAnswer>, ProblemAnswer>> CreateSeriesAsync(SeriesBody body, Actor actor, CreateSeries create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, body.Input, cancellationToken)).ToCreated(made => $"sessions?seriesId={made.Series.Id}", made => new SeriesAnswer(made.Series.Id, made.Sessions.Count, [.. made.Sessions.Select(s => s.Id)]));

    private static async Task<Results<Ok<SessionItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListSessions list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(SessionItem.Of);

    private static async Task<Results<Ok<SessionItem>, ProblemAnswer>> EditAsync(Guid id, SessionPatch body, Actor actor, ListSessions list, EditSession edit, CancellationToken cancellationToken)
    {
        var now = await list.FindAsync(actor, id, cancellationToken);
        if (!now.Ok)
            return Problems.ToResult(now.Problem);
        var edited = await edit.RunAsync(actor, new(id, body.Over(SessionForm.FieldsOf(now.Value)), body.Following, now.Value.Version), cancellationToken);
        return edited.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(edited.Problem);
    }

    private static async Task<Results<Ok<CancelSession.Cancelled>, ProblemAnswer>> CancelAsync(Guid id, CancelBody? body, Actor actor, CancelSession cancel, CancellationToken cancellationToken) =>
        (await cancel.RunAsync(actor, new(id, body?.Following ?? false), cancellationToken)).ToOk();
}
