using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>
/// Sets the end of people's access to an offering, singly or for many at once: by selection, by a filter, or by a list of e-mail addresses (S4.30).
/// It is apart from the validity of codes and may be moved either way.
/// </summary>
public sealed class ChangeAccess(Database database)
{
    public const int Most = 10_000;

    /// <summary>One of <paramref name="RegistrationIds"/>, <paramref name="Emails"/> or <paramref name="Matching"/> says who.</summary>
    /// <param name="Until">Exclusive; null = for good.</param>
    public sealed record Input(Guid OfferingId, DateTimeOffset? Until, IReadOnlyList<Guid>? RegistrationIds = null, IReadOnlyList<string>? Emails = null, RegistrationFilter? Matching = null);

    /// <param name="Unknown">Ids or addresses that are not in this offering; nothing was changed for them.</param>
    public sealed record Outcome(int Changed, IReadOnlyList<string> Unknown);

    public async Task<Result<Outcome>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManagePeople, input.OfferingId) is { } problem)
            return problem;
        if (input.Until is { Year: < 2000 or > 2199 })
            return Problem.Invalid("until", "Choose a date between 2000 and 2199.");
        if ((input.RegistrationIds?.Count ?? input.Emails?.Count ?? 0) > Most)
            return Problem.Invalid(input.Emails is null ? "registrationIds" : "emails", "At most {0} at a time.", Most);
        return await database.WriteAsync<Outcome>(actor.WorkspaceId, async db =>
        {
            if (!await db.Offerings.AnyAsync(o => o.Id == input.OfferingId, cancellationToken))
                return Problem.NotFound("offering");
            var (found, unknown) = await ChosenAsync(db, actor, input, cancellationToken);
            if (found.Count == 0)
                return Problem.Invalid(input.Emails is null ? "registrationIds" : "emails", "None of these people is in this offering.");
            if (found.Count > Most)
                return Problem.Invalid("registrationIds", "At most {0} at a time.", Most);
            foreach (var (id, personId, before) in found)
            {
                await db.ExecuteAsync("update registration set access_until = @until where workspace_id = @ws and id = @id", cancellationToken, ("until", input.Until), ("id", id));
                db.Add(AuditEntry.By(actor, database.Now, "registration.access_changed", "person", personId, new { registrationId = id, input.OfferingId, before, after = input.Until }));
            }
            await db.SaveChangesAsync(cancellationToken);
            return new Outcome(found.Count, unknown);
        }, cancellationToken);
    }

    private async Task<(List<(Guid Id, Guid PersonId, DateTimeOffset? Until)> Found, IReadOnlyList<string> Unknown)> ChosenAsync(Db db, Actor actor, Input input, CancellationToken cancellationToken)
    {
        if (input.RegistrationIds is { } ids)
        {
            var found = new List<(Guid, Guid, DateTimeOffset?)>();
            foreach (var chunk in ids.Distinct().Chunk(500))
                found.AddRange((await db.Registrations.Where(r => r.OfferingId == input.OfferingId && chunk.Contains(r.Id)).Select(r => new { r.Id, r.PersonId, r.AccessUntil }).ToListAsync(cancellationToken)).Select(r => (r.Id, r.PersonId, r.AccessUntil)));
            var known = found.Select(row => row.Item1).ToHashSet();
            return (found, [.. ids.Where(id => !known.Contains(id)).Select(id => id.ToString())]);
        }
        if (input.Emails is { } emails)
            return await ByEmailAsync(db, input.OfferingId, emails, cancellationToken);
        var where = ListRegistrations.Matching(actor, (input.Matching ?? new()) with { OfferingId = input.OfferingId }, database.Now);
        return (await db.QueryAsync($"select r.id, r.person_id, r.access_until from {ListRegistrations.Tables} where {where.Sql("r.workspace_id = @ws")} limit {Most + 1}",
            row => (row.Guid(0), row.Guid(1), row.TimeOrNull(2)), cancellationToken, [.. where.Parameters]), []);
    }

    private static async Task<(List<(Guid, Guid, DateTimeOffset?)>, IReadOnlyList<string>)> ByEmailAsync(Db db, Guid offeringId, IReadOnlyList<string> emails, CancellationToken cancellationToken)
    {
        var wanted = emails.Select(Person.NormalizeEmail).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var rows = new List<(string Email, Guid Id, Guid PersonId, DateTimeOffset? Until)>();
        foreach (var chunk in wanted.Chunk(500))
        {
            var found = await (from registration in db.Registrations
                               where registration.OfferingId == offeringId
                               join person in db.People on registration.PersonId equals person.Id
                               where chunk.Contains(person.Email)
                               select new { person.Email, registration.Id, registration.PersonId, registration.AccessUntil }).ToListAsync(cancellationToken);
            rows.AddRange(found.Select(r => (r.Email!, r.Id, r.PersonId, r.AccessUntil)));
        }
        var known = rows.Select(row => row.Email).ToHashSet(StringComparer.Ordinal);
        return ([.. rows.Select(row => (row.Id, row.PersonId, row.Until))], [.. wanted.Where(email => !known.Contains(email))]);
    }
}
