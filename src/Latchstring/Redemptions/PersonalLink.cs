using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>
/// An unspent code of somebody's own. Only a text that the generator made in full length can stand for a token (X15): a numbered, made-up or
/// short one may be guessed, and shows nobody's data.
/// </summary>
internal static class PersonalLink
{
    public static async Task<Guid?> PersonAsync(Db db, Guid codeId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.AccessCodes.AsNoTracking().SingleOrDefaultAsync(code => code.Id == codeId && code.AssigneeId != null && code.SealedText == null, cancellationToken) is { UseCount: 0 } own
        && own.RefusalAt(now) is null && await db.CodeBatches.AnyAsync(batch => batch.Id == own.BatchId && batch.Naming != Naming.Sequential && batch.Naming != Naming.Short, cancellationToken)
            ? own.AssigneeId : null;
}

/// <summary>What is known of whoever stands before a registration page, and may be shown to them (S0.41).</summary>
public sealed record KnownGuest(Person? Person, IReadOnlyList<PersonValue> Values)
{
    public static readonly KnownGuest Nobody = new(null, []);
}

/// <summary>Reads only.</summary>
public sealed class SeeGuest(Database database)
{
    /// <summary>The assignee of a code that is a strong link; nobody for every other.</summary>
    public async Task<KnownGuest> ByCodeAsync(Guid workspaceId, Guid codeId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return await PersonalLink.PersonAsync(db, codeId, database.Now, cancellationToken) is { } person ? await OfAsync(db, person, cancellationToken) : KnownGuest.Nobody;
    }

    /// <summary>Whoever is signed in.</summary>
    public async Task<KnownGuest> ByPersonAsync(Guid workspaceId, Guid personId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return await OfAsync(db, personId, cancellationToken);
    }

    /// <summary>The properties that a page asks for, in its order.</summary>
    public async Task<IReadOnlyDictionary<Guid, Property>> PropertiesAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return await db.Properties.Where(p => p.ArchivedAt == null).ToDictionaryAsync(p => p.Id, cancellationToken);
    }

    private static async Task<KnownGuest> OfAsync(Db db, Guid person, CancellationToken cancellationToken) =>
        await db.People.SingleOrDefaultAsync(p => p.Id == person, cancellationToken) is { } known ? new KnownGuest(known, await PersonValues.OfAsync(db, person, cancellationToken)) : KnownGuest.Nobody;
}
