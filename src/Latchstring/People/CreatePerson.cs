using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>Adds somebody we know. They get an account only when they register or are given a password link.</summary>
public sealed class CreatePerson(Database database)
{
    public async Task<Result<Person>> RunAsync(Actor actor, PersonFields fields, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (fields.Refusal() is { } problem)
            return problem;
        var person = new Person { WorkspaceId = actor.WorkspaceId, CreatedAt = database.Now };
        fields.ApplyTo(person);
        try
        {
            return await database.WriteAsync<Person>(actor.WorkspaceId, async db =>
            {
                if (person.Email is not null && await db.People.Where(p => p.Email == person.Email).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancellationToken) is { } taken)
                    return PersonRefusals.EmailTaken(actor.Offerings is null ? taken : null);
                if (await fields.LocationRefusalAsync(db, actor, null, cancellationToken) is { } elsewhere)
                    return elsewhere;
                db.Add(person);
                var values = await PersonValues.SetAsync(db, person.Id, fields.Values, cancellationToken);
                if (!values.Ok)
                    return values.Problem;
                db.Add(AuditEntry.By(actor, database.Now, "person.created", "person", person.Id));
                await db.SaveChangesAsync(cancellationToken);
                db.ChangeTracker.Clear();
                return person;
            }, cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            return PersonRefusals.EmailTaken(null);
        }
    }
}
