using Latchstring.Accounts;
using Latchstring.Partners;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Partners;

/// <summary>GET, POST /organisations/{id}/team · PATCH, DELETE /colleagues/{id} · POST /colleague-invitations/{id}/send · DELETE /colleague-invitations/{id}</summary>
public static class TeamsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var teams = api.MapGroup("").WithTags("Teams");
        teams.MapGet("/organisations/{id:guid}/team", SeeAsync).Needs(Permission.SeeOfferings).WithSummary("The team of a partner, and who was asked into it");
        teams.MapPost("/organisations/{id:guid}/team", InviteAsync).Needs(Permission.ManageOfferings).WithSummary("Ask somebody onto the team of a partner").WithDescription("Mails a link that works once, for a month, and proves the address; only its reader ever sees it. An older open link to the same address ends.");
        teams.MapPatch("/colleagues/{id:guid}", ChangeAsync).Needs(Permission.ManageOfferings).WithSummary("Change somebody's role on the team of a partner").WithDescription("Acts on their next click.");
        teams.MapDelete("/colleagues/{id:guid}", RemoveAsync).Needs(Permission.ManageOfferings).WithSummary("Take somebody off the team of a partner").WithDescription("The account stays, and reaches nothing of the partner any more. Whom they invited stays invited.");
        teams.MapPost("/colleague-invitations/{id:guid}/send", AgainAsync).Needs(Permission.ManageOfferings).WithSummary("Ask somebody again who has not come yet").WithDescription("With a new link in an invitation of its own; the old one ends.");
        teams.MapDelete("/colleague-invitations/{id:guid}", WithdrawAsync).Needs(Permission.ManageOfferings).WithSummary("Take back an invitation that nobody has used");
    }

    /// <param name="Role">An admin invites guests and leads the team; a member sees them.</param>
    public sealed record ColleagueItem(Guid Id, string Name, string Email, PartnerRole Role, bool Blocked, DateTimeOffset? LastSignInAt)
    {
        public static ColleagueItem Of(Colleague c) => new(c.AccountId, c.Name, c.Email, c.Role, c.Blocked, c.LastSignInAt);

        public static ColleagueItem Of(Account a) => new(a.Id, a.Name, a.Email, a.Partner, a.Status == AccountStatus.Blocked, a.LastSignInAt);
    }

    /// <param name="ExpiresAt">Exclusive end; one that ended less than a month ago is still shown.</param>
    public sealed record ColleagueInvitationItem(Guid Id, string? Email, string? Name, PartnerRole Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
    {
        public static ColleagueInvitationItem Of(InviteLink link) => new(link.Id, link.Email, link.Name, link.Partner, link.CreatedAt, link.ExpiresAt);
    }

    public sealed record TeamAnswer(Guid OrganisationId, IReadOnlyList<ColleagueItem> Colleagues, IReadOnlyList<ColleagueInvitationItem> Invitations);

    /// <param name="Role">member or admin.</param>
    /// <param name="Locale">Language of the mail: en, de or fr; null = the workspace's.</param>
    public sealed record ColleagueBody(string Email, PartnerRole Role, string? Name = null, string? Locale = null);

    /// <param name="Role">member or admin.</param>
    public sealed record ColleaguePatch(PartnerRole Role);

    private static async Task<Results<Ok<TeamAnswer>, ProblemAnswer>> SeeAsync(Guid id, Actor actor, SeeTeam see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, id, cancellationToken)).ToOk(team => new TeamAnswer(id, [.. team.Colleagues.Select(ColleagueItem.Of)], [.. team.Asked.Select(ColleagueInvitationItem.Of)]));

    private static async Task<Results<Created<ColleagueInvitationItem>, ProblemAnswer>> InviteAsync(Guid id, ColleagueBody body, Actor actor, InviteColleague invite, CancellationToken cancellationToken) =>
        Made(await invite.RunAsync(actor, new(id, body.Email, body.Name, body.Role), body.Locale, cancellationToken));

    /// <summary>Taking somebody off is DELETE.</summary>
    private static async Task<Results<Ok<ColleagueItem>, ProblemAnswer>> ChangeAsync(Guid id, ColleaguePatch body, Actor actor, ChangeColleague change, CancellationToken cancellationToken) =>
        body.Role is PartnerRole.Member or PartnerRole.Admin
            ? (await change.RunAsync(actor, new(id, body.Role), cancellationToken)).ToOk(ColleagueItem.Of)
            : Problems.ToResult(Problem.Invalid("role", "Choose a role."));

    private static async Task<Results<NoContent, ProblemAnswer>> RemoveAsync(Guid id, Actor actor, ChangeColleague change, CancellationToken cancellationToken) =>
        (await change.RunAsync(actor, new(id, PartnerRole.None), cancellationToken)).ToNoContent();

    private static async Task<Results<Created<ColleagueInvitationItem>, ProblemAnswer>> AgainAsync(Guid id, Actor actor, InviteColleague invite, CancellationToken cancellationToken) =>
        Made(await invite.AgainAsync(actor, id, null, cancellationToken));

    private static async Task<Results<NoContent, ProblemAnswer>> WithdrawAsync(Guid id, Actor actor, WithdrawColleague withdraw, CancellationToken cancellationToken) =>
        (await withdraw.RunAsync(actor, id, cancellationToken)).ToNoContent();

    /// <summary>Without the token: the mail alone proves the address.</summary>
    private static Results<Created<ColleagueInvitationItem>, ProblemAnswer> Made(Result<MadeLink> made) => made.ToCreated(one => $"organisations/{one.Link.OrganisationId}/team", one => ColleagueInvitationItem.Of(one.Link));
}
