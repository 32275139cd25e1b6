using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Redemptions;

/// <summary>The seat that a redemption is for: one that is held, or one that is booked already.</summary>
/// <param name="Until">Of a hold.</param>
/// <param name="ForCode">Of a hold: the only code that confirms it.</param>
/// <param name="PersonId">Of a booking.</param>
internal sealed record WantedSeat(Guid SessionId, Guid OfferingId, string Title, DateTimeOffset StartsAt, bool Cancelled, DateTimeOffset? Until, Guid? ForCode, Guid? PersonId, bool InForce, Guid? RedemptionId);

/// <summary>Appointments: a hold becomes a booking, or a booking gets its code, in the transaction of the redemption. Only for asks that name one.</summary>
internal sealed partial class Ledger
{
    private readonly Dictionary<Guid, WantedSeat> _wanted = [];
    private readonly HashSet<(Guid Session, Guid Person)> _seated = [];
    private readonly List<(Redemption Redemption, Ask Ask, WantedSeat Seat)> _taken = [];
    private readonly List<(Redemption Redemption, string Provider)> _due = [];

    /// <summary>Null = it may have this seat.</summary>
    public Problem? SeatRefusal(Ask ask, Guid codeId, IReadOnlyList<Offering> opens, DateTimeOffset now)
    {
        if (ask.Wish.BookingId is { } booking)
        {
            return !_wanted.TryGetValue(booking, out var booked) || booked.PersonId != ask.PersonId ? Problem.NotFound("booking")
                : !booked.InForce ? SeatRefusals.NotBooked
                : booked.RedemptionId is not null ? SeatRefusals.HasCode
                : !opens.Any(offering => offering.Id == booked.OfferingId) ? SeatRefusals.OtherOffering : null;
        }
        if (ask.Wish.HoldId is not { } hold)
            return null;
        return !_wanted.TryGetValue(hold, out var held) || held.Until <= now || held.Cancelled || held.StartsAt <= now || (held.ForCode is { } only && only != codeId) || !opens.Any(offering => offering.Id == held.OfferingId) ? SeatRefusals.Gone
            : _seated.Contains((held.SessionId, ask.PersonId)) ? SeatRefusals.Booked : null;
    }

    /// <summary>After <see cref="SeatRefusal"/> had nothing against it.</summary>
    public void Seat(Ask ask, Redemption redemption, bool byCard)
    {
        if (ask.Wish.Seat is not { } id)
            return;
        var seat = _wanted[id];
        _taken.Add((redemption, ask, seat));
        _seated.Add((seat.SessionId, ask.PersonId));
        _wanted.Remove(id);
        if (byCard)
            _due.Add((redemption, ask.Wish.Provider!));
    }

    /// <summary>First of all reads: sessions are held before codes by everybody.</summary>
    private async Task ReadSeatsAsync(Db db, Ask[] asks)
    {
        var ids = asks.Select(ask => ask.Wish.Seat).OfType<Guid>().Distinct().ToArray();
        if (ids.Length == 0)
            return;
        await using var command = db.Command("");
        var rows = db.Rows(command, "a", ("id", ids));
        command.CommandText =
            $"""
            select a.id, h.session_id, h.until, h.code_id, null, null, null from {rows} cross join hold h where h.workspace_id = @ws and h.id = a.id
            union all
            select a.id, b.session_id, null, null, b.person_id, b.status, b.redemption_id from {rows} cross join booking b where b.workspace_id = @ws and b.id = a.id
            """;
        var found = new List<(Guid Id, Guid Session, DateTimeOffset? Until, Guid? Code, Guid? Person, string? Status, Guid? Redemption)>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var row = new Row(db, reader);
                found.Add((row.Guid(0), row.Guid(1), row.TimeOrNull(2), row.GuidOrNull(3), row.GuidOrNull(4), row.TextOrNull(5), row.GuidOrNull(6)));
            }
        }
        foreach (var session in found.Select(seat => seat.Session).Distinct().Order())
        {
            var held = (await db.QueryAsync($"select offering_id, title, starts_at, cancelled_at from session where workspace_id = @ws and id = @id {db.ForUpdate}",
                row => (Offering: row.Guid(0), Title: row.Text(1), StartsAt: row.Time(2), Cancelled: !row.IsNull(3)), CancellationToken.None, ("id", session)))[0];
            foreach (var seat in found.Where(seat => seat.Session == session))
                _wanted[seat.Id] = new WantedSeat(session, held.Offering, held.Title, held.StartsAt, held.Cancelled, seat.Until, seat.Code, seat.Person, seat.Status == "Booked", seat.Redemption);
            foreach (var person in await db.QueryAsync("select person_id from booking where workspace_id = @ws and session_id = @id and status <> 'Cancelled'", row => row.Guid(0), CancellationToken.None, ("id", session)))
                _seated.Add((session, person));
        }
    }

    private async Task TakeSeatsAsync(Db db, DateTimeOffset now)
    {
        foreach (var (redemption, ask, seat) in _taken)
        {
            var done = ask.Wish.BookingId is { } booking
                ? await db.ExecuteAsync("update booking set redemption_id = @redemption, version = version + 1 where workspace_id = @ws and id = @id and redemption_id is null and status = 'Booked'",
                    CancellationToken.None, ("id", booking), ("redemption", redemption.Id))
                : await BookHeldAsync(db, redemption, ask.Wish.HoldId!.Value, seat, now);
            if (done == 0)
                throw new RacedException();
        }
        await AuditEntry.InsertAsync(db, _taken.ConvertAll(one => AuditEntry.By(one.Ask.Actor, now, one.Ask.Wish.BookingId is null ? "booking.made" : "booking.code_attached", "person", one.Redemption.PersonId,
            new { sessionId = one.Seat.SessionId, one.Seat.Title, redemptionId = one.Redemption.Id })));
        foreach (var (redemption, provider) in _due)
        {
            await db.ExecuteAsync(
                """
                insert into payment (workspace_id, id, redemption_id, amount, currency, status, provider, created_at, expires_at, version)
                values (@ws, @id, @redemption, @amount, @currency, 'Due', @provider, @now, @until, 0)
                """, CancellationToken.None,
                ("id", Guid.CreateVersion7(now)), ("redemption", redemption.Id), ("amount", redemption.PriceAmount), ("currency", redemption.PriceCurrency), ("provider", provider), ("now", now), ("until", now + PaymentTime));
        }
    }

    /// <summary>How long somebody has to pay before booking and code are released.</summary>
    public static readonly TimeSpan PaymentTime = TimeSpan.FromMinutes(30);

    /// <summary>The seat stays counted: it was the hold's and is the booking's. One row a person and session, so a cancelled one comes to life again.</summary>
    private async Task<int> BookHeldAsync(Db db, Redemption redemption, Guid hold, WantedSeat seat, DateTimeOffset now)
    {
        if (await db.ExecuteAsync("delete from hold where workspace_id = @ws and id = @hold and until > @now", CancellationToken.None, ("hold", hold), ("now", now)) == 0)
            return 0;
        // Whoever still has to pay is told once they have.
        var unpaid = _due.Exists(due => due.Redemption.Id == redemption.Id);
        return await db.ExecuteAsync(
            """
            insert into booking (workspace_id, id, session_id, person_id, status, since, attendance, credits, redemption_id, notice, created_at, version)
            values (@ws, @id, @session, @person, 'Booked', @now, 'Unknown', 0, @redemption, @notice, @now, 0)
            on conflict (workspace_id, session_id, person_id) do update set status = 'Booked', since = @now, attendance = 'Unknown', attended_at = null, credits = 0,
                redemption_id = @redemption, notice = @notice, version = booking.version + 1 where booking.status = 'Cancelled'
            """, CancellationToken.None,
            ("id", Guid.CreateVersion7(now)), ("session", seat.SessionId), ("person", redemption.PersonId), ("redemption", redemption.Id), ("notice", unpaid ? null : "Confirmed"), ("now", now));
    }
}
