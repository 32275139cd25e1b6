using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

public enum CampaignChange { Pause, Resume, Cancel }

/// <summary>Holds a campaign, lets it go on, or ends it. What has left has left; after a cancel nothing more does (S2.46).</summary>
public sealed class ChangeCampaign(Database database)
{
    private static readonly Problem Ended = new("campaign.ended", 409, "This campaign has ended.");

    public Task<Result<Campaign>> RunAsync(Actor actor, Guid id, CampaignChange change, CancellationToken cancellationToken = default) => database.WriteAsync<Campaign>(actor.WorkspaceId, async db =>
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (campaign is null || !actor.May(Permission.ManageCodes, campaign.OfferingId))
            return Problem.NotFound("campaign");
        if (campaign.Status == CampaignStatus.Cancelled)
            return change == CampaignChange.Cancel ? campaign : Ended;
        campaign.Status = change switch
        {
            CampaignChange.Pause => CampaignStatus.Paused,
            CampaignChange.Resume => CampaignStatus.Running,
            _ => CampaignStatus.Cancelled,
        };
        if (change == CampaignChange.Cancel)
            campaign.EndedAt = database.Now;
        db.Add(AuditEntry.By(actor, database.Now, $"campaign.{Past(change)}", "campaign", id));
        await db.SaveChangesAsync(cancellationToken);
        if (change == CampaignChange.Cancel)
            await CancelAsync(db, actor, campaign, cancellationToken);
        return campaign;
    }, cancellationToken);

    /// <summary>Whoever has no code yet is not invited, also when the e-mail that announced it has left: its link ends, and they can be invited anew.</summary>
    private async Task CancelAsync(Db db, Actor actor, Campaign campaign, CancellationToken cancellationToken)
    {
        var now = database.Now;
        await db.ExecuteAsync(
            "update message set status = 'NotSent', reason = @reason, lease_until = null, fence = fence + 1 where workspace_id = @ws and sending_id = @id and status = 'Queued' and handed_at is null",
            cancellationToken, ("reason", NotSent.Cancelled), ("id", campaign.Id));
        var codes = await db.QueryAsync(
            """
            update invitation set cancelled_at = @now, version = version + 1 where workspace_id = @ws and campaign_id = @id and cancelled_at is null
                and not exists (select 1 from message m where m.workspace_id = @ws and m.code_id = invitation.code_id and m.type = 'InviteCode' and m.status not in ('NotSent', 'Bounced', 'Failed'))
                and not exists (select 1 from registration r where r.workspace_id = @ws and r.offering_id = invitation.offering_id and r.person_id = invitation.person_id and r.status = 'Registered')
            returning code_id
            """,
            row => row.Guid(0), cancellationToken, ("now", now), ("id", campaign.Id));
        await VoidInvites.OldCodesAsync(db, actor, codes, now, cancellationToken);
    }

    private static string Past(CampaignChange change) => change switch { CampaignChange.Pause => "paused", CampaignChange.Resume => "resumed", _ => "cancelled" };
}
