using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>
/// A guest with a code becomes a person with an account, once they have shown that the address is theirs (S0.60). Whoever is known already, by the
/// code or the address, stays the same person. Nothing is stored before the address is proven.
/// </summary>
public sealed class RegisterGuest(Database database, CodeTries tries)
{
    public static readonly Problem OtherAddress = new("code.not_yours", 403, "This code was made for another e-mail address. Use the address to which you were invited, or ask the organizer to change it.", "email");

    /// <param name="Details">What counts of what was typed (<see cref="GuestDetails.Over(KnownGuest, IReadOnlyList{RegistrationField})"/>).</param>
    /// <param name="Found">The open code in hand.</param>
    public sealed record Input(
        GuestDetails Details, IReadOnlyList<RegistrationField> Fields, IReadOnlyDictionary<Guid, Property> Properties, string? Password, string? Locale, CodeSource Source, FoundCode Found);

    /// <summary>Everything that can be wrong, before anybody is written to.</summary>
    public async Task<Result<GuestDraft>> DraftAsync(Guid workspaceId, Input input, CancellationToken cancellationToken = default)
    {
        var details = input.Details;
        await using var db = database.Read(workspaceId);
        var length = await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.PasswordLength).SingleAsync(cancellationToken);
        var problems = new List<Problem>();
        if (details.Refusal(input.Fields, input.Properties) is { } wrong)
            problems.AddRange(wrong.Also.Prepend(wrong with { Also = [] }));
        if (Passwords.Refusal(input.Password, Passwords.LengthFor(StaffRole.None, length), "password", details.Email, details.FirstName, details.LastName) is { } weak)
            problems.Add(weak);
        if (problems.Count > 0)
            return problems[0] with { Also = problems[1..] };
        // The answers below tell that an address is known, so asking for many is slowed like guessing codes.
        if (await tries.HurdleAsync(workspaceId, input.Source, cancellationToken) is { } hurdle)
            return hurdle;
        var email = Person.NormalizeEmail(details.Email)!;
        var normalized = email.ToUpperInvariant();
        var refused = await IsSomebodyElsesAsync(db, input.Found, email, cancellationToken) ? OtherAddress
            : await db.Accounts.AnyAsync(a => a.NormalizedEmail == normalized, cancellationToken) ? RegisterParticipant.AccountExists : null;
        if (refused is not null)
        {
            await tries.FailedAsync(workspaceId, input.Source, cancellationToken);
            return refused;
        }
        return new GuestDraft(details with { Email = email }, Passwords.Hash(input.Password!), input.Locale, input.Found.Code.Id, Guid.NewGuid());
    }

    /// <summary>After the digits were right.</summary>
    public async Task<Result<Account>> FinishAsync(Guid workspaceId, GuestDraft draft, CancellationToken cancellationToken = default)
    {
        try
        {
            return await database.WriteAsync<Account>(workspaceId, db => CreateAsync(db, draft, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            return RegisterParticipant.AccountExists;
        }
    }

    private static async Task<bool> IsSomebodyElsesAsync(Db db, FoundCode found, string email, CancellationToken cancellationToken) =>
        found.Code.AssigneeId is { } assignee && found.Agreement is not { StrictAssignee: false }
        && await db.People.Where(p => p.Id == assignee).Select(p => p.Email).SingleOrDefaultAsync(cancellationToken) is { } theirs && theirs != email;

    private async Task<Result<Account>> CreateAsync(Db db, GuestDraft draft, CancellationToken cancellationToken)
    {
        var (details, email) = (draft.Details, draft.Details.Email!);
        var normalized = email.ToUpperInvariant();
        if (await db.Accounts.AnyAsync(a => a.NormalizedEmail == normalized, cancellationToken))
            return RegisterParticipant.AccountExists;
        var person = await db.People.SingleOrDefaultAsync(p => p.Email == email, cancellationToken) ?? await WithoutAddressAsync(db, draft, cancellationToken);
        if (person is null)
            db.Add(person = new Person { WorkspaceId = db.WorkspaceId, CreatedAt = database.Now });
        (person.Email, person.FirstName, person.LastName) = (email, details.FirstName!.Trim(), details.LastName!.Trim());
        (person.Phone, person.Locale) = (details.Phone ?? person.Phone, person.Locale ?? draft.Locale);
        await db.SaveChangesAsync(cancellationToken);
        var set = await PersonValues.SetAsync(db, person.Id, details.Values, cancellationToken);
        if (!set.Ok)
            return set.Problem;
        var account = new Account
        {
            WorkspaceId = db.WorkspaceId, Email = email, NormalizedEmail = normalized, Name = person.DisplayName, PasswordHash = draft.PasswordHash, PersonId = person.Id, Locale = draft.Locale,
            CreatedAt = database.Now, LastSignInAt = database.Now,
        };
        db.Add(account);
        db.Add(AuditEntry.By(new Actor(db.WorkspaceId, ActorKind.Account, account.Id, account.Name, Permission.None), database.Now, "account.registered", "account", account.Id, new { personId = person.Id }));
        await db.SaveChangesAsync(cancellationToken);
        return account;
    }

    /// <summary>Somebody whom the organizer knows without an address, by the code that was made for them alone.</summary>
    private async Task<Person?> WithoutAddressAsync(Db db, GuestDraft draft, CancellationToken cancellationToken) =>
        draft.CodeId is { } code && await PersonalLink.PersonAsync(db, code, database.Now, cancellationToken) is { } id
            ? await db.People.SingleOrDefaultAsync(p => p.Id == id && p.Email == null && !db.Accounts.Any(a => a.PersonId == id), cancellationToken) : null;
}

/// <summary>What somebody who is signed in adds on the registration page.</summary>
public sealed class SaveGuestDetails(Database database)
{
    public Task<Result<Person>> RunAsync(Actor actor, Guid personId, GuestDetails details, IReadOnlyList<RegistrationField> fields, IReadOnlyDictionary<Guid, Property> properties, CancellationToken cancellationToken = default) =>
        database.WriteAsync<Person>(actor.WorkspaceId, async db =>
        {
            var person = await db.People.SingleAsync(p => p.Id == personId, cancellationToken);
            var whole = details with { FirstName = person.FirstName ?? "–", LastName = person.LastName ?? "–", Email = person.Email ?? "a@b.test" };
            if (whole.Refusal(fields, properties) is { } problem)
                return problem;
            if (fields.Any(field => field.Key == RegistrationField.Phone))
                person.Phone = details.Phone;
            var set = await PersonValues.SetAsync(db, personId, details.Values, cancellationToken);
            if (!set.Ok)
                return set.Problem;
            db.Add(AuditEntry.By(actor, database.Now, "person.edited_self", "person", personId));
            await db.SaveChangesAsync(cancellationToken);
            return person;
        }, cancellationToken);
}
