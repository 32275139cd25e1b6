using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <param name="PersonId">Who gets the code; or their <paramref name="Email"/>. Neither = nobody any more.</param>
public sealed record CodeAssignment(Guid CodeId, Guid? PersonId, string? Email = null);

/// <summary>Makes a code somebody's, somebody else's or nobody's, until it is used (X4).</summary>
public sealed class AssignCode(Database database)
{
    private static readonly Problem Used = new("code.used", 409, "This code has been redeemed, so it stays with who used it.");

    private static readonly Problem NotUnder = new("participant.not_found", 404, "This person is no participant of the contract. Add them there first.", "email");

    /// <summary>Its text is too short to stand alone (X8).</summary>
    private static readonly Problem Short = new("code.bound", 409, "This code was made for one person's invitation. Invite the other person instead.", "personId");

    public Task<Result<AccessCode>> RunAsync(Actor actor, CodeAssignment input, CancellationToken cancellationToken = default) =>
        database.WriteAsync<AccessCode>(actor.WorkspaceId, async db =>
        {
            if (await CodeScope.FindAsync(db, actor, Permission.ManageCodes, input.CodeId, cancellationToken) is not { } found)
                return Problem.NotFound("code");
            if (found.Problem is { } forbidden)
                return forbidden;
            var code = found.Value.Code;
            if (code.UseCount > 0)
                return Used;
            if (code.Usage == Usage.Multiple)
                return Problem.Invalid("personId", "A code for several people cannot be assigned to one.");
            if (code.State == CodeState.Archived)
                return ChangeRules.Archived;
            var email = Person.NormalizeEmail(input.Email);
            var person = input.PersonId is { } id ? await db.People.SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
                : email is not null ? await db.People.SingleOrDefaultAsync(p => p.Email == email, cancellationToken) : null;
            if (person is null && (input.PersonId is not null || email is not null))
                return new Problem("person.not_found", 404, "We know nobody here with this address. Add the person first.", input.PersonId is null ? "email" : "personId");
            if (code.AssigneeId == person?.Id)
                return code;
            if (found.Value.Batch.Naming == Naming.Short)
                return Short;
            // Of a contract's code only its participants can be the holders (S0.56).
            if (person is not null && found.Value.Batch.AgreementId is { } agreement && (await db.QueryAsync(
                "select 1 from participant where workspace_id = @ws and agreement_id = @agreement and person_id = @person", row => row.Int(0), cancellationToken, ("agreement", agreement), ("person", person.Id))).Count == 0)
                return NotUnder;
            // What still waits for whoever had it must not leave (X4).
            await db.ExecuteAsync("update message set status = 'NotSent', reason = 'reassigned', lease_until = null, fence = fence + 1 where workspace_id = @ws and code_id = @code and status = 'Queued' and handed_at is null", cancellationToken, ("code", code.Id));
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, person is null ? "code.unassigned" : "code.assigned", "code", code.Id, new { From = code.AssigneeId, To = person?.Id }));
            code.AssigneeId = person?.Id;
            await db.SaveChangesAsync(cancellationToken);
            return code;
        }, cancellationToken);
}
