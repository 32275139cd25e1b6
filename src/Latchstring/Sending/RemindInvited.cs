using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>Whoever has not registered some days after the invitation left is reminded, once for each invitation, while it is still of use (S2 (e)).</summary>
public sealed class RemindInvited(Database database)
{
    public const int AtOnce = 500;

    private sealed record Due(Guid WorkspaceId, Guid Invitation, Guid OfferingId, Guid CodeId, int Generation, Guid PersonId, Guid? CampaignId, string Email, string Locale, string TimeZone);

    /// <summary>How many were put in line.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var now = database.Now;
        List<Due> due;
        await using (var db = database.Read(Guid.Empty))
            due = await DueAsync(db, now, cancellationToken);
        var reminded = 0;
        foreach (var workspace in due.GroupBy(one => one.WorkspaceId))
        {
            foreach (var one in workspace)
                reminded += await database.WriteAsync(workspace.Key, db => RemindAsync(db, one, now, cancellationToken), cancellationToken);
        }
        return reminded;
    }

    private static async Task<List<Due>> DueAsync(Db db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Each app reminds after its own time; with whole hours the moment is compared in code, not in two dialects of SQL.
        var found = await db.QueryAsync(
            """
            select i.workspace_id, i.id, i.offering_id, i.code_id, i.generation, i.person_id, i.campaign_id, p.email, coalesce(p.locale, w.locale), coalesce(l.time_zone, o.time_zone, w.time_zone), i.sent_at, o.remind_hours
            from invitation i join offering o on o.workspace_id = i.workspace_id and o.id = i.offering_id
            join person p on p.workspace_id = i.workspace_id and p.id = i.person_id join workspace w on w.id = i.workspace_id
            left join location l on l.workspace_id = o.workspace_id and l.id = o.location_id
            where i.reminded_at is null and i.cancelled_at is null and i.expires_at is not null and i.expires_at > @now and i.sent_at <= @old and o.remind_hours is not null and o.archived_at is null and p.email is not null
                and not exists (select 1 from registration r where r.workspace_id = i.workspace_id and r.offering_id = i.offering_id and r.person_id = i.person_id and r.status = 'Registered')
                and not exists (select 1 from suppression s where s.workspace_id = i.workspace_id and s.channel = 'Email' and s.address = p.email)
            order by i.expires_at
            """,
            row => (Due: new Due(row.Guid(0), row.Guid(1), row.Guid(2), row.Guid(3), row.Int(4), row.Guid(5), row.GuidOrNull(6), row.Text(7), DefaultTemplates.Known(row.Text(8)), row.Text(9)), At: row.Time(10).AddHours(row.Int(11))),
            cancellationToken, ("now", now), ("old", now.AddHours(-1)));
        return [.. found.Where(one => one.At <= now).Select(one => one.Due).Take(AtOnce)];
    }

    private static async Task<int> RemindAsync(Db db, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The row count decides, so that two nodes remind once.
        if (await db.ExecuteAsync("update invitation set reminded_at = @now, version = version + 1 where workspace_id = @ws and id = @id and generation = @generation and reminded_at is null and cancelled_at is null",
            cancellationToken, ("now", now), ("id", due.Invitation), ("generation", due.Generation)) == 0)
            return 0;
        db.Add(new Message
        {
            WorkspaceId = db.WorkspaceId,
            LaneId = due.OfferingId,
            Rank = Rank.Batch,
            Type = TemplateType.Reminder,
            Address = due.Email,
            Domain = Message.DomainOf(due.Email),
            Locale = due.Locale,
            TimeZone = due.TimeZone,
            CodeId = due.CodeId,
            PersonId = due.PersonId,
            Generation = due.Generation,
            SendingId = due.CampaignId ?? Guid.CreateVersion7(now),
            CreatedAt = now,
            NotBefore = now,
            ActorName = "Latchstring",
        });
        await db.SaveChangesAsync(cancellationToken);
        return 1;
    }
}
