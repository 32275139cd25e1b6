using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>
/// Asks somebody onto the team of a partner by a one-time link, good for a month: staff ask the first administrator, that one asks the
/// colleagues (S1.74). The mail proves the address; an older open link to it ends. Whether the address is known here is not told.
/// </summary>
public sealed class InviteColleague(Database database, FailureLimits limits, ComposeMails compose, MailOrigin origin)
{
    public sealed record Input(Guid OrganisationId, string? Email, string? Name, PartnerRole Role);

    public async Task<Result<MadeLink>> RunAsync(Actor actor, Input input, string? locale, CancellationToken cancellationToken = default)
    {
        var email = EmailAddress.Normalize(input.Email);
        if (new Check()
            .That(EmailAddress.IsOne(email), "email", "This is not an e-mail address.")
            .Line(input.Name, "name", 100)
            .That(input.Role is PartnerRole.Member or PartnerRole.Admin, "role", "Choose a role.")
            .Problem is { } wrong)
            return wrong;
        await using (var db = database.Read(actor.WorkspaceId))
        {
            if ((await TeamRules.FindAsync(db, actor, input.OrganisationId, lead: true, cancellationToken)).Problem is { } refusal)
                return refusal;
        }
        if (!await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, email!, cancellationToken))
            return RecipientCaps.Reached;
        return await database.WriteAsync<MadeLink>(actor.WorkspaceId, async db =>
        {
            var found = await TeamRules.FindAsync(db, actor, input.OrganisationId, lead: true, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            var normalized = email!.ToUpperInvariant();
            if (await db.Accounts.AnyAsync(a => a.NormalizedEmail == normalized && a.OrganisationId == input.OrganisationId && a.Partner != PartnerRole.None, cancellationToken))
                return Problem.Invalid("email", "Somebody with this address is on the team already. Change their role in the list.");
            return await MakeAsync(db, actor, found.Value, email, input, locale, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>To the same person with the same role, also when the old link is too old by now.</summary>
    public async Task<Result<MadeLink>> AgainAsync(Actor actor, Guid linkId, string? locale, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.InviteLinks.SingleOrDefaultAsync(l => l.Id == linkId && l.Kind == InviteLinkKind.Partner, cancellationToken) is not { OrganisationId: { } organisation } link)
            return Problem.NotFound("link");
        if ((await TeamRules.FindAsync(db, actor, organisation, lead: true, cancellationToken)).Problem is { } refusal)
            return refusal.Status == 404 ? Problem.NotFound("link") : refusal;
        return link.SpentAt is not null || link.RevokedAt is not null ? OneTimeLinks.Dead : await RunAsync(actor, new(organisation, link.Email, link.Name, link.Partner), locale, cancellationToken);
    }

    private async Task<MadeLink> MakeAsync(Db db, Actor actor, Organisation organisation, string email, Input input, string? locale, CancellationToken cancellationToken)
    {
        var token = OneTimeLinks.NewToken();
        var link = new InviteLink
        {
            WorkspaceId = actor.WorkspaceId,
            TokenHash = OneTimeLinks.HashOf(token),
            Kind = InviteLinkKind.Partner,
            Email = email,
            Name = input.Name.OrNull(),
            OrganisationId = organisation.Id,
            Partner = input.Role,
            CreatedAt = database.Now,
            ExpiresAt = database.Now + InviteStaff.Lifetime,
        };
        await db.InviteLinks.Where(l => l.Kind == InviteLinkKind.Partner && l.OrganisationId == organisation.Id && l.Email == email && l.SpentAt == null && l.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, database.Now), cancellationToken);
        db.Add(link);
        db.Add(AuditEntry.By(actor, database.Now, "team.invited", "organisation", organisation.Id, new { email, role = link.Partner, link = link.Id }));
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken);
        // The mail for staff, in the name of the partner: what is asked of the reader is the same.
        var host = new Dictionary<string, string?>(StringComparer.Ordinal) { [Placeholders.Workspace] = $"{organisation.Name} ({workspace.Name})" };
        await new AccountMail(TemplateType.StaffInvite, email, locale, link.Name, null, $"join/{token}", actor.Name, link.ExpiresAt, More: host).QueueAsync(db, database, compose, origin, cancellationToken);
        return new MadeLink(link, token);
    }
}

/// <summary>Withdraws a link onto a partner's team that nobody has used yet.</summary>
public sealed class WithdrawColleague(Database database)
{
    public async Task<Result<InviteLink>> RunAsync(Actor actor, Guid linkId, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<InviteLink>(actor.WorkspaceId, async db =>
        {
            if (await db.InviteLinks.SingleOrDefaultAsync(l => l.Id == linkId && l.Kind == InviteLinkKind.Partner, cancellationToken) is not { OrganisationId: { } organisation } link)
                return Problem.NotFound("link");
            if ((await TeamRules.FindAsync(db, actor, organisation, lead: true, cancellationToken)).Problem is { } refusal)
                return refusal.Status == 404 ? Problem.NotFound("link") : refusal;
            if (!link.OpenAt(database.Now))
                return OneTimeLinks.Dead;
            link.RevokedAt = database.Now;
            db.Add(AuditEntry.By(actor, database.Now, "team.invite_withdrawn", "organisation", organisation, new { link.Email, link = link.Id }));
            await db.SaveChangesAsync(cancellationToken);
            return link;
        }, cancellationToken);
}
