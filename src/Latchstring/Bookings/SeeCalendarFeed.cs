using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Somebody's booked sessions for their calendar program, by the private address alone; a blocked account has none.</summary>
public sealed class SeeCalendarFeed(Database database, SeeMySessions see)
{
    public static readonly TimeSpan Back = TimeSpan.FromDays(60);
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(400);

    /// <summary>Null when the address is not one of ours, or no longer.</summary>
    public async Task<IReadOnlyList<MySession>?> RunAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (SignedId.Claimed(token) is not { } id)
            return null;
        await using var db = database.Read(workspaceId);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == id && a.Status == AccountStatus.Active, cancellationToken);
        if (account?.PersonId is not { } person || SignedId.Read(database.Keys, SignedId.CalendarOf(account.SecurityStamp), workspaceId, token) is null)
            return null;
        var sessions = await see.ScheduleAsync(workspaceId, person, database.Now - Back, database.Now + Ahead, cancellationToken);
        return [.. sessions.Where(session => session.Status == BookingStatus.Booked && session.CancelledAt is null)];
    }
}
