using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>What is true now about a message's code, recipient and offering.</summary>
/// <param name="Waits">Its campaign is paused.</param>
/// <param name="Registered">The invited person is in already, by whatever way (I4).</param>
internal sealed record MessageFacts(
    Guid? BatchId, int Number, byte[]? SealedText, CodeState State, int UseCount, int? MaxUses, DateTimeOffset? ValidFrom, DateTimeOffset? CodeTill, Guid? AssigneeId,
    string? FirstName, string? LastName, bool Suppressed, bool Waits, Guid? InvitationId, bool Registered)
{
    public string Opens { get; private set; } = "";
    public string? HowToUrl { get; private set; }

    /// <summary>The earliest of the code's end and the offerings' (X3).</summary>
    public DateTimeOffset? ValidTill { get; private set; }
    private bool Archived { get; set; }

    /// <summary>What a mail about a booking is about; null = it is gone.</summary>
    public MySession? Seat { get; private set; }

    /// <summary>Of the location, for whoever is stuck; null = the workspace's.</summary>
    public string? Support { get; private set; }

    /// <summary>The life of an invitation that has not left yet.</summary>
    public int InviteHours { get; private set; }

    /// <summary>Why the message must not go any more, a name of <see cref="NotSent"/>; null = it may.</summary>
    public string? RefusalAt(Message message, DateTimeOffset now)
    {
        if (now >= message.ExpiresAt)
            return NotSent.Expired;
        if (Message.IsAboutBooking(message.Type))
            return Suppressed ? NotSent.Suppressed : StillTrue(message.Type) ? null : NotSent.Overtaken;
        if (message.AnyTime)
            return null;
        if (Suppressed)
            return NotSent.Suppressed;
        if (BatchId is null)
            return NotSent.Inactive;
        if (UseCount > 0 || Registered)
            return NotSent.Redeemed;
        if (State != CodeState.Active || Archived)
            return NotSent.Inactive;
        if (now >= ValidTill)
            return NotSent.Expired;
        return message.PersonId is { } person && AssigneeId != person ? NotSent.Reassigned : null;
    }

    /// <summary>Who asked for no more invitations still hears what becomes of their bookings, but not what is over by now.</summary>
    private bool StillTrue(TemplateType type) => Seat is not null && (type is TemplateType.BookingCancelled or TemplateType.BookingCalledOff ? !Seat.Mine : Seat is { Mine: true, Status: BookingStatus.Booked });

    public static async Task<Dictionary<Guid, MessageFacts>> ReadAsync(Db db, IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return [];
        var facts = await db.QueryAsync(
            $"""
            select m.id, c.batch_id, c.number, c.sealed_text, c.state, c.use_count, c.max_uses, c.valid_from, c.valid_till, c.assignee_id, p.first_name, p.last_name,
                exists (select 1 from suppression s where s.workspace_id = @ws and s.channel = m.channel and s.address = m.address and not (m.type like 'Booking%' and s.reason = 'OptOut')),
                exists (select 1 from campaign g where g.workspace_id = @ws and g.id = m.sending_id and g.status = 'Paused'),
                i.id, exists (select 1 from registration r where r.workspace_id = @ws and r.offering_id = i.offering_id and r.person_id = i.person_id and r.status = 'Registered')
            from message m
            left join access_code c on c.workspace_id = @ws and c.id = m.code_id
            left join invitation i on i.workspace_id = @ws and i.code_id = m.code_id
            left join person p on p.workspace_id = @ws and p.id = m.person_id
            where m.workspace_id = @ws and m.id in ({string.Join(',', messages.Select((_, i) => $"@m{i}"))})
            """,
            row => (Id: row.Guid(0), Facts: row.IsNull(1)
                ? new MessageFacts(null, 0, null, CodeState.Active, 0, null, null, null, null, row.TextOrNull(10), row.TextOrNull(11), row.Bool(12), row.Bool(13), null, false)
                : new MessageFacts(row.Guid(1), row.Int(2), row.BytesOrNull(3), row.Enum<CodeState>(4), row.Int(5), row.IntOrNull(6), row.TimeOrNull(7), row.TimeOrNull(8), row.GuidOrNull(9), row.TextOrNull(10), row.TextOrNull(11), row.Bool(12), row.Bool(13),
                    row.GuidOrNull(14), row.Bool(15))),
            cancellationToken, [.. messages.Select((message, i) => ($"m{i}", (object?)message.Id))]);
        var known = facts.ToDictionary(row => row.Id, row => row.Facts);
        foreach (var message in messages.Where(message => Message.IsAboutBooking(message.Type)))
            known[message.Id].Seat = await SeeMySessions.OfBookingAsync(db, message.PersonId!.Value, message.SendingId, cancellationToken);
        foreach (var lane in messages.Where(message => message.CodeId is not null || Message.IsAboutBooking(message.Type)).GroupBy(message => message.LaneId))
            await OpensAsync(db, lane.Key, [.. lane.Select(message => known[message.Id])], cancellationToken);
        return known;
    }

    private static async Task OpensAsync(Db db, Guid lane, List<MessageFacts> facts, CancellationToken cancellationToken)
    {
        var programme = await db.Programmes.AsNoTracking().SingleOrDefaultAsync(p => p.Id == lane, cancellationToken);
        var offerings = programme is null
            ? await db.Offerings.AsNoTracking().Where(o => o.Id == lane).ToListAsync(cancellationToken)
            : await db.ProgrammeOfferings.Where(p => p.ProgrammeId == lane).OrderBy(p => p.Position).Join(db.Offerings, p => p.OfferingId, o => o.Id, (_, o) => o).AsNoTracking().ToListAsync(cancellationToken);
        var place = offerings.Find(offering => offering.LocationId is not null);
        var support = place is null ? null : await db.Locations.Where(l => l.Id == place.LocationId).Select(l => l.SupportContact).SingleOrDefaultAsync(cancellationToken);
        var ends = offerings.Select(offering => offering.EndsAt).Where(end => end is not null).ToList();
        foreach (var one in facts)
        {
            one.Opens = programme?.Name ?? offerings.FirstOrDefault()?.Name ?? "";
            one.HowToUrl = offerings.Find(offering => offering.HowToUrl is not null)?.HowToUrl;
            (one.Support, one.InviteHours) = (support, place?.InviteHours ?? 0);
            one.Archived = offerings.Exists(offering => offering.ArchivedAt is not null);
            one.ValidTill = ends.Append(one.CodeTill).Where(end => end is not null).DefaultIfEmpty(null).Min();
        }
    }
}
