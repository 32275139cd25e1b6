using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>The person behind an account. Staff who redeem a code for themselves become one, under their own address.</summary>
public sealed class BecomeParticipant(Database database)
{
    public Task<Guid> RunAsync(Actor actor, Guid accountId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(actor.WorkspaceId, async db =>
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == accountId, cancellationToken);
            if (account.PersonId is { } known)
                return known;
            var email = Person.NormalizeEmail(account.Email);
            var person = await db.People.SingleOrDefaultAsync(p => p.Email == email, cancellationToken);
            if (person is null)
            {
                person = new Person { WorkspaceId = actor.WorkspaceId, Email = email, FirstName = account.Name, Locale = account.Locale, CreatedAt = database.Now };
                db.Add(person);
                await db.SaveChangesAsync(cancellationToken);
            }
            account.PersonId = person.Id;
            db.Add(AuditEntry.By(actor, database.Now, "account.linked", "account", account.Id, new { personId = person.Id }));
            await db.SaveChangesAsync(cancellationToken);
            return person.Id;
        }, cancellationToken);
}
