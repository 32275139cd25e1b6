using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <param name="Ids">Of invitations of this partnership.</param>
public sealed record GuestsToSend(Guid AgreementId, IReadOnlyCollection<Guid> Ids);

/// <param name="Skipped">Not pending any more, in line already, or written to within the hour.</param>
public sealed record GuestsSent(int Sent, int Skipped);

/// <summary>Mails invitations for the first time or once more (S1.58). The link stays the same; the words are those that the partner has now. Whoever has answered is never written to again (I4).</summary>
public sealed class SendGuests(Database database, GuestMails mails, FailureLimits limits)
{
    /// <summary>Many at once are not written to again so soon, however often somebody presses the button.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <param name="MailAt">When the latest mail was put in line; null = none was.</param>
    private sealed record Row(Guid Id, Guid CodeId, Guid PersonId, int Generation, GuestFields Fields, bool Pending, bool InLine, DateTimeOffset? MailAt);

    /// <summary>One, with its refusal as the answer.</summary>
    public async Task<Result<GuestsSent>> RunAsync(Actor actor, Guid invitationId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await db.Invitations.SingleOrDefaultAsync(i => i.Id == invitationId && i.AgreementId != null, cancellationToken) is { AgreementId: { } agreement }
            ? await RunAsync(actor, new GuestsToSend(agreement, [invitationId]), cancellationToken) : Problem.NotFound("guest");
    }

    public async Task<Result<GuestsSent>> RunAsync(Actor actor, GuestsToSend input, CancellationToken cancellationToken = default)
    {
        if (input.Ids.Count > AddGuests.AtOnce)
            return PartnerRefusals.TooMany;
        if (input.Ids.Count == 1)
        {
            await using var db = database.Read(actor.WorkspaceId);
            var found = await Partnership.FindAsync(db, actor, input.AgreementId, toInvite: true, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (await RowsAsync(db, input, cancellationToken) is [{ Pending: true, InLine: false } row] && !await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, row.Fields[GuestFields.Email]!, cancellationToken))
                return RecipientCaps.Reached;
        }
        return await database.WriteAsync<GuestsSent>(actor.WorkspaceId, db => SendAsync(db, actor, input, cancellationToken), cancellationToken);
    }

    private async Task<Result<GuestsSent>> SendAsync(Db db, Actor actor, GuestsToSend input, CancellationToken cancellationToken)
    {
        var now = database.Now;
        var found = await Partnership.FindAsync(db, actor, input.AgreementId, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var partnership = found.Value;
        if (await partnership.RefusalAsync(db, now, cancellationToken) is { } closed)
            return closed;
        if (partnership.SendingRefusal is { } unsent)
            return unsent;
        // Held until the end: nobody else of the team puts the same mail in line.
        await Quota.ReadAsync(db, partnership.Id, toChange: true, cancellationToken);
        var rows = await RowsAsync(db, input, cancellationToken);
        if (input.Ids.Count == 1 && (rows.Count == 0 || !rows[0].Pending || rows[0].InLine))
            return rows.Count == 0 ? Problem.NotFound("guest") : rows[0].Pending ? PartnerRefusals.InLine : PartnerRefusals.NotPending;
        var going = rows.FindAll(row => row is { Pending: true, InLine: false } && (input.Ids.Count == 1 || row.MailAt is null || row.MailAt < now - Rest));
        if (await Quota.CountAsync(db, partnership.Id, QuotaUse.Sending, going.ConvertAll(row => row.Id), now, cancellationToken) is { } full)
            return full;
        var letters = going.ConvertAll(row => new GuestLetter(row.Id, row.CodeId, row.PersonId, row.MailAt is null ? row.Generation : row.Generation + 1, row.Fields[GuestFields.Email]!, row.Fields[GuestFields.FirstName], row.Fields[GuestFields.LastName], row.Fields[GuestFields.Locale]));
        if (letters.Count > 0)
        {
            await db.UpdateManyAsync("update invitation as i set generation = a.generation, version = version + 1 from {rows} where i.workspace_id = @ws and i.id = a.id", [], ("id", letters.ConvertAll(one => one.InvitationId).ToArray()), ("generation", letters.ConvertAll(one => one.Generation).ToArray()));
            await mails.QueueAsync(db, partnership.Event, partnership.Organisation.Name, partnership.Agreement.Message, letters, actor.Name, cancellationToken);
        }
        await AuditEntry.InsertAsync(db, letters.ConvertAll(one => AuditEntry.By(actor, now, one.Generation == 1 ? "guest.sent" : "guest.sent_again", "invitation", one.InvitationId)));
        return new GuestsSent(letters.Count, input.Ids.Count - letters.Count);
    }

    private async Task<List<Row>> RowsAsync(Db db, GuestsToSend input, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var chunk in input.Ids.Distinct().Chunk(500))
        {
            var where = new GuestFilter(input.AgreementId, Ids: chunk).Where(database.Now);
            rows.AddRange(await db.QueryAsync(
                $"select i.id, i.code_id, i.person_id, i.generation, i.guest, {GuestRow.StatusSql}, m.status, m.created_at from {GuestRow.Tables} where {where.Sql("i.workspace_id = @ws")} order by i.id",
                row => new Row(row.Guid(0), row.Guid(1), row.Guid(2), row.Int(3), GuestFields.Of(row.TextOrNull(4)), row.Text(5) == nameof(GuestStatus.Pending), row.TextOrNull(6) == nameof(MessageStatus.Queued), row.TimeOrNull(7)),
                cancellationToken, [.. where.Parameters]));
        }
        return rows;
    }
}

/// <summary>The link that an invitation carries, for copying (S1.58). It is made anew each time and always the same; making it changes nothing.</summary>
public sealed class SeeGuestLink(Database database, GuestMails mails)
{
    public async Task<Result<string>> RunAsync(Actor actor, Guid invitationId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.Invitations.SingleOrDefaultAsync(i => i.Id == invitationId && i.AgreementId != null, cancellationToken) is not { AgreementId: { } agreement })
            return Problem.NotFound("guest");
        var found = await Partnership.FindAsync(db, actor, agreement, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem.Status == 404 ? Problem.NotFound("guest") : found.Problem;
        var where = new GuestFilter(agreement, Ids: [invitationId]).Where(database.Now);
        var pending = await db.QueryAsync($"select 1 from {GuestRow.Tables} where {where.Sql("i.workspace_id = @ws")} and {GuestRow.StatusSql} = 'Pending'", row => row.Int(0), cancellationToken, [.. where.Parameters]);
        if (pending.Count == 0)
            return PartnerRefusals.NotPending;
        return mails.LinkOf(await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.Slug).SingleAsync(cancellationToken), db.WorkspaceId, invitationId);
    }
}
