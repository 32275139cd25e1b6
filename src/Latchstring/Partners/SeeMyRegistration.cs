using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Somebody whom a guest brings along.</summary>
public sealed record Companion(Guid RegistrationId, string Name);

/// <summary>The own registration of a guest, by the link in the mail.</summary>
public sealed record MyRegistration(Registration Registration, InvitedGuest Guest, IReadOnlyList<Companion> Companions)
{
    public GuestDetails Answers { get; } = GuestDetails.Read(Registration.Answers);

    /// <summary>Something can still be changed: it is in force, or waits, and the event is not over.</summary>
    public bool IsOpenAt(DateTimeOffset now) => Registration.Status is RegistrationStatus.Registered or RegistrationStatus.AwaitingApproval or RegistrationStatus.Waiting && Guest.Event.TakesCodesAt(now) && Registration.CheckedInAt is null;

    public bool MayBringAt(DateTimeOffset now) => IsOpenAt(now) && Registration.Status == RegistrationStatus.Registered && Companions.Count < Guest.Event.MostCompanions;

    /// <summary>What stays as the partner entered it, whatever the guest sends.</summary>
    public GuestDetails Fixed => GuestDetails.Read(Guest.Invitation.Guest, key => Guest.Fields.Any(one => one.Key == key && one.ReadOnly));
}

/// <summary>Reads only (X6).</summary>
public sealed class SeeMyRegistration(Database database)
{
    public async Task<MyRegistration?> RunAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (SignedId.Read(database.Keys, SignedId.Registration, workspaceId, token) is not { } id)
            return null;
        await using var db = database.Read(workspaceId);
        return await OfAsync(db, id, cancellationToken);
    }

    internal static async Task<MyRegistration?> OfAsync(Db db, Guid id, CancellationToken cancellationToken)
    {
        var registration = await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.CompanionOf == null, cancellationToken);
        if (registration?.InvitationId is not { } invitation || await SeeInvitation.OfAsync(db, invitation, cancellationToken) is not { } guest)
            return null;
        var companions = await (from r in db.Registrations where r.CompanionOf == id && r.Status == RegistrationStatus.Registered join p in db.People on r.PersonId equals p.Id orderby r.Id select new { r.Id, p }).ToListAsync(cancellationToken);
        return new MyRegistration(registration, guest, companions.ConvertAll(one => new Companion(one.Id, one.p.DisplayName)));
    }
}
