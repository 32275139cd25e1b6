using Latchstring.Accounts;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>One person with the account they sign in with, if they have one.</summary>
/// <param name="Location">Name of their location.</param>
public sealed record PersonView(Person Person, Account? Account, string? Location, Attention Attention, IReadOnlyList<PersonValue> Values);

public sealed class FindPerson(Database database)
{
    public async Task<Result<PersonView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await actor.ReachesPersonAsync(db, id, cancellationToken))
            return Problem.NotFound("person");
        var person = await db.People.SingleAsync(p => p.Id == id, cancellationToken);
        return new PersonView(
            person,
            await db.Accounts.SingleOrDefaultAsync(a => a.PersonId == id, cancellationToken),
            await db.Locations.Where(l => l.Id == person.LocationId).Select(l => l.Name).SingleOrDefaultAsync(cancellationToken),
            (await db.QueryAsync($"select {AttentionSql.Flags} from person p where p.workspace_id = @ws and p.id = @id", row => (Attention)row.Int(0), cancellationToken, ("id", id))).Single(),
            await PersonValues.OfAsync(db, id, cancellationToken));
    }
}
