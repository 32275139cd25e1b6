using Latchstring.Data;

namespace Latchstring.People;

/// <summary>Gives everything of one person to another, keeping to the keys that allow one row a person.</summary>
internal static class MergeSql
{
    /// <summary>Two places in one session to come: giving one back is a decision, and the waiting list hangs on it.</summary>
    public static async Task<Problem?> RefusalAsync(Db db, Guid keep, Guid gone, CancellationToken cancellationToken) =>
        (await db.QueryAsync(
            """
            select s.title from booking a join booking b on b.workspace_id = a.workspace_id and b.session_id = a.session_id and b.person_id = @gone join session s on s.workspace_id = a.workspace_id and s.id = a.session_id
            where a.workspace_id = @ws and a.person_id = @keep and a.status <> 'Cancelled' and b.status <> 'Cancelled' limit 1
            """,
            row => row.Text(0), cancellationToken, ("keep", keep), ("gone", gone))) is [var title] ? MergeRefusals.BothBooked(title) : null;

    public static async Task MoveAsync(Db db, Guid keep, Guid gone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Task<int> Run(string sql) => db.ExecuteAsync(sql, cancellationToken, ("keep", keep), ("gone", gone), ("now", now));
        await RegistrationsAsync(Run);
        await BookingsAsync(Run);
        await InvitationsAsync(Run);
        await Run("update access_code set assignee_id = @keep where workspace_id = @ws and assignee_id = @gone");
        await RedemptionsAsync(Run);
        await Run("update message set person_id = @keep where workspace_id = @ws and person_id = @gone");
        await Run("update invite_link set revoked_at = @now where workspace_id = @ws and person_id = @gone and spent_at is null and revoked_at is null");
        await Run("update invite_link set person_id = @keep where workspace_id = @ws and person_id = @gone");
        foreach (var (table, key) in new[] { ("person_property", "property_id"), ("participant", "agreement_id") })
        {
            await Run($"delete from {table} where workspace_id = @ws and person_id = @gone and {key} in (select k.{key} from {table} k where k.workspace_id = @ws and k.person_id = @keep)");
            await Run($"update {table} set person_id = @keep where workspace_id = @ws and person_id = @gone");
        }
        await Run("delete from import_change where workspace_id = @ws and person_id = @gone");
    }

    /// <summary>
    /// A person uses a code once (X5): where both have, the use of the one that goes is taken back. The use that stands has the last round, by
    /// which redeeming sees it.
    /// </summary>
    private static async Task RedemptionsAsync(Func<string, Task<int>> run)
    {
        const string Twice = "r.workspace_id = @ws and r.person_id = @gone and r.reversed_at is null and exists (select 1 from redemption k where k.workspace_id = @ws and k.person_id = @keep and k.code_id = r.code_id and k.reversed_at is null)";
        await run($"update access_code set use_count = use_count - 1 where workspace_id = @ws and id in (select r.code_id from redemption r where {Twice})");
        await run($"update code_batch set uses = uses - (select count(*) from redemption r where r.batch_id = code_batch.id and {Twice}) where workspace_id = @ws and id in (select r.batch_id from redemption r where {Twice})");
        await run($"update agreement set redeemed = redeemed - (select count(*) from redemption r join code_batch b on b.workspace_id = @ws and b.id = r.batch_id where b.agreement_id = agreement.id and {Twice}) where workspace_id = @ws and id in (select b.agreement_id from redemption r join code_batch b on b.workspace_id = @ws and b.id = r.batch_id where {Twice})");
        await run($"insert into reversal (workspace_id, redemption_id, at, actor_name, reason) select @ws, r.id, @now, 'Latchstring', 'The same person twice' from redemption r where {Twice}");
        await run($"update redemption set reversed_at = @now where workspace_id = @ws and id in (select r.id from redemption r where {Twice})");
        const string Last = "select max(k.round) from redemption k where k.workspace_id = @ws and k.person_id = @keep and k.code_id = redemption.code_id";
        await run($"update redemption set person_id = @keep, round = round + coalesce(({Last}) + 1, 0) where workspace_id = @ws and person_id = @gone");
        await run($"update redemption set round = ({Last}) + 1 where workspace_id = @ws and person_id = @keep and reversed_at is null and round < ({Last})");
    }

    /// <summary>Where both are in one offering, the place that is open stays, with the later end of access; a second seat becomes free.</summary>
    private static async Task RegistrationsAsync(Func<string, Task<int>> run)
    {
        const string Twin = "from registration k where k.workspace_id = registration.workspace_id and k.offering_id = registration.offering_id and k.person_id";
        await run($"""
            update offering set registered = registered - 1 where workspace_id = @ws and id in (
              select a.offering_id from registration a join registration b on b.workspace_id = a.workspace_id and b.offering_id = a.offering_id and b.person_id = @gone
              where a.workspace_id = @ws and a.person_id = @keep and a.status = 'Registered' and b.status = 'Registered')
            """);
        await run($"""
            update registration set access_until = case when access_until is null or (select k.access_until {Twin} = @gone) is null then null
                when access_until < (select k.access_until {Twin} = @gone) then (select k.access_until {Twin} = @gone) else access_until end
            where workspace_id = @ws and person_id = @keep and status = 'Registered' and exists (select 1 {Twin} = @gone and k.status = 'Registered')
            """);
        await run($"update registration set checked_in_at = (select k.checked_in_at {Twin} in (@keep, @gone) and k.checked_in_at is not null limit 1) where workspace_id = @ws and person_id in (@keep, @gone) and checked_in_at is null");
        // The other's place goes unless it is the better one; then the own goes. Redemptions point at the one that stays.
        foreach (var (worse, better, goes) in new[] { ("@gone", "@keep", "(k.status = 'Registered' or registration.status <> 'Registered')"), ("@keep", "@gone", "1 = 1") })
        {
            var condition = $"registration.workspace_id = @ws and registration.person_id = {worse} and exists (select 1 {Twin} = {better} and {goes})";
            await run($"""
                update redemption set registration_id = (select s.id from registration w join registration s on s.workspace_id = w.workspace_id and s.offering_id = w.offering_id and s.person_id = {better}
                    where w.workspace_id = redemption.workspace_id and w.id = redemption.registration_id)
                where workspace_id = @ws and registration_id in (select registration.id from registration where {condition})
                """);
            await run($"delete from registration where workspace_id = @ws and {condition}");
        }
        await run("update registration set person_id = @keep where workspace_id = @ws and person_id = @gone");
    }

    /// <summary>Of two bookings in one session at most one still holds a place, and that one stays.</summary>
    private static async Task BookingsAsync(Func<string, Task<int>> run)
    {
        const string Twin = "exists (select 1 from booking k where k.workspace_id = booking.workspace_id and k.session_id = booking.session_id and k.person_id";
        await run($"delete from booking where workspace_id = @ws and person_id = @gone and status = 'Cancelled' and {Twin} = @keep)");
        await run($"delete from booking where workspace_id = @ws and person_id = @keep and {Twin} = @gone)");
        await run("update booking set person_id = @keep where workspace_id = @ws and person_id = @gone");
    }

    /// <summary>Where both were invited to one app, or by one partner to one event, the later invitation that stands stays; the code of the other opens nothing any more and its messages do not leave.</summary>
    private static async Task InvitationsAsync(Func<string, Task<int>> run)
    {
        const string Both = """
            select case when (a.cancelled_at is not null and b.cancelled_at is null) or (a.created_at < b.created_at and (a.cancelled_at is not null or b.cancelled_at is null)) then {0} from invitation a join invitation b on b.workspace_id = a.workspace_id and b.offering_id = a.offering_id and b.person_id = @gone and coalesce(b.agreement_id, b.workspace_id) = coalesce(a.agreement_id, a.workspace_id)
            where a.workspace_id = @ws and a.person_id = @keep
            """;
        var (codes, ids) = (Both.Replace("{0}", "a.code_id else b.code_id end", StringComparison.Ordinal), Both.Replace("{0}", "a.id else b.id end", StringComparison.Ordinal));
        await run($"update message set status = 'NotSent', reason = 'cancelled' where workspace_id = @ws and status = 'Queued' and handed_at is null and code_id in ({codes})");
        await run($"update code_batch set inactive = inactive + 1 where workspace_id = @ws and id in (select c.batch_id from access_code c where c.workspace_id = @ws and c.state = 'Active' and c.id in ({codes}))");
        await run($"update access_code set state = 'Inactive', version = version + 1 where workspace_id = @ws and state = 'Active' and id in ({codes})");
        await run($"delete from invitation where workspace_id = @ws and id in ({ids})");
        await run("update invitation set person_id = @keep where workspace_id = @ws and person_id = @gone");
    }
}
