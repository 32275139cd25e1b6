using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

public sealed record ProfileInput(string? FirstName, string? LastName, string? Phone, string? Locale);

/// <summary>Participants change their own name, telephone number and language; the e-mail address is the sign-in and stays.</summary>
public sealed class EditProfile(Database database)
{
    public static readonly IReadOnlyList<string> Locales = ["en", "de", "fr"];

    public async Task<Result<People.Person>> RunAsync(Actor actor, ProfileInput input, CancellationToken cancellationToken = default)
    {
        if (actor is not { Kind: ActorKind.Account, Id: { } accountId })
            return Problem.Forbidden;
        List<Problem?> found = [Line(input.FirstName, "firstName", 100), Line(input.LastName, "lastName", 100), input.Phone is null ? null : Line(input.Phone, "phone", 40),
            input.Locale is null || Locales.Contains(input.Locale) ? null : Problem.Invalid("locale", "Choose one of the languages.")];
        if (found.OfType<Problem>().ToList() is { Count: > 0 } problems)
            return problems[0] with { Also = problems[1..] };
        return await database.WriteAsync<People.Person>(actor.WorkspaceId, async db =>
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == accountId, cancellationToken);
            if (await db.People.SingleOrDefaultAsync(p => p.Id == account.PersonId, cancellationToken) is not { } person)
                return Problem.NotFound("person");
            (person.FirstName, person.LastName) = (input.FirstName!.Trim(), input.LastName!.Trim());
            person.Phone = string.IsNullOrWhiteSpace(input.Phone) ? null : input.Phone.Trim();
            person.Locale = account.Locale = input.Locale;
            if (account.Staff == Accounts.StaffRole.None)
                account.Name = person.DisplayName;
            db.Add(AuditEntry.By(actor, database.Now, "person.edited_self", "person", person.Id));
            await db.SaveChangesAsync(cancellationToken);
            return person;
        }, cancellationToken);
    }

    private static Problem? Line(string? text, string field, int most) =>
        string.IsNullOrWhiteSpace(text) && field != "phone" ? Problem.Invalid(field, "Please fill this in.")
        : text!.Length > most ? Problem.Invalid(field, "At most {0} characters fit here.", most)
        : text.Any(char.IsControl) ? Problem.Invalid(field, "Line breaks and control characters are not allowed here.")
        : null;
}
