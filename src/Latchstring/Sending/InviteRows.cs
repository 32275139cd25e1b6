using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>Writes the invitations of a plan: codes, invitations, messages and history, each in one statement whatever their number.</summary>
internal sealed class InviteRows(Database database, Db db, Actor actor, InvitePlan plan)
{
    private readonly DateTimeOffset _now = database.Now;

    /// <param name="sendingId">Of the campaign, or of this one act.</param>
    /// <param name="campaignId">Null = one person by hand.</param>
    public async Task WriteAsync(Guid sendingId, Guid? campaignId, CancellationToken cancellationToken)
    {
        await LanesAsync(cancellationToken);
        var codes = await CodesAsync(cancellationToken);
        var ids = await InvitationsAsync(codes, campaignId, cancellationToken);
        await MessagesAsync(codes, sendingId, campaignId is null ? Rank.OneToOne : Rank.Batch, cancellationToken);
        await AuditEntry.InsertAsync(db, [.. plan.Invitees.Select((one, i) => AuditEntry.By(actor, _now, one.Generation == 1 || one.OldCodeId is null ? "person.invited" : "person.invited_again", "person", one.PersonId, new { Invitation = ids[i], plan.App.Name, Campaign = campaignId }))]);
    }

    private async Task LanesAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in new[] { plan.MailLane, plan.SmsLane })
            await Lane.OpenAsync(db, lane, cancellationToken);
    }

    /// <summary>One short code for each.</summary>
    private async Task<Guid[]> CodesAsync(CancellationToken cancellationToken)
    {
        var count = plan.Invitees.Count;
        var batch = new CodeBatch
        {
            WorkspaceId = db.WorkspaceId,
            Id = Guid.CreateVersion7(_now),
            OfferingId = plan.App.Id,
            Quantity = count,
            Issued = count,
            Naming = Naming.Short,
            Origin = BatchOrigin.Campaign,
            Status = BatchStatus.Ready,
            MadeBy = actor.Id,
            MadeByName = actor.Name,
            CreatedAt = _now,
        };
        return await BoundCodes.InsertAsync(database, db, batch, People(), cancellationToken);
    }

    /// <summary>A row that was there goes on under the new code; one that somebody changed meanwhile ends the whole act.</summary>
    private async Task<Guid[]> InvitationsAsync(Guid[] codes, Guid? campaignId, CancellationToken cancellationToken)
    {
        var ids = plan.Invitees.Select(one => one.InvitationId ?? Guid.CreateVersion7(_now)).ToArray();
        var all = plan.Invitees.Index().ToList();
        var (known, fresh) = (all.Where(one => one.Item.InvitationId is not null).ToList(), all.Where(one => one.Item.InvitationId is null).ToList());
        if (fresh.Count > 0)
        {
            T[] Each<T>(Func<(int Index, Invitee Item), T> of) => [.. fresh.Select(of)];
            await db.InsertManyAsync("invitation", cancellationToken,
                ("id", Each(one => ids[one.Index])), ("offering_id", Each(_ => plan.App.Id)), ("person_id", Each(one => one.Item.PersonId)), ("code_id", Each(one => codes[one.Index])), ("campaign_id", Each(_ => campaignId)),
                ("generation", Each(one => one.Item.Generation)), ("inviter_name", Each(_ => actor.Name)), ("created_at", Each(_ => _now)), ("version", Each(_ => 0)));
        }
        if (known.Count > 0)
        {
            var written = await db.UpdateManyAsync(
                """
                update invitation as i set code_id = a.code_id, generation = a.generation, campaign_id = @campaign, inviter_name = @inviter, sent_at = null, expires_at = null, reminded_at = null, cancelled_at = null, version = version + 1
                from {rows} where i.workspace_id = @ws and i.id = a.id and i.code_id = a.old_code
                """,
                [("campaign", campaignId), ("inviter", actor.Name)],
                ("id", known.Select(one => ids[one.Index]).ToArray()), ("code_id", known.Select(one => codes[one.Index]).ToArray()), ("generation", known.Select(one => one.Item.Generation).ToArray()),
                ("old_code", known.Select(one => one.Item.OldCodeId!.Value).ToArray()));
            if (written != known.Count)
                throw new DbUpdateConcurrencyException();
        }
        return ids;
    }

    private Task MessagesAsync(Guid[] codes, Guid sendingId, Rank rank, CancellationToken cancellationToken)
    {
        var messages = new List<Message>();
        foreach (var (i, one) in plan.Invitees.Index())
        {
            // One microsecond apart: the order of the list.
            Message To(TemplateType type, Channel channel, string address) => new()
            {
                WorkspaceId = db.WorkspaceId,
                LaneId = plan.App.Id,
                Channel = channel,
                Rank = rank,
                Type = type,
                Address = address,
                Domain = Message.DomainOf(address),
                Locale = one.Locale,
                TimeZone = plan.TimeZone,
                CodeId = codes[i],
                PersonId = one.PersonId,
                Generation = one.Generation,
                SendingId = sendingId,
                CreatedAt = _now.AddMicroseconds(messages.Count),
                NotBefore = plan.NotBefore,
                ActorName = actor.Name,
            };
            if (one.Email is { } email)
                messages.Add(To(TemplateType.Invite, Channel.Email, email));
            messages.Add(one.Phone is { } phone ? To(TemplateType.InviteCode, Channel.Sms, phone) : To(TemplateType.InviteCode, Channel.Email, one.Email!));
        }
        T[] Each<T>(Func<Message, T> of) => [.. messages.Select(of)];
        return db.InsertManyAsync("message", cancellationToken,
            ("id", Each(m => m.Id)), ("lane_id", Each(m => m.LaneId)), ("channel", Each(m => m.Channel.ToString())), ("rank", Each(m => m.Rank.ToString())), ("type", Each(m => m.Type.ToString())),
            ("status", Each(m => m.Status.ToString())), ("address", Each(m => m.Address)), ("domain", Each(m => m.Domain)), ("locale", Each(m => m.Locale)), ("time_zone", Each(m => m.TimeZone)), ("code_id", Each(m => m.CodeId!.Value)),
            ("person_id", Each(m => m.PersonId!.Value)), ("generation", Each(m => m.Generation)), ("sending_id", Each(m => m.SendingId)), ("created_at", Each(m => m.CreatedAt)), ("not_before", Each(m => m.NotBefore)),
            ("fence", Each(_ => 0)), ("attempts", Each(_ => 0)), ("actor_name", Each(m => m.ActorName)));
    }

    private Guid[] People() => [.. plan.Invitees.Select(one => one.PersonId)];
}
