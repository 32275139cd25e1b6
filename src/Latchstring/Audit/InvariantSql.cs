namespace Latchstring.Audit;

/// <summary>One statement for each invariant; every row it returns (workspace, id, what was found) breaks it. The same on both databases.</summary>
internal static class InvariantSql
{
    public sealed record Proof(string Invariant, string What, string Sql);

    public static readonly Proof[] All =
    [
        new("I1", "Uses of a code are its redemptions not reversed",
            """
            select c.workspace_id, c.id, 'use_count ' || c.use_count || ', redemptions ' || r.uses
            from (select workspace_id, code_id, count(case when reversed_at is null then 1 end) as uses from redemption group by workspace_id, code_id) r
            join access_code c on c.workspace_id = r.workspace_id and c.id = r.code_id where c.use_count <> r.uses
            union all
            select c.workspace_id, c.id, 'use_count ' || c.use_count || ', no redemption' from access_code c
            where c.use_count > 0 and not exists (select 1 from redemption r where r.workspace_id = c.workspace_id and r.code_id = c.id)
            """),
        new("I1", "A code is used no more often than allowed",
            "select workspace_id, id, 'use_count ' || use_count || ' of ' || max_uses from access_code where use_count > 0 and use_count > max_uses"),
        new("I2", "A code text is never issued twice",
            """
            select c.workspace_id, c.id, 'its text was retired' from retired_text t
            join access_code c on c.workspace_id = t.workspace_id and c.fingerprint = t.fingerprint where t.code_id is null or t.code_id <> c.id
            """),
        new("I6", "A registration by code has its redemption",
            """
            select g.workspace_id, g.id, 'no redemption' from registration g where g.source = 'Code' and g.redemption_id is not null
            and not exists (select 1 from redemption r where r.workspace_id = g.workspace_id and r.id = g.redemption_id and r.person_id = g.person_id)
            union all
            select g.workspace_id, g.id, 'its redemption was reversed' from registration g
            join redemption r on r.workspace_id = g.workspace_id and r.id = g.redemption_id where g.source = 'Code' and g.status = 'Registered' and r.reversed_at is not null
            """),
        new("I6", "A redemption has its registration",
            "select r.workspace_id, r.id, 'no registration' from redemption r where not exists (select 1 from registration g where g.workspace_id = r.workspace_id and g.id = r.registration_id)"),
        new("I6", "A reversed redemption has its reversal",
            """
            select r.workspace_id, r.id, 'no reversal' from redemption r where r.reversed_at is not null
            and not exists (select 1 from reversal v where v.workspace_id = r.workspace_id and v.redemption_id = r.id)
            """),
        new("kept", "The counts of a batch are those of its codes",
            """
            select b.workspace_id, b.id, 'kept issued/used/uses/inactive/archived ' || b.issued || '/' || b.used || '/' || b.uses || '/' || b.inactive || '/' || b.archived
                || ', counted ' || (coalesce(c.codes, 0) + b.deleted) || '/' || coalesce(c.used, 0) || '/' || coalesce(c.uses, 0) || '/' || coalesce(c.inactive, 0) || '/' || coalesce(c.archived, 0)
            from code_batch b left join (
                select workspace_id, batch_id, count(*) as codes, count(case when use_count > 0 then 1 end) as used, sum(use_count) as uses,
                    count(case when state = 'Inactive' then 1 end) as inactive, count(case when state = 'Archived' then 1 end) as archived
                from access_code group by workspace_id, batch_id) c on c.workspace_id = b.workspace_id and c.batch_id = b.id
            where b.issued <> coalesce(c.codes, 0) + b.deleted or b.used <> coalesce(c.used, 0) or b.uses <> coalesce(c.uses, 0)
                or b.inactive <> coalesce(c.inactive, 0) or b.archived <> coalesce(c.archived, 0) or b.deleted < 0 or b.issued > b.quantity
            """),
        new("kept", "The redeemed count of an agreement is its redemptions not reversed",
            """
            select g.workspace_id, g.id, 'kept ' || g.redeemed || ', counted ' || coalesce(r.uses, 0)
            from agreement g left join (select b.workspace_id, b.agreement_id, count(*) as uses from code_batch b
                join redemption r on r.workspace_id = b.workspace_id and r.batch_id = b.id and r.reversed_at is null
                where b.agreement_id is not null group by b.workspace_id, b.agreement_id) r on r.workspace_id = g.workspace_id and r.agreement_id = g.id
            where g.redeemed <> coalesce(r.uses, 0)
            """),
        new("I11", "Taken seats of an offering are its registrations, within its capacity",
            """
            select o.workspace_id, o.id, 'kept ' || o.registered || ', counted ' || coalesce(g.seats, 0) || ', capacity ' || coalesce(cast(o.capacity as text), 'unlimited')
            from offering o left join (select workspace_id, offering_id, count(*) as seats from registration where status = 'Registered' group by workspace_id, offering_id) g
                on g.workspace_id = o.workspace_id and g.offering_id = o.id
            where o.registered <> coalesce(g.seats, 0)
            """),
        new("I11", "Taken seats of a session are its bookings and what is held, within its capacity",
            """
            select s.workspace_id, s.id, 'kept ' || s.booked || ', counted ' || coalesce(b.seats, 0) || ', capacity ' || coalesce(cast(s.capacity as text), 'unlimited')
            from session s left join (select workspace_id, session_id, count(*) as seats from (
                    select workspace_id, session_id from booking where status = 'Booked' union all select workspace_id, session_id from hold) seat group by workspace_id, session_id) b
                on b.workspace_id = s.workspace_id and b.session_id = s.id
            where s.booked <> coalesce(b.seats, 0) or s.booked > s.capacity
            """),
        new("I11", "Nobody waits while a place is free",
            """
            select s.workspace_id, s.id, 'booked ' || s.booked || ' of ' || coalesce(cast(s.capacity as text), 'unlimited') from session s
            where s.cancelled_at is null and s.starts_at > @now and (s.capacity is null or s.booked < s.capacity)
            and exists (select 1 from booking b where b.workspace_id = s.workspace_id and b.session_id = s.id and b.status = 'Waiting')
            """),
        new("I11", "Nobody has fewer than no credits, and who gave a seat back holds none in it",
            """
            select p.workspace_id, p.id, 'credits ' || p.credits from person p where p.credits < 0
            union all
            select b.workspace_id, b.id, 'holds ' || b.credits from booking b where b.credits < 0 or (b.status = 'Cancelled' and b.credits <> 0)
            """),
        new("shape", "A code belongs to its batch",
            "select c.workspace_id, c.id, 'no batch' from access_code c where not exists (select 1 from code_batch b where b.workspace_id = c.workspace_id and b.id = c.batch_id)"),
    ];
}
