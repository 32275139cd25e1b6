using Latchstring.Bookings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Bookings;

/// <summary>GET, POST /availabilities · GET, PATCH, DELETE /availabilities/{id} · PUT /availability-days · DELETE /availability-days/{id} · GET /slots · POST /holds · DELETE /holds/{id}</summary>
public static class AvailabilityApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var hours = api.MapGroup("/availabilities").WithTags("Appointments");
        hours.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("When appointments can be had");
        hours.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Open an offering at a location").WithDescription("By the wall clock of the location. Only for offerings of the kind appointment.");
        hours.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One of them");
        hours.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change hours; what is booked stays");
        hours.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Close hours for new appointments; what is booked stays");
        var days = api.MapGroup("/availability-days").WithTags("Appointments");
        days.MapPut("", SetDayAsync).Needs(Permission.ManageOfferings).WithSummary("A day that is closed, or open at other hours").WithDescription("Takes the place of what was said of the same day, location and offering before.");
        days.MapDelete("/{id:guid}", UnsetDayAsync).Needs(Permission.ManageOfferings).WithSummary("The day is as all others again");
        api.MapGet("/slots", SlotsAsync).Needs(Permission.SeeOfferings).WithTags("Appointments").WithSummary("All slots of some days with the places that are left").WithDescription("At most 62 days at once, both included.");
        var holds = api.MapGroup("/holds").WithTags("Appointments");
        holds.MapPost("", HoldAsync).Needs(Permission.Redeem).Repeats().WithSummary("Keep a place in a slot for ten minutes").WithDescription("409 slot.gone names the next free slots. Confirm it by redeeming a code with its holdId.").Produces<ProblemDocument>(409, "application/problem+json");
        holds.MapDelete("/{id:guid}", ReleaseAsync).Needs(Permission.Redeem).WithSummary("Give the place back");
    }

    /// <param name="Days">monday … sunday.</param>
    /// <param name="OpensAt">By the wall clock of the location, e.g. 08:00.</param>
    /// <param name="Minutes">Length of an appointment.</param>
    /// <param name="Every">From one start to the next; null = one after the other.</param>
    /// <param name="Places">How many at the same time.</param>
    /// <param name="LastDay">Included.</param>
    public sealed record AvailabilityBody(
        Guid OfferingId, Guid LocationId, IReadOnlyList<DayOfWeek>? Days, TimeOnly? OpensAt, TimeOnly? ClosesAt, int? Minutes, int? Every = null, int Places = 1, DateOnly? FirstDay = null, DateOnly? LastDay = null)
    {
        internal AvailabilityFields Fields => new(LocationId, Together(Days), OpensAt, ClosesAt, Minutes, Every, Places, FirstDay, LastDay);
    }

    /// <summary>What is not sent stays; null clears.</summary>
    public sealed record AvailabilityPatch(
        Given<IReadOnlyList<DayOfWeek>?> Days = default, Given<TimeOnly?> OpensAt = default, Given<TimeOnly?> ClosesAt = default, Given<int?> Minutes = default, Given<int?> Every = default, Given<int?> Places = default,
        Given<DateOnly?> FirstDay = default, Given<DateOnly?> LastDay = default)
    {
        internal AvailabilityFields Over(AvailabilityFields now) => new(
            now.LocationId, Days.IsGiven ? Together(Days.Value) : now.Days, OpensAt.Or(now.OpensAt), ClosesAt.Or(now.ClosesAt), Minutes.Or(now.Minutes), Every.Or(now.Every), Places.Or(now.Places) ?? 0, FirstDay.Or(now.FirstDay), LastDay.Or(now.LastDay));
    }

    /// <param name="Zone">IANA zone of the location.</param>
    public sealed record AvailabilityItem(
        Guid Id, Guid OfferingId, Guid LocationId, string Location, string Zone, IReadOnlyList<DayOfWeek> Days, TimeOnly OpensAt, TimeOnly ClosesAt, int Minutes, int Every, int Places, DateOnly? FirstDay, DateOnly? LastDay)
    {
        internal static AvailabilityItem Of(AvailabilityRow a) => new(a.Id, a.OfferingId, a.LocationId, a.LocationName, a.Zone, [.. SessionWords.Week.Where(day => a.Days.HasFlag(CreateSeries.Of(day)))], a.OpensAt, a.ClosesAt, a.Minutes, a.Every, a.Places, a.FirstDay, a.LastDay);
    }

    /// <param name="OfferingId">null = everything at the location.</param>
    /// <param name="OpensAt">null with closesAt = closed.</param>
    public sealed record DayBody(Guid LocationId, DateOnly Day, Guid? OfferingId = null, TimeOnly? OpensAt = null, TimeOnly? ClosesAt = null, string? Note = null);

    public sealed record DayItem(Guid Id, Guid LocationId, Guid? OfferingId, DateOnly Day, TimeOnly? OpensAt, TimeOnly? ClosesAt, string? Note);

    public sealed record SlotsAnswer(IReadOnlyList<FreeSlot> Slots);

    /// <param name="CodeId">The code it will be confirmed with; only it can.</param>
    public sealed record HoldBody(Guid OfferingId, Guid LocationId, DateTimeOffset StartsAt, Guid? CodeId = null);

    public sealed record HoldItem(Guid Id, Guid SessionId, DateTimeOffset Until);

    private static Weekdays Together(IReadOnlyList<DayOfWeek>? days) => (days ?? []).Aggregate(Weekdays.None, (all, day) => all | CreateSeries.Of(day));

    private static Task<Results<Ok<ListAnswer<AvailabilityItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, Guid? offeringId, Guid? locationId, Actor actor, ListAvailabilities list, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(ListAvailabilities.Rows, input, page => list.RunAsync(actor, offeringId, locationId, page, cancellationToken), () => list.CountAsync(actor, offeringId, locationId, cancellationToken), AvailabilityItem.Of);

    private static async Task<Results<Created<AvailabilityItem>, ProblemAnswer>> CreateAsync(AvailabilityBody body, Actor actor, CreateAvailability create, ListAvailabilities list, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, new(body.OfferingId, body.Fields), cancellationToken);
        return made.Ok ? (await list.FindAsync(actor, made.Value.Id, cancellationToken)).ToCreated(a => $"availabilities/{a.Id}", AvailabilityItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<AvailabilityItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListAvailabilities list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(AvailabilityItem.Of);

    private static async Task<Results<Ok<AvailabilityItem>, ProblemAnswer>> EditAsync(Guid id, AvailabilityPatch body, Actor actor, EditAvailability edit, ListAvailabilities list, CancellationToken cancellationToken)
    {
        var now = await list.FindAsync(actor, id, cancellationToken);
        if (!now.Ok)
            return Problems.ToResult(now.Problem);
        var edited = await edit.RunAsync(actor, new(id, body.Over(now.Value.Fields), now.Value.Version), cancellationToken);
        return edited.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(edited.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteAvailability delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<DayItem>, ProblemAnswer>> SetDayAsync(DayBody body, Actor actor, SetDay set, CancellationToken cancellationToken) =>
        (await set.RunAsync(actor, new(body.LocationId, body.OfferingId, body.Day, body.OpensAt, body.ClosesAt, body.Note), cancellationToken))
        .ToOk(day => new DayItem(day.Id, day.LocationId, day.OfferingId, day.Day, day.OpensAt, day.ClosesAt, day.Note));

    private static async Task<Results<NoContent, ProblemAnswer>> UnsetDayAsync(Guid id, Actor actor, UnsetDay unset, CancellationToken cancellationToken) =>
        (await unset.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<SlotsAnswer>, ProblemAnswer>> SlotsAsync(Guid offeringId, Guid locationId, DateOnly from, DateOnly to, Actor actor, SeeSlots see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, new(offeringId, locationId, from, to), cancellationToken)).ToOk(slots => new SlotsAnswer(slots));

    private static async Task<Results<Created<HoldItem>, ProblemAnswer>> HoldAsync(HoldBody body, Actor actor, HoldSlot hold, CancellationToken cancellationToken) =>
        (await hold.ForAsync(actor, new(body.OfferingId, body.LocationId, body.StartsAt, body.CodeId), cancellationToken)).ToCreated(made => $"holds/{made.Id}", made => new HoldItem(made.Id, made.SessionId, made.Until));

    private static async Task<Results<NoContent, ProblemAnswer>> ReleaseAsync(Guid id, Actor actor, ReleaseHold release, CancellationToken cancellationToken) =>
        (await release.ForAsync(actor, id, cancellationToken)).ToNoContent();
}
