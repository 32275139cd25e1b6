using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>Everything stored about one person, for them to have (GDPR, article 15). No password, no token, no code text.</summary>
public sealed record PersonExport(
    DateTimeOffset ExportedAt, string Workspace, PersonExport.Who Person, PersonExport.SignIn? Account,
    IReadOnlyList<PersonExport.Place> Registrations, IReadOnlyList<PersonExport.Use> Redemptions, IReadOnlyList<PersonExport.Held> AssignedCodes,
    IReadOnlyList<PersonExport.Asked> CodeRequests, IReadOnlyList<PersonExport.Mailed> Mails, IReadOnlyList<PersonExport.Event> Events)
{
    public sealed record Who(Guid Id, string? Email, string? Phone, string? FirstName, string? LastName, string? ClientId, string? Locale, string? Note, DateTimeOffset CreatedAt, string? Segment, string? Location, string Membership, int? Credits, IReadOnlyDictionary<string, string> Properties, IReadOnlyList<Under> Contracts);

    /// <param name="Notes">What staff wrote about them there.</param>
    public sealed record Under(string Contract, string? Notes, DateTimeOffset Since);

    public sealed record SignIn(Guid Id, string Email, string Name, string Status, string Staff, string? Locale, bool TwoFactor, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);

    public sealed record Place(Guid Id, Guid OfferingId, string Offering, string Status, DateTimeOffset Since, DateTimeOffset? AccessUntil);

    public sealed record Use(Guid Id, Guid CodeId, string Opened, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt, Money? Price);

    public sealed record Held(Guid CodeId, string Opens);

    public sealed record Asked(string Email, string? Name, string? Message, DateTimeOffset At);

    public sealed record Mailed(string Address, string Type, string Status, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? LinkOpenedAt);

    public sealed record Event(DateTimeOffset At, string Action, string By);
}

/// <summary>Collects a <see cref="PersonExport"/>. Handing data out is an act, so it stands in the audit.</summary>
public sealed class ExportPerson(Database database)
{
    public async Task<Result<PersonExport>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        return await database.WriteAsync<PersonExport>(actor.WorkspaceId, async db =>
        {
            if (actor.Offerings is not null || await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } person)
                return await actor.ReachesPersonAsync(db, id, cancellationToken) ? Problem.Forbidden : Problem.NotFound("person");
            var export = await CollectAsync(db, person, cancellationToken);
            db.Add(AuditEntry.By(actor, database.Now, "person.exported", "person", id));
            await db.SaveChangesAsync(cancellationToken);
            return export;
        }, cancellationToken);
    }

    private async Task<PersonExport> CollectAsync(Db db, Person person, CancellationToken cancellationToken)
    {
        Task<List<T>> RowsAsync<T>(string sql, Func<Row, T> map) => db.QueryAsync(sql, map, cancellationToken, ("person", person.Id), ("email", person.Email ?? ""));
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.PersonId == person.Id, cancellationToken);
        return new PersonExport(
            database.Now,
            await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.Name).SingleAsync(cancellationToken),
            new(person.Id, person.Email, person.Phone, person.FirstName, person.LastName, person.ClientId, person.Locale, person.Note, person.CreatedAt, person.Segment?.ToString(),
                await db.Locations.Where(l => l.Id == person.LocationId).Select(l => l.Name).SingleOrDefaultAsync(cancellationToken), person.Membership.ToString(), person.Credits,
                (await PersonValues.OfAsync(db, person.Id, cancellationToken)).ToDictionary(v => v.Property.Label, v => v.Value, StringComparer.Ordinal),
                await RowsAsync(
                    "select a.name, t.notes, t.created_at from participant t join agreement a on a.workspace_id = t.workspace_id and a.id = t.agreement_id where t.workspace_id = @ws and t.person_id = @person order by t.created_at",
                    row => new PersonExport.Under(row.Text(0), row.TextOrNull(1), row.Time(2)))),
            account is null ? null : new(account.Id, account.Email, account.Name, account.Status.ToString(), account.Staff.ToString(), account.Locale, account.TwoFactorEnabled, account.CreatedAt, account.LastSignInAt),
            await RowsAsync(
                "select r.id, o.id, o.name, r.status, r.created_at, r.access_until from registration r join offering o on o.workspace_id = r.workspace_id and o.id = r.offering_id where r.workspace_id = @ws and r.person_id = @person order by r.created_at",
                row => new PersonExport.Place(row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), row.Time(4), row.TimeOrNull(5))),
            await RowsAsync(
                $"select d.id, d.code_id, coalesce(o.name, g.name), d.redeemed_at, d.reversed_at, d.price_amount, d.price_currency from redemption d {Opens("d.batch_id", "d")} where d.workspace_id = @ws and d.person_id = @person order by d.redeemed_at",
                row => new PersonExport.Use(row.Guid(0), row.Guid(1), row.Text(2), row.Time(3), row.TimeOrNull(4), row.LongOrNull(5) is { } amount ? new Money(amount, row.Text(6)) : null)),
            await RowsAsync(
                $"select c.id, coalesce(o.name, g.name) from access_code c {Opens("c.batch_id", "c")} where c.workspace_id = @ws and c.assignee_id = @person order by c.id",
                row => new PersonExport.Held(row.Guid(0), row.Text(1))),
            await RowsAsync(
                "select email, name, message, created_at from code_request where workspace_id = @ws and email = @email order by created_at",
                row => new PersonExport.Asked(row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.Time(3))),
            await RowsAsync(
                "select address, type, status, created_at, sent_at, visited_at from message where workspace_id = @ws and (person_id = @person or address = @email) order by created_at",
                row => new PersonExport.Mailed(row.Text(0), row.Text(1), row.Text(2), row.Time(3), row.TimeOrNull(4), row.TimeOrNull(5))),
            await RowsAsync(
                "select at, action, actor_name from audit_entry where workspace_id = @ws and subject_id in (select @person union all select a.id from account a where a.workspace_id = @ws and a.person_id = @person) order by at",
                row => new PersonExport.Event(row.Time(0), row.Text(1), row.Text(2))));
    }

    private static string Opens(string batch, string from) =>
        $"""
        join code_batch b on b.workspace_id = {from}.workspace_id and b.id = {batch}
        left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
        left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
        """;
}
