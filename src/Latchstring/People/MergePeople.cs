using System.Data.Common;
using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>
/// Makes one person of two records. One stays, with the fields chosen, and everything that belonged to the other: codes, redemptions,
/// registrations, invitations, messages, bookings and the account.
/// </summary>
public sealed class MergePeople(Database database)
{
    /// <param name="KeepId">The record that stays.</param>
    /// <param name="GoneId">The record that goes.</param>
    /// <param name="Take">Fields taken from the one that goes, by the names of <see cref="PersonFields"/>; where the other has nothing, it is taken anyway.</param>
    public sealed record Input(Guid KeepId, Guid GoneId, IReadOnlyCollection<string> Take, int? KeepVersion = null, int? GoneVersion = null);

    /// <summary>Fields that can be taken.</summary>
    public static readonly IReadOnlyList<string> Fields = ["email", "firstName", "lastName", "phone", "clientId", "locale", "note", "segment", "locationId", "membership", "credits"];

    public async Task<Result<Person>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (input.KeepId == input.GoneId)
            return Problem.Invalid("personId", "These are not two people. Choose another one.");
        if (input.Take.FirstOrDefault(name => !Fields.Contains(name, StringComparer.Ordinal)) is { } unknown)
            return Problem.Invalid("take", "There is no field called {0}.", unknown);
        try
        {
            return await database.WriteAsync<Person>(actor.WorkspaceId, db => MergeAsync(db, actor, input, cancellationToken), cancellationToken);
        }
        catch (DbException exception) when (database.IsReferenceViolation(exception))
        {
            return new Problem("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
        }
    }

    private async Task<Result<Person>> MergeAsync(Db db, Actor actor, Input input, CancellationToken cancellationToken)
    {
        if (!await actor.ReachesPersonAsync(db, input.KeepId, cancellationToken) || !await actor.ReachesPersonAsync(db, input.GoneId, cancellationToken))
            return Problem.NotFound("person");
        // Holds both rows, always in the same order.
        foreach (var id in new[] { input.KeepId, input.GoneId }.Order())
            await db.ExecuteAsync("update person set version = version where workspace_id = @ws and id = @id", cancellationToken, ("id", id));
        var keep = await db.People.SingleAsync(p => p.Id == input.KeepId, cancellationToken);
        var gone = await db.People.AsNoTracking().SingleAsync(p => p.Id == input.GoneId, cancellationToken);
        if (keep.Version != (input.KeepVersion ?? keep.Version) || gone.Version != (input.GoneVersion ?? gone.Version))
            throw new DbUpdateConcurrencyException();
        var fields = Chosen(PersonFields.Of(keep), PersonFields.Of(gone), input.Take);
        if ((await AccountsAsync(db, actor, keep, gone, fields, cancellationToken) ?? await MergeSql.RefusalAsync(db, keep.Id, gone.Id, cancellationToken)) is { } problem)
            return problem;
        // What was sent to an address that is no longer theirs is void, as after any change of it.
        var moved = new[] { keep, gone }.Where(side => side.Email != Person.NormalizeEmail(fields.Email)).Select(side => side.Id).ToList();
        await EmailChange.VoidInvitesAsync(db, actor, moved, database.Now, cancellationToken);
        await MergeSql.MoveAsync(db, keep.Id, gone.Id, database.Now, cancellationToken);
        await db.ExecuteAsync("delete from person where workspace_id = @ws and id = @id", cancellationToken, ("id", gone.Id));
        fields.ApplyTo(keep);
        // The version goes up even if no field differs: the person is not the one they were.
        db.Entry(keep).State = EntityState.Modified;
        db.Add(AuditEntry.By(actor, database.Now, "person.merged", "person", keep.Id, new { gone = gone.Id, taken = input.Take }));
        await db.SaveChangesAsync(cancellationToken);
        return keep;
    }

    private static PersonFields Chosen(PersonFields keep, PersonFields gone, IReadOnlyCollection<string> take)
    {
        T Of<T>(string name, T mine, T theirs) => mine is null || (take.Contains(name, StringComparer.Ordinal) && theirs is not null) ? theirs : mine;
        return new PersonFields(
            Of("email", keep.Email, gone.Email), Of("firstName", keep.FirstName, gone.FirstName), Of("lastName", keep.LastName, gone.LastName), Of("phone", keep.Phone, gone.Phone),
            Of("clientId", keep.ClientId, gone.ClientId), Of("locale", keep.Locale, gone.Locale), Of("note", keep.Note, gone.Note), Of("segment", keep.Segment, gone.Segment),
            Of("locationId", keep.LocationId, gone.LocationId), Of("membership", keep.Membership, gone.Membership), Of("credits", keep.Credits, gone.Credits));
    }

    /// <summary>At most one account stays. Two that can sign in are two ways in, and nobody but their owners can say which one to close.</summary>
    private async Task<Problem?> AccountsAsync(Db db, Actor actor, Person keep, Person gone, PersonFields fields, CancellationToken cancellationToken)
    {
        var accounts = await db.Accounts.Where(a => a.PersonId == keep.Id || a.PersonId == gone.Id).ToListAsync(cancellationToken);
        if (accounts.Any(a => a.Staff != StaffRole.None) && !actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        if (accounts.Count > 1)
        {
            if (accounts.FirstOrDefault(a => a.Status == AccountStatus.Blocked && a.Staff == StaffRole.None) is not { } closed)
                return MergeRefusals.TwoAccounts(accounts[0].Email, accounts[1].Email);
            accounts.Remove(closed);
            await db.ExecuteAsync("delete from account where workspace_id = @ws and id = @id", cancellationToken, ("id", closed.Id));
            db.Entry(closed).State = EntityState.Detached;
        }
        if (accounts is not [var account])
            return null;
        if (Person.NormalizeEmail(fields.Email) != Person.NormalizeEmail(account.Email))
            return MergeRefusals.SignInAddress(account.Email);
        account.PersonId = keep.Id;
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }
}

public static class MergeRefusals
{
    public static Problem TwoAccounts(string one, string other) => new("person.two_accounts", 409,
        "Both can sign in, as {0} and as {1}. Ask the person which address they use, block the account of the other record, and merge then: the blocked account goes.", null, one, other);

    public static Problem SignInAddress(string email) => new("person.sign_in_address", 409, "This person signs in with {0}. Choose that e-mail address.", "email", email);

    public static Problem BothBooked(string session) => new("person.both_booked", 409, "Both hold a place in {0}. Cancel one of the two bookings first, so that the place becomes free.", null, session);
}
