using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Http;

namespace Latchstring.Server.Bookings;

/// <summary>Who uses the booking app, and what it needs to know of them on every page.</summary>
public sealed class Member(CurrentWorkspace here, CurrentActor me, SeeMySessions see, Database database)
{
    private MyMembership? _membership;

    /// <summary>The person behind the account; staff who are nobody's participant see empty lists.</summary>
    public Guid Id => me.Account?.PersonId ?? Guid.Empty;

    public async Task<MyMembership> MembershipAsync() => _membership ??= await see.MembershipAsync(here.Id, Id);

    public Task<IReadOnlyList<MySession>> ScheduleAsync(DateTimeOffset from, DateTimeOffset till) => see.ScheduleAsync(here.Id, Id, from, till);

    public Task<IReadOnlyList<MySession>> UpcomingAsync() => see.UpcomingAsync(here.Id, Id);

    public Task<IReadOnlyList<MySession>> HistoryAsync() => see.HistoryAsync(here.Id, Id);

    public Task<MySession?> FindAsync(Guid session) => see.FindAsync(here.Id, Id, session);

    /// <summary>What their QR code says.</summary>
    public string Token => SignedId.Of(database.Keys, SignedId.Member, here.Id, Id);

    public string FeedPath => here.Path($"app/calendar/{SignedId.Of(database.Keys, SignedId.CalendarOf(me.Account!.SecurityStamp), here.Id, me.Account.Id)}.ics");
}
