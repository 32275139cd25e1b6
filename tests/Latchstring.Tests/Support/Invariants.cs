using Latchstring.Data;

namespace Latchstring.Tests.Support;

/// <summary>What must hold in every workspace at every moment, asked of the tables directly and not of the code under test.</summary>
internal static class Invariants
{
    private static readonly (string Rule, string Violations)[] Rules =
    [
        ("I1: uses are redemptions not reversed, at most the maximum",
            """
            select count(*) from access_code c where c.workspace_id = @ws and (c.use_count > c.max_uses
            or c.use_count <> (select count(*) from redemption r where r.workspace_id = @ws and r.code_id = c.id and r.reversed_at is null))
            """),
        ("X5: a person holds a code once",
            """
            select count(*) from (select 1 from redemption r where r.workspace_id = @ws and r.reversed_at is null group by r.code_id, r.person_id having count(*) > 1) as twice
            """),
        ("I2: a retired text is no other code's",
            """
            select count(*) from retired_text t join access_code c on c.workspace_id = @ws and c.fingerprint = t.fingerprint where t.workspace_id = @ws
            """),
        ("I2: a text is one code's",
            "select count(*) from (select 1 from access_code c where c.workspace_id = @ws group by c.fingerprint having count(*) > 1) as twice"),
        ("A batch has issued exactly what exists and what was deleted",
            """
            select count(*) from code_batch b where b.workspace_id = @ws
            and (b.issued <> b.deleted + (select count(*) from access_code c where c.workspace_id = @ws and c.batch_id = b.id) or (b.status = 'Ready' and b.issued <> b.quantity))
            """),
        ("A batch's kept counts are the counts",
            """
            select count(*) from code_batch b where b.workspace_id = @ws and (
            b.used <> (select count(*) from access_code c where c.workspace_id = @ws and c.batch_id = b.id and c.use_count > 0)
            or b.uses <> (select coalesce(sum(c.use_count), 0) from access_code c where c.workspace_id = @ws and c.batch_id = b.id)
            or b.inactive <> (select count(*) from access_code c where c.workspace_id = @ws and c.batch_id = b.id and c.state = 'Inactive')
            or b.archived <> (select count(*) from access_code c where c.workspace_id = @ws and c.batch_id = b.id and c.state = 'Archived'))
            """),
        ("An agreement's redeemed count is its redemptions not reversed",
            """
            select count(*) from agreement g where g.workspace_id = @ws and g.redeemed <> (select count(*) from redemption r join code_batch b on b.workspace_id = @ws and b.id = r.batch_id
            where r.workspace_id = @ws and r.reversed_at is null and b.agreement_id = g.id)
            """),
        ("I11: seats taken are registrations, at most the capacity",
            """
            select count(*) from offering o where o.workspace_id = @ws and (o.registered > o.capacity
            or o.registered <> (select count(*) from registration r where r.workspace_id = @ws and r.offering_id = o.id and r.status = 'Registered'))
            """),
        ("I11: seats taken of a session are bookings and holds, at most the capacity, and nobody waits beside a free one",
            """
            select count(*) from session s where s.workspace_id = @ws and (s.booked > s.capacity
            or s.booked <> (select count(*) from booking b where b.workspace_id = @ws and b.session_id = s.id and b.status = 'Booked')
                + (select count(*) from hold h where h.workspace_id = @ws and h.session_id = s.id)
            or (s.cancelled_at is null and (s.capacity is null or s.booked < s.capacity) and exists (select 1 from booking b where b.workspace_id = @ws and b.session_id = s.id and b.status = 'Waiting')))
            """),
        ("S2.41: credits are never below none",
            "select count(*) from person p where p.workspace_id = @ws and p.credits < 0"),
        ("I6: a place by code stands on a redemption of that person that is in force",
            """
            select count(*) from registration g where g.workspace_id = @ws and g.status = 'Registered' and g.source = 'Code' and not exists (
            select 1 from redemption r where r.workspace_id = @ws and r.id = g.redemption_id and r.person_id = g.person_id and r.reversed_at is null)
            """),
        ("A redemption is reversed with a record, and only so",
            """
            select count(*) from redemption r left join reversal v on v.workspace_id = @ws and v.redemption_id = r.id
            where r.workspace_id = @ws and (r.reversed_at is null) <> (v.redemption_id is null)
            """),
        ("X1: what was redeemed is never deleted",
            "select count(*) from redemption r where r.workspace_id = @ws and not exists (select 1 from access_code c where c.workspace_id = @ws and c.id = r.code_id)"),
    ];

    /// <summary>The rules that are broken, with how often; empty when all is well.</summary>
    public static async Task<List<string>> BrokenAsync(Database database, Guid workspaceId)
    {
        var broken = new List<string>();
        await using var db = database.Read(workspaceId);
        foreach (var (rule, violations) in Rules)
        {
            var count = (await db.QueryAsync(violations, row => row.Long(0), default))[0];
            if (count > 0)
                broken.Add($"{rule}: {count}");
        }
        return broken;
    }

    public static async Task AssertAsync(Database database, Guid workspaceId) => Assert.Empty(await BrokenAsync(database, workspaceId));
}
