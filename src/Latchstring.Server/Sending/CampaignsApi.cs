using System.Text.Json;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Sending;

/// <summary>
/// GET, POST /campaigns · GET /campaigns/{id} · POST /campaigns/{id}/pause, /resume, /cancellation · GET /invitations · POST /invitations/{id}/sending, /cancellation
/// </summary>
public static class CampaignsApi
{
    /// <summary>Whom to invite to a location's booking app: the named people, or all of the location that match.</summary>
    /// <param name="OfferingId">The booking app.</param>
    /// <param name="State">notInvited, queued, sent, expired or accepted.</param>
    /// <param name="Again">Send again to people whose invitation was sent or has expired: new code, new time.</param>
    /// <param name="NotBefore">Not earlier, whatever the window says.</param>
    /// <param name="DryRun">Only say who, who not and why, and when.</param>
    public sealed record CampaignBody(
        Guid OfferingId, IReadOnlyList<Guid>? PersonIds = null, Segment? Segment = null, InviteState? State = null, string? Q = null, bool Again = false, string? Name = null, DateTimeOffset? NotBefore = null, bool DryRun = false);

    public sealed record CampaignItem(
        Guid Id, string Name, Guid OfferingId, Guid? LocationId, string Location, CampaignState Status, int Total, long Messages, long Waiting, long Registered, DateTimeOffset? NotBefore, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, string StartedBy,
        DateTimeOffset? Next = null, DateTimeOffset? Last = null, IReadOnlyDictionary<InviteState, long>? People = null, IReadOnlyDictionary<string, int>? Skipped = null)
    {
        public static CampaignItem Of(CampaignRow row, CampaignState state) => new(
            row.Id, row.Name, row.OfferingId, row.LocationId, row.Location, state, row.Total, row.Messages, row.Waiting, row.Accepted, row.NotBefore, row.CreatedAt, row.EndedAt, row.ActorName);

        public static CampaignItem Of(CampaignView view) => Of(view.Row, view.State) with { Next = view.Next, Last = view.Last, People = view.People.States, Skipped = view.Skipped };
    }

    /// <param name="InvitationId">Null for who was never invited.</param>
    public sealed record MemberItem(Guid PersonId, string Name, string? Email, string? Phone, Segment? Segment, InviteState State, Guid? InvitationId, DateTimeOffset? SentAt, DateTimeOffset? ExpiresAt, MessageStatus? Mail, MessageStatus? Code)
    {
        public static MemberItem Of(MemberRow row) => new(row.Id, row.Name, row.Email, row.Phone, row.Segment, row.State, row.InvitationId, row.SentAt, row.ExpiresAt, row.Mail, row.Code);
    }

    public sealed record MemberFilters
    {
        /// <summary>The booking app.</summary>
        [FromQuery(Name = "offeringId")] public Guid OfferingId { get; init; }
        /// <summary>notInvited, queued, sent, expired or accepted.</summary>
        [FromQuery(Name = "state")] public string? State { get; init; }
        [FromQuery(Name = "segment")] public string? Segment { get; init; }

        public Result<MemberFilter> Over(string? query)
        {
            if (Enum.TryParse<InviteState>(State, ignoreCase: true, out var state) == (State is null))
                return Problem.Invalid("state", "This must be one of {0}.", string.Join(", ", Enum.GetNames<InviteState>().Select(JsonNamingPolicy.CamelCase.ConvertName)));
            if (Enum.TryParse<Segment>(Segment, ignoreCase: true, out var segment) == (Segment is null))
                return Problem.Invalid("segment", "This must be one of {0}.", string.Join(", ", Enum.GetNames<Segment>().Select(JsonNamingPolicy.CamelCase.ConvertName)));
            return new MemberFilter(State is null ? null : state, Segment is null ? null : segment, query);
        }
    }

    public sealed record InvitationItem(Guid Id, Guid PersonId, Guid OfferingId, int Generation, DateTimeOffset? SentAt, DateTimeOffset? ExpiresAt, DateTimeOffset? CancelledAt);

    public static void Map(RouteGroupBuilder api)
    {
        var campaigns = api.MapGroup("/campaigns").WithTags("Campaigns");
        campaigns.MapGet("", ListAsync).Needs(Permission.SeeCodes).WithSummary("Campaigns, newest first");
        campaigns.MapPost("", StartAsync).Needs(Permission.ManageCodes).WithSummary("Invite people to a booking app")
            .WithDescription("Each gets an e-mail with the link and a text message with the code, inside the location's window and at its pace. With dryRun the answer only says who, who not and why, and when the first and the last leave.");
        campaigns.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeCodes).WithSummary("One campaign with its numbers");
        campaigns.MapPost("/{id:guid}/pause", (Guid id, Actor actor, ChangeCampaign change, ListCampaigns list, CancellationToken cancellationToken) => ChangeAsync(id, CampaignChange.Pause, actor, change, list, cancellationToken)).Needs(Permission.ManageCodes).WithSummary("Hold a campaign");
        campaigns.MapPost("/{id:guid}/resume", (Guid id, Actor actor, ChangeCampaign change, ListCampaigns list, CancellationToken cancellationToken) => ChangeAsync(id, CampaignChange.Resume, actor, change, list, cancellationToken)).Needs(Permission.ManageCodes).WithSummary("Let a campaign go on");
        campaigns.MapPost("/{id:guid}/cancellation", (Guid id, Actor actor, ChangeCampaign change, ListCampaigns list, CancellationToken cancellationToken) => ChangeAsync(id, CampaignChange.Cancel, actor, change, list, cancellationToken)).Needs(Permission.ManageCodes).WithSummary("End a campaign: what has not left never will");
        var invitations = api.MapGroup("/invitations").WithTags("Campaigns");
        invitations.MapGet("", MembersAsync).Needs(Permission.SeePeople).WithSummary("People of a location by the state of their invitation");
        invitations.MapPost("/{id:guid}/sending", SendAsync).Needs(Permission.ManageCodes).WithSummary("Send an invitation again, with a new code");
        invitations.MapPost("/{id:guid}/cancellation", CancelAsync).Needs(Permission.ManageCodes).WithSummary("Take an invitation back");
    }

    private static async Task<Results<Ok<ListAnswer<CampaignItem>>, ProblemAnswer>> ListAsync(
        [FromQuery(Name = "offeringId")] Guid? offeringId, [AsParameters] ListInput input, Actor actor, ListCampaigns list, Database database, CancellationToken cancellationToken) =>
        await Lists.AnswerAsync(ListCampaigns.Rows, input, page => list.RunAsync(actor, offeringId, input.Q, page, cancellationToken), () => list.CountAsync(actor, offeringId, input.Q, cancellationToken),
            row => CampaignItem.Of(row, row.StateAt(database.Now, windowOpen: true)));

    private static async Task<Results<Ok<MembersInvited>, ProblemAnswer>> StartAsync(CampaignBody body, Actor actor, InviteMembers invite, CancellationToken cancellationToken) =>
        (await invite.RunAsync(actor, new MembersToInvite(body.OfferingId, body.PersonIds, new MemberFilter(body.State, body.Segment, body.Q), body.Again, body.Name, body.NotBefore, body.DryRun), cancellationToken)).ToOk();

    private static async Task<Results<Ok<CampaignItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListCampaigns list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(CampaignItem.Of);

    private static async Task<Results<Ok<CampaignItem>, ProblemAnswer>> ChangeAsync(Guid id, CampaignChange change, Actor actor, ChangeCampaign verb, ListCampaigns list, CancellationToken cancellationToken)
    {
        var done = await verb.RunAsync(actor, id, change, cancellationToken);
        return done.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(done.Problem);
    }

    private static async Task<Results<Ok<ListAnswer<MemberItem>>, ProblemAnswer>> MembersAsync(
        [AsParameters] MemberFilters filters, [AsParameters] ListInput input, Actor actor, ListMembers list, CancellationToken cancellationToken)
    {
        var filter = filters.Over(input.Q);
        return filter.Ok
            ? await Lists.AnswerAsync(ListMembers.Rows, input, page => list.RunAsync(actor, filters.OfferingId, filter.Value, page, cancellationToken), () => list.CountAsync(actor, filters.OfferingId, filter.Value, cancellationToken), MemberItem.Of)
            : Problems.ToResult(filter.Problem);
    }

    private static async Task<Results<Ok<MembersInvited>, ProblemAnswer>> SendAsync(Guid id, Actor actor, InviteMembers invite, CancellationToken cancellationToken) =>
        (await invite.AgainAsync(actor, id, cancellationToken)).ToOk();

    private static async Task<Results<Ok<InvitationItem>, ProblemAnswer>> CancelAsync(Guid id, Actor actor, VoidInvites takeBack, CancellationToken cancellationToken) =>
        (await takeBack.RunAsync(actor, id, cancellationToken)).ToOk(one => new InvitationItem(one.Id, one.PersonId, one.OfferingId, one.Generation, one.SentAt, one.ExpiresAt, one.CancelledAt));
}
