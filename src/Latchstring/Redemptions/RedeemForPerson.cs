using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>Somebody as a program names them; known by the e-mail address.</summary>
public sealed record NamedPerson(string Email, string? FirstName = null, string? LastName = null, string? Phone = null);

/// <summary>Redeems for somebody named by e-mail, who becomes a person of the workspace if the code opens something.</summary>
public sealed class RedeemForPerson(Database database, FindCode find, RedeemCode redeem)
{
    public Task<Result<Redeemed>> RunAsync(Actor actor, string? code, NamedPerson named, CancellationToken cancellationToken = default) =>
        RunAsync(actor, code, named, Wish.None, cancellationToken);

    public async Task<Result<Redeemed>> RunAsync(Actor actor, string? code, NamedPerson named, Wish wish, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.Redeem))
            return Problem.Forbidden;
        if (Refusal(named) is { } problem)
            return problem;
        var email = Person.NormalizeEmail(named.Email)!;
        if (await KnownAsync(actor.WorkspaceId, email, cancellationToken) is { } known)
            return await redeem.RunAsync(actor, code, known, wish, cancellationToken);
        var found = await find.ForGuestAsync(actor.WorkspaceId, code, null, cancellationToken);
        if (!found.Ok || found.Value.Refusal is not null)
            return found.Problem ?? found.Value.Refusal!;
        return await redeem.RunAsync(actor, code, await AddAsync(actor, email, named, cancellationToken), wish, cancellationToken);
    }

    private async Task<Guid?> KnownAsync(Guid workspaceId, string email, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspaceId);
        return await db.People.Where(person => person.Email == email).Select(person => (Guid?)person.Id).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<Guid> AddAsync(Actor actor, string email, NamedPerson named, CancellationToken cancellationToken)
    {
        var person = new Person
        {
            WorkspaceId = actor.WorkspaceId,
            Email = email,
            FirstName = Trimmed(named.FirstName),
            LastName = Trimmed(named.LastName),
            Phone = Trimmed(named.Phone),
            CreatedAt = database.Now,
        };
        // A person without a redemption must not count as the request done.
        using var aside = RequestClaim.Aside();
        try
        {
            return await database.WriteAsync(actor.WorkspaceId, async db =>
            {
                db.Add(person);
                db.Add(AuditEntry.By(actor, database.Now, "person.added", "person", person.Id));
                await db.SaveChangesAsync(cancellationToken);
                return person.Id;
            }, cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            return (await KnownAsync(actor.WorkspaceId, email, cancellationToken))!.Value;
        }
    }

    private static Problem? Refusal(NamedPerson named)
    {
        if (!Person.IsEmail(named.Email.Trim()))
            return Problem.Invalid("person.email", "Enter an e-mail address such as anna@example.org.");
        foreach (var (text, field) in new[] { (named.FirstName, "person.firstName"), (named.LastName, "person.lastName"), (named.Phone, "person.phone") })
        {
            if (text?.Length > 100)
                return Problem.Invalid(field, "At most {0} characters fit here.", 100);
            if (text?.Any(char.IsControl) == true)
                return Problem.Invalid(field, "Line breaks and control characters are not allowed here.");
        }
        return null;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
