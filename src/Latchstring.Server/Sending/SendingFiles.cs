using System.Globalization;
using Latchstring.Data;
using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Sending;

/// <summary>
/// The lists about sending as files, with the filters of the page or the API: GET outbox.csv, campaigns.csv, locations/{id}/app.csv · GET /messages.csv, /campaigns.csv, /invitations.csv
/// </summary>
internal static class SendingFiles
{
    public static readonly string[] MessageFilters = ["state", "opens", "sendingId", "codeId", "personId"];
    public static readonly string[] MemberFilters = ["state", "segment", "campaign"];

    private static readonly (string, Func<MessageRow, string?>)[] MessageColumns =
    [
        ("id", row => row.Id.ToString()), ("channel", row => row.Channel.ToString()), ("type", row => row.Type.ToString()), ("status", row => row.Status.ToString()), ("address", row => row.Address), ("locale", row => row.Locale),
        ("opens", row => row.Opens), ("codeId", row => row.CodeId?.ToString()), ("personId", row => row.PersonId?.ToString()), ("generation", row => Number(row.Generation)), ("createdAt", row => Lists.Cell(row.CreatedAt)),
        ("sentAt", row => Lists.Cell(row.SentAt)), ("visitedAt", row => Lists.Cell(row.VisitedAt)), ("redeemed", row => row.Redeemed ? "true" : "false"), ("reason", row => row.Reason), ("attempts", row => Number(row.Attempts)), ("by", row => row.ActorName),
    ];

    private static readonly (string, Func<MemberRow, string?>)[] MemberColumns =
    [
        ("personId", row => row.Id.ToString()), ("name", row => row.Name), ("email", row => row.Email), ("phone", row => row.Phone), ("segment", row => row.Segment?.ToString()), ("state", row => row.State.ToString()),
        ("sentAt", row => Lists.Cell(row.SentAt)), ("expiresAt", row => Lists.Cell(row.ExpiresAt)), ("mail", row => row.Mail?.ToString()), ("code", row => row.Code?.ToString()),
    ];

    public static void Map(WebApplication app, RouteGroupBuilder api)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        admin.MapGet("/outbox.csv", (HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListMessages list, CancellationToken cancellationToken) =>
            Messages(list, me.Value, MessagesOf(ListState.From(request, "outbox", MessageFilters)), sort, cancellationToken)).RequireAuthorization(Policies.SeeCodes);
        admin.MapGet("/campaigns.csv", CampaignsPage).RequireAuthorization(Policies.SeeCodes);
        admin.MapGet("/locations/{id:guid}/app.csv", MembersPageAsync).RequireAuthorization(Policies.SeePeople);
        api.MapGet("/messages.csv", ([AsParameters] MessagesApi.Filters filters, [FromQuery(Name = "q")] string? q, [FromQuery(Name = "sort")] string? sort, Actor actor, ListMessages list, CancellationToken cancellationToken) =>
            filters.Refusal is { } problem ? Problems.ToResult(problem) : Messages(list, actor, filters.Over(q), sort, cancellationToken))
            .Needs(Permission.SeeCodes).WithTags("Messages").WithSummary("All mails of the same filters as CSV").Produces<string>(200, "text/csv");
        api.MapGet("/campaigns.csv", ([FromQuery(Name = "offeringId")] Guid? offeringId, [FromQuery(Name = "q")] string? q, [FromQuery(Name = "sort")] string? sort, Actor actor, ListCampaigns list, Database database, CancellationToken cancellationToken) =>
            Campaigns(list, database, actor, offeringId, q, sort, cancellationToken)).Needs(Permission.SeeCodes).WithTags("Campaigns").WithSummary("All campaigns of the same filters as CSV").Produces<string>(200, "text/csv");
        api.MapGet("/invitations.csv", MembersOfApi).Needs(Permission.SeePeople).WithTags("Campaigns").WithSummary("All people of a location by the state of their invitation as CSV").Produces<string>(200, "text/csv");
    }

    public static MessageFilter MessagesOf(ListState state) => new(Id(state["opens"]), state["state"], Id(state["sendingId"]), Id(state["codeId"]), Id(state["personId"]), state.Search);

    public static Guid? AppOf(ListState state) => Id(state["app"]);

    public static InviteInput MembersOf(ListState state) => new() { State = state["state"], Segment = state["segment"], Campaign = state["campaign"], Query = state.Search };

    /// <summary>What is no id matches nothing.</summary>
    private static Guid? Id(string? text) => text is null ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static Results<CsvAnswer, ProblemAnswer> Messages(ListMessages list, Actor actor, MessageFilter filter, string? sort, CancellationToken cancellationToken) =>
        Lists.Csv(ListMessages.Rows, sort, "messages.csv", list.StreamAsync(actor, filter, sort, cancellationToken), MessageColumns);

    private static Results<CsvAnswer, ProblemAnswer> Campaigns(ListCampaigns list, Database database, Actor actor, Guid? offeringId, string? query, string? sort, CancellationToken cancellationToken) =>
        Lists.Csv(ListCampaigns.Rows, sort, "campaigns.csv", list.StreamAsync(actor, offeringId, query, sort, cancellationToken),
            ("id", row => row.Id.ToString()), ("name", row => row.Name), ("offeringId", row => row.OfferingId.ToString()), ("location", row => row.Location), ("status", row => row.StateAt(database.Now, windowOpen: true).ToString()),
            ("total", row => Number(row.Total)), ("messages", row => Number(row.Messages)), ("waiting", row => Number(row.Waiting)), ("registered", row => Number(row.Accepted)), ("notBefore", row => Lists.Cell(row.NotBefore)),
            ("createdAt", row => Lists.Cell(row.CreatedAt)), ("endedAt", row => Lists.Cell(row.EndedAt)), ("startedBy", row => row.ActorName));

    private static Results<CsvAnswer, ProblemAnswer> Members(ListMembers list, Actor actor, Guid app, MemberFilter filter, string? sort, CancellationToken cancellationToken) =>
        Lists.Csv(ListMembers.Rows, sort, "members.csv", list.StreamAsync(actor, app, filter, sort, cancellationToken), MemberColumns);

    private static Results<CsvAnswer, ProblemAnswer> MembersOfApi(
        [AsParameters] CampaignsApi.MemberFilters filters, [FromQuery(Name = "q")] string? q, [FromQuery(Name = "sort")] string? sort, Actor actor, ListMembers list, CancellationToken cancellationToken)
    {
        var filter = filters.Over(q);
        return filter.Ok ? Members(list, actor, filters.OfferingId, filter.Value, sort, cancellationToken) : Problems.ToResult(filter.Problem);
    }

    private static Results<CsvAnswer, ProblemAnswer> CampaignsPage(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListCampaigns list, Database database, CancellationToken cancellationToken)
    {
        var state = ListState.From(request, "campaigns", "app");
        return Campaigns(list, database, me.Value, AppOf(state), state.Search, sort, cancellationToken);
    }

    private static async Task<IResult> MembersPageAsync(Guid id, HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListMembers list, CancellationToken cancellationToken) =>
        await list.AppAsync(me.Value, id, cancellationToken) is { } app
            ? Members(list, me.Value, app.Id, MembersOf(ListState.From(request, "members", MemberFilters)).Filter, sort, cancellationToken)
            : Results.NotFound();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
