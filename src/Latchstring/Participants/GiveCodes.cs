using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <param name="People">Participants of the agreement; null = all that match <paramref name="Filter"/>.</param>
/// <param name="PriceId">One of the agreement's prices; null = by its rules.</param>
/// <param name="Again">Also to those who hold an unused code already.</param>
public sealed record CodesToGive(Guid AgreementId, IReadOnlyCollection<Guid>? People, ParticipantFilter? Filter = null, Guid? PriceId = null, string? Note = null, bool Again = false);

/// <param name="Batch">Null = nobody was left to give a code to.</param>
/// <param name="Skipped">They hold an unused code already.</param>
public sealed record CodesGiven(CodeBatch? Batch, IReadOnlyList<Guid> CodeIds, int Skipped);

/// <summary>Makes one code for each of these participants, theirs from the start (S0.25), in one batch that can be taken back as one.</summary>
public sealed class GiveCodes(Database database)
{
    public const int Most = 10_000;

    public async Task<Result<CodesGiven>> RunAsync(Actor actor, CodesToGive input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        if (new Check().Lines(input.Note, "note", 2_000).Problem is { } problem)
            return problem;
        return await database.WriteAsync<CodesGiven>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManageCodes, input.AgreementId, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (found.Value.ArchivedAt is not null)
                return Problem.Invalid("agreementId", "This contract is archived. Restore it before you make codes for it.");
            var price = input.PriceId is { } id ? await db.Prices.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.AgreementId == input.AgreementId, cancellationToken) : null;
            if (input.PriceId is not null && price is null)
                return Problem.Invalid("priceId", "This price does not belong to the contract.");
            var people = await PeopleAsync(db, actor, input, cancellationToken);
            return people.Ok ? await GiveAsync(db, actor, found.Value, price, people.Value, input, cancellationToken) : people.Problem;
        }, cancellationToken);
    }

    private async Task<Result<List<(Guid PersonId, bool Holds)>>> PeopleAsync(Db db, Actor actor, CodesToGive input, CancellationToken cancellationToken)
    {
        if (input.People is { Count: > Most })
            return Problem.Invalid("people", "Choose at most {0} participants at once, or upload a file with their prices.", Most);
        var where = ListParticipants.Matching(input.AgreementId, input.Filter ?? new());
        if (input.People is { } chosen)
            where.And(chosen.Count == 0 ? "1 = 0" : $"t.person_id in ({string.Join(", ", chosen.Select((_, i) => $"@p{i}"))})", [.. chosen.Select((person, i) => ($"p{i}", (object?)person))]);
        var people = await db.QueryAsync(
            $"select t.person_id, case when {ListParticipants.HoldsUnused} then 1 else 0 end from participant t join person p on p.workspace_id = t.workspace_id and p.id = t.person_id where {where.Sql("t.workspace_id = @ws")} order by lower(coalesce(p.last_name, p.first_name, p.email, '')), t.person_id limit {Most + 1}",
            row => (row.Guid(0), row.Int(1) == 1), cancellationToken, [.. where.Parameters]);
        return people.Count > Most ? Problem.Invalid("people", "Choose at most {0} participants at once, or upload a file with their prices.", Most)
            : input.People is { } named && people.Count != named.Distinct().Count() ? new Problem("participant.not_found", 404, "Somebody of them is no participant of this contract any more.", "people") : people;
    }

    private async Task<Result<CodesGiven>> GiveAsync(Db db, Actor actor, Agreement agreement, Price? price, List<(Guid PersonId, bool Holds)> people, CodesToGive input, CancellationToken cancellationToken)
    {
        var wanted = people.Where(person => input.Again || !person.Holds).Select(person => new Holder(person.PersonId, price?.Id)).ToList();
        if (wanted.Count == 0)
            return new CodesGiven(null, [], people.Count);
        var now = database.Now;
        var batch = HeldCodes.Batch(database, actor, agreement, wanted.Count, price, input.Note.OrNull(), BatchOrigin.Manual);
        db.Add(batch);
        db.Add(AuditEntry.By(actor, now, "batch.made", "batch", batch.Id, new { batch.AgreementId, batch.Quantity, batch.Naming, batch.Note }));
        await db.SaveChangesAsync(cancellationToken);
        var ids = await HeldCodes.InsertAsync(database, db, batch, new BatchTexts(database.Keys.Of(db.WorkspaceId), batch), wanted, cancellationToken);
        await AuditEntry.InsertAsync(db, [.. ids.Select((id, i) => AuditEntry.By(actor, now, "code.assigned", "code", id, new { To = wanted[i].PersonId }))]);
        Counts.Made(ids.Length);
        return new CodesGiven(batch, ids, people.Count - wanted.Count);
    }
}

/// <summary>Takes a batch back that was given by mistake: its codes go as long as nobody used them and none was sent.</summary>
public sealed class TakeCodesBack(Database database)
{
    private static readonly Problem TooLate = new("batch.in_use", 409, "Some of these codes were used, sent or handed out meanwhile. Deactivate those that must not be used.");

    public async Task<Result<int>> RunAsync(Actor actor, Guid batchId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        return await database.WriteAsync<int>(actor.WorkspaceId, async db =>
        {
            if (await db.CodeBatches.SingleOrDefaultAsync(b => b.Id == batchId && b.AgreementId != null, cancellationToken) is not { } batch || !await CodeScope.ReachesAsync(db, actor, Permission.ManageCodes, batch, cancellationToken))
                return Problem.NotFound("batch");
            var codes = await db.QueryAsync($"select c.id from access_code c where c.workspace_id = @ws and c.batch_id = @batch and {MadeCodes.Untouched}", row => row.Guid(0), cancellationToken, ("batch", batchId));
            if (codes.Count != batch.Issued)
                return TooLate;
            await MadeCodes.DeleteAsync(db, codes, database.Now, cancellationToken);
            db.Add(AuditEntry.By(actor, database.Now, "batch.taken_back", "batch", batchId, new { codes = codes.Count }));
            await db.SaveChangesAsync(cancellationToken);
            return codes.Count;
        }, cancellationToken);
    }
}
