using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <param name="CodeId">The open code in hand, looked up by its text. When it is assigned to the person with this address, it is their personal link.</param>
public sealed record ParticipantInput(string? FirstName, string? LastName, string? Email, string? Password, string? Locale, CodeSource Source, Guid? CodeId = null);

/// <summary>
/// A guest becomes a person with an account. An address that somebody already has is never handed out: with an account one signs in,
/// without one (invited, imported) the first password needs the personal link that was sent there, or the organizer's help.
/// </summary>
public sealed class RegisterParticipant(Database database, CodeTries tries)
{
    public static readonly Problem AccountExists = new("account.exists", 409, "There is an account with this e-mail address already. Please sign in instead.", "email");

    public static readonly Problem PersonKnown = new("person.known", 409,
        "The organizer knows this e-mail address already, but it has no password yet. For your safety the first password needs your personal link: look for it in your mail, or ask the organizer for a new one.", "email");

    public async Task<Result<Account>> RunAsync(Actor actor, ParticipantInput input, CancellationToken cancellationToken = default)
    {
        var workspaceId = actor.WorkspaceId;
        if (await RefusalAsync(workspaceId, input, cancellationToken) is { } problem)
            return problem;
        // Both answers tell that an address is known, so asking for many is slowed like guessing codes.
        if (await tries.HurdleAsync(workspaceId, input.Source, cancellationToken) is { } hurdle)
            return hurdle;
        var hash = Passwords.Hash(input.Password!);
        Result<Account> result;
        try
        {
            result = await database.WriteAsync<Account>(workspaceId, db => CreateAsync(db, input, hash, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            result = AccountExists;
        }
        if (!result.Ok)
            await tries.FailedAsync(workspaceId, input.Source, cancellationToken);
        return result;
    }

    private async Task<Problem?> RefusalAsync(Guid workspaceId, ParticipantInput input, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspaceId);
        var length = await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.PasswordLength).SingleAsync(cancellationToken);
        List<Problem?> found =
        [
            Name(input.FirstName, "firstName"), Name(input.LastName, "lastName"),
            Person.IsEmail(input.Email?.Trim()) ? null : Problem.Invalid("email", "Enter an e-mail address such as anna@example.org."),
            Passwords.Refusal(input.Password, Passwords.LengthFor(StaffRole.None, length), "password", input.Email, input.FirstName, input.LastName),
        ];
        var problems = found.OfType<Problem>().ToList();
        return problems.Count == 0 ? null : problems[0] with { Also = problems[1..] };
    }

    private async Task<Result<Account>> CreateAsync(Db db, ParticipantInput input, string hash, CancellationToken cancellationToken)
    {
        var email = Person.NormalizeEmail(input.Email)!;
        var normalized = email.ToUpperInvariant();
        // The person first: whoever registers in between has an account by the second look.
        var person = await db.People.SingleOrDefaultAsync(known => known.Email == email, cancellationToken);
        if (await db.Accounts.AnyAsync(account => account.NormalizedEmail == normalized, cancellationToken))
            return AccountExists;
        if (person is not null && !await HoldsOwnCodeAsync(db, person.Id, input.CodeId, cancellationToken))
            return PersonKnown;
        var isNew = person is null;
        person ??= new Person
        {
            WorkspaceId = db.WorkspaceId,
            Email = email,
            Locale = input.Locale,
            CreatedAt = database.Now,
        };
        (person.FirstName, person.LastName) = (input.FirstName!.Trim(), input.LastName!.Trim());
        var account = new Account
        {
            WorkspaceId = db.WorkspaceId,
            Email = email,
            NormalizedEmail = normalized,
            Name = person.DisplayName,
            PasswordHash = hash,
            PersonId = person.Id,
            Locale = input.Locale,
            CreatedAt = database.Now,
            LastSignInAt = database.Now,
        };
        if (isNew)
            db.Add(person);
        await db.SaveChangesAsync(cancellationToken);
        db.Add(account);
        var self = new Actor(db.WorkspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);
        db.Add(AuditEntry.By(self, database.Now, "account.registered", "account", account.Id, new { personId = person.Id }));
        await db.SaveChangesAsync(cancellationToken);
        return account;
    }

    /// <summary>
    /// An unspent code of their own, in the same request: the first password of somebody invited (security.md). Only a text that the generator
    /// made in full length can stand for a token (X15): a numbered, made-up or short one may be guessed.
    /// </summary>
    private async Task<bool> HoldsOwnCodeAsync(Db db, Guid personId, Guid? codeId, CancellationToken cancellationToken) =>
        codeId is { } id && await db.AccessCodes.SingleOrDefaultAsync(code => code.Id == id && code.AssigneeId == personId && code.SealedText == null, cancellationToken) is { UseCount: 0 } own
        && own.RefusalAt(database.Now) is null && await db.CodeBatches.AnyAsync(batch => batch.Id == own.BatchId && batch.Naming != Naming.Sequential && batch.Naming != Naming.Short, cancellationToken);

    private static Problem? Name(string? name, string field) =>
        string.IsNullOrWhiteSpace(name) ? Problem.Invalid(field, "Please fill this in.")
        : name.Length > 100 ? Problem.Invalid(field, "At most {0} characters fit here.", 100)
        : name.Any(char.IsControl) ? Problem.Invalid(field, "Line breaks and control characters are not allowed here.")
        : null;
}
