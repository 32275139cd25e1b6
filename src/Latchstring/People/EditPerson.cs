using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>
/// Changes a person, and with them the account they sign in with (S3.27). A new address ends every session and every open link,
/// so that whoever held the old address cannot come in by it.
/// </summary>
public sealed class EditPerson(Database database)
{
    /// <param name="Seen">What stood in the form: credits that were not touched there stay as they are, since bookings spend them meanwhile.</param>
    public sealed record Input(Guid Id, PersonFields Fields, int? Version = null, PersonFields? Seen = null);

    public async Task<Result<Person>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        try
        {
            return await database.WriteAsync<Person>(actor.WorkspaceId, db => ChangeAsync(db, actor, input, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            return PersonRefusals.EmailTaken(null);
        }
    }

    private async Task<Result<Person>> ChangeAsync(Db db, Actor actor, Input input, CancellationToken cancellationToken)
    {
        if (!await actor.ReachesPersonAsync(db, input.Id, cancellationToken))
            return Problem.NotFound("person");
        // Locks the row: bookings spend credits by updates of their own.
        await db.ExecuteAsync("update person set version = version where workspace_id = @ws and id = @id", cancellationToken, ("id", input.Id));
        var person = await db.People.SingleAsync(p => p.Id == input.Id, cancellationToken);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.PersonId == input.Id, cancellationToken);
        if (account is { Staff: not StaffRole.None } && !actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        var before = PersonFields.Of(person);
        var fields = input.Seen is { } seen && seen.Credits == input.Fields.Credits ? input.Fields with { Credits = before.Credits } : input.Fields;
        if (fields.Credits != before.Credits && input.Seen is { } read && read.Credits != before.Credits)
            throw new DbUpdateConcurrencyException();
        if (await fields.LocationRefusalAsync(db, actor, before.LocationId, cancellationToken) is { } elsewhere)
            return elsewhere;
        fields.ApplyTo(person);
        if (account is not null && person.Email is null)
            return PersonRefusals.SignInAddress;
        if (input.Version is { } version)
            db.Entry(person).Property(p => p.Version).OriginalValue = version;
        if (account is not null)
            await FollowAsync(db, account, person, cancellationToken);
        var values = await PersonValues.SetAsync(db, person.Id, fields.Values, cancellationToken);
        if (!values.Ok)
            return values.Problem;
        if (values.Value.Count > 0)
            db.Entry(person).State = EntityState.Modified;
        if (DetailOf(before, PersonFields.Of(person), values.Value) is { } detail)
            db.Add(AuditEntry.By(actor, database.Now, "person.edited", "person", person.Id, detail));
        await db.SaveChangesAsync(cancellationToken);
        if (before.Email != person.Email)
            await EmailChange.VoidInvitesAsync(db, actor, [person.Id], database.Now, cancellationToken);
        return person;
    }

    private async Task FollowAsync(Db db, Account account, Person person, CancellationToken cancellationToken)
    {
        account.Locale = person.Locale;
        account.Name = person.DisplayName;
        var normalized = person.Email!.ToUpperInvariant();
        if (account.NormalizedEmail == normalized)
            return;
        await db.InviteLinks.Where(l => l.SpentAt == null && l.RevokedAt == null && (l.PersonId == person.Id || l.Email == account.Email))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, database.Now), cancellationToken);
        (account.Email, account.NormalizedEmail, account.SecurityStamp) = (person.Email!, normalized, Guid.NewGuid().ToString("N"));
    }

    /// <summary>
    /// Names of the fields, not what they held: erasing a person must not leave their data in the audit. The segment tells nothing of
    /// who they are, and is asked for later. Null = nothing changed.
    /// </summary>
    internal static object? DetailOf(PersonFields before, PersonFields after, params IReadOnlyList<string> properties) => after.DifferingFrom(before).Concat(properties).ToList() is not { Count: > 0 } fields ? null
        : before.Segment == after.Segment ? new { fields } : new { fields, from = before.Segment, to = after.Segment };
}
