using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Redemptions;

/// <summary>Takes many people out of one offering, a chunk a transaction. Who cannot be taken out is named with the reason, the others go.</summary>
public sealed class CancelRegistrations(Database database)
{
    private const int Chunk = 500;

    public static readonly Problem OutAlready = new("registration.cancelled", 409, "These people were out already.");
    public static readonly Problem Unknown = new("registration.not_found", 404, "These people are not in this offering any more.");

    public sealed record Input(Guid OfferingId, IReadOnlyCollection<Guid> Ids);

    /// <param name="Name">Null when nothing is known under the id.</param>
    public sealed record Refused(Guid Id, string? Name, Problem Problem);

    public sealed record Outcome(int Cancelled, IReadOnlyList<Refused> Refused);

    public async Task<Result<Outcome>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManagePeople, input.OfferingId) is { } problem)
            return problem;
        var (cancelled, refused) = (0, new List<Refused>());
        foreach (var chunk in input.Ids.Distinct().Chunk(Chunk))
        {
            var (taken, no) = await database.WriteAsync(actor.WorkspaceId, db => TakeOutAsync(db, actor, input.OfferingId, chunk, cancellationToken), cancellationToken);
            cancelled += taken;
            refused.AddRange(no);
        }
        return new Outcome(cancelled, refused);
    }

    private async Task<(int, IEnumerable<Refused>)> TakeOutAsync(Db db, Actor actor, Guid offering, Guid[] chunk, CancellationToken cancellationToken)
    {
        var ids = string.Join(',', chunk.Select((_, i) => $"@i{i}"));
        (string, object?)[] chosen = [("offering", offering), .. chunk.Select((id, i) => ($"i{i}", (object?)id))];
        var known = await db.QueryAsync(
            $"""
            select r.id, r.person_id, r.status, p.first_name, p.last_name, p.email from registration r join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
            where r.workspace_id = @ws and r.offering_id = @offering and r.id in ({ids}) order by r.id {(db.ForUpdate.Length == 0 ? "" : db.ForUpdate + " of r")}
            """,
            row => (Id: row.Guid(0), PersonId: row.Guid(1), Status: row.Enum<RegistrationStatus>(2), Name: string.Join(' ', new[] { row.TextOrNull(3), row.TextOrNull(4) }.OfType<string>()) is { Length: > 0 } name ? name : row.TextOrNull(5)),
            cancellationToken, chosen);
        var going = known.Where(one => one.Status != RegistrationStatus.Cancelled).ToList();
        await db.ExecuteAsync($"update registration set status = 'Cancelled' where workspace_id = @ws and offering_id = @offering and id in ({ids}) and status <> 'Cancelled'", cancellationToken, chosen);
        await db.ExecuteAsync("update offering set registered = registered - @seats where workspace_id = @ws and id = @offering",
            cancellationToken, ("offering", offering), ("seats", going.Count(one => one.Status == RegistrationStatus.Registered)));
        await AuditEntry.InsertAsync(db, [.. going.Select(one => AuditEntry.By(actor, database.Now, "registration.cancelled", "person", one.PersonId, new { registrationId = one.Id, offeringId = offering }))]);
        return (going.Count, known.Except(going).Select(one => new Refused(one.Id, one.Name, OutAlready)).Concat(chunk.Except(known.Select(one => one.Id)).Select(id => new Refused(id, null, Unknown))));
    }
}
