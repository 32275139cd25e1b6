using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.People;

/// <summary>
/// An invitation was meant for the address that it went to. With another address the link and the code in it are worth nothing any more (S2.48);
/// what still waits does not leave, and the person counts as not invited. Whoever is registered already stays so.
/// </summary>
internal static class EmailChange
{
    /// <summary>In the transaction that changes the addresses of these people.</summary>
    public static async Task VoidInvitesAsync(Db db, Actor actor, IReadOnlyCollection<Guid> people, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var person in people)
        {
            var codes = await db.QueryAsync(
                """
                update invitation set cancelled_at = @now, version = version + 1 where workspace_id = @ws and person_id = @person and cancelled_at is null and agreement_id is null
                    and not exists (select 1 from registration r where r.workspace_id = @ws and r.offering_id = invitation.offering_id and r.person_id = @person and r.status = 'Registered')
                returning code_id
                """,
                row => row.Guid(0), cancellationToken, ("now", now), ("person", person));
            foreach (var code in codes)
                await VoidAsync(db, code, now, cancellationToken);
            if (codes.Count > 0)
                db.Add(AuditEntry.By(actor, now, "person.uninvited", "person", person, new { because = "email" }));
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task VoidAsync(Db db, Guid code, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            "update message set status = 'NotSent', reason = 'cancelled', lease_until = null, fence = fence + 1 where workspace_id = @ws and code_id = @code and status = 'Queued' and handed_at is null",
            cancellationToken, ("code", code));
        var batches = await db.QueryAsync("update access_code set state = 'Inactive', valid_till = @now, version = version + 1 where workspace_id = @ws and id = @code and state = 'Active' returning batch_id",
            row => row.Guid(0), cancellationToken, ("code", code), ("now", now));
        foreach (var batch in batches)
            await db.ExecuteAsync("update code_batch set inactive = inactive + 1 where workspace_id = @ws and id = @batch", cancellationToken, ("batch", batch));
    }
}
