using Latchstring.Accounts;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>One person with the account they sign in with, if they have one.</summary>
public sealed record PersonView(Person Person, Account? Account);

public sealed class FindPerson(Database database)
{
    public async Task<Result<PersonView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await actor.ReachesPersonAsync(db, id, cancellationToken)
            ? new PersonView(
                await db.People.SingleAsync(p => p.Id == id, cancellationToken),
                await db.Accounts.SingleOrDefaultAsync(a => a.PersonId == id, cancellationToken))
            : Problem.NotFound("person");
    }
}
