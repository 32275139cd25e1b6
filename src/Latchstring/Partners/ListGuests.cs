using System.Runtime.CompilerServices;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Partners;

/// <summary>Invited guests: a partner's team sees its own, staff those of the events in their scope (S1.8, S1.54, I8).</summary>
public sealed class ListGuests(Database database)
{
    public async Task<Result<Page<GuestRow>>> RunAsync(Actor actor, GuestFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (Matching(actor, filter) is not { } where)
            return Problem.Forbidden;
        var rows = await GuestRow.Rows.PageAsync(db, where, page, cancellationToken);
        return rows with { Items = [.. rows.Items.Select(row => For(actor, row))] };
    }

    public async Task<Count> CountAsync(Actor actor, GuestFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return Matching(actor, filter) is { } where ? await GuestRow.Rows.CountAsync(db, where, cancellationToken) : new Count(0, true);
    }

    /// <summary>All of them, for files.</summary>
    public async IAsyncEnumerable<GuestRow> StreamAsync(Actor actor, GuestFilter filter, string? sort, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (Matching(actor, filter) is not { } where)
            yield break;
        await foreach (var row in GuestRow.Rows.StreamAsync(db, where, sort, cancellationToken))
            yield return For(actor, row);
    }

    public async Task<Result<GuestRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        var found = await RunAsync(actor, new GuestFilter(Ids: [id]), new PageRequest(Limit: 1), cancellationToken);
        return found.Ok && found.Value.Items is [var row] ? row : Problem.NotFound("guest");
    }

    /// <summary>Null for whoever is neither on a team nor staff.</summary>
    private Where? Matching(Actor actor, GuestFilter filter)
    {
        var where = filter.Where(database.Now);
        if (actor is { PartnerRole: not PartnerRole.None, OrganisationId: { } own })
            return where.And("g.organisation_id = @own_organisation and y.publication <> 'Draft' and y.archived_at is null", ("own_organisation", own));
        return actor.May(Permission.SeeCodes) && actor.May(Permission.SeePeople) ? where.InScope(actor, "i.offering_id") : null;
    }

    /// <summary>What only staff may know stays here.</summary>
    private static GuestRow For(Actor actor, GuestRow row) => actor.PartnerRole == PartnerRole.None ? row : row with { PersonId = Guid.Empty, Elsewhere = false, RegisteredEmail = null, MailReason = null };
}
