using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Events;

/// <summary>GET /offerings/{id}/waiting-guests · POST /registrations/{id}/approval, /refusal</summary>
public static class WaitingGuestsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/offerings/{id:guid}/waiting-guests", ListAsync).Needs(Permission.SeePeople).WithTags("Registrations").WithSummary("Guests of an event who wait for approval or for a place, the longest first");
        api.MapPost("/registrations/{id:guid}/approval", ApproveAsync).Needs(Permission.ManagePeople).WithTags("Registrations").WithSummary("Approve a guest who waits for it")
            .WithDescription("At a full event with a waiting list the guest is put on it.");
        api.MapPost("/registrations/{id:guid}/refusal", RefuseAsync).Needs(Permission.ManagePeople).WithTags("Registrations").WithSummary("Refuse a guest who waits for approval");
    }

    /// <param name="Status">awaitingApproval, or waiting for a place.</param>
    public sealed record WaitingItem(Guid RegistrationId, Guid PersonId, RegistrationStatus Status, string Name, string? Email, string Partner, DateTimeOffset Since);

    /// <param name="Status">registered; or waiting, where the event is full.</param>
    public sealed record Answer(Guid RegistrationId, RegistrationStatus Status);

    private static async Task<Results<Ok<IReadOnlyList<WaitingItem>>, ProblemAnswer>> ListAsync(Guid id, Actor actor, ListWaitingGuests list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, id, cancellationToken)).ToOk(guests => (IReadOnlyList<WaitingItem>)[.. guests.Select(one => new WaitingItem(one.RegistrationId, one.PersonId, one.Status, one.Name, one.Email, one.Partner, one.Since))]);

    private static async Task<Results<Ok<Answer>, ProblemAnswer>> ApproveAsync(Guid id, Actor actor, ApproveGuest approve, CancellationToken cancellationToken) =>
        (await approve.RunAsync(actor, new(id), cancellationToken)).ToOk(registration => new Answer(registration.Id, registration.Status));

    private static async Task<Results<NoContent, ProblemAnswer>> RefuseAsync(Guid id, Actor actor, ApproveGuest approve, CancellationToken cancellationToken) =>
        (await approve.RunAsync(actor, new(id, Approved: false), cancellationToken)).ToNoContent();
}
