using Latchstring.Data;

namespace Latchstring.Redemptions;

/// <summary>A partner's guest: the place knows its invitation and what was filled in, in the transaction of the redemption.</summary>
internal sealed partial class Ledger
{
    private readonly List<(Guid Registration, GuestWish Guest)> _guests = [];

    public void Follow(Ask ask, Redemption redemption)
    {
        if (ask.Wish.Guest is { } guest)
            _guests.Add((redemption.RegistrationId, guest));
    }

    private async Task FollowInvitationsAsync(Db db, DateTimeOffset now)
    {
        foreach (var (registration, guest) in _guests)
        {
            // Whoever registered counts from now on at the latest, and never gives the slot back; a cancelled invitation lets nobody in.
            if (await db.ExecuteAsync("update invitation set counted_at = coalesce(counted_at, @now), declined_at = null, version = version + 1 where workspace_id = @ws and id = @id and cancelled_at is null",
                CancellationToken.None, ("now", now), ("id", guest.InvitationId)) == 0)
                throw new RacedException();
            await db.ExecuteAsync("update registration set invitation_id = @invitation, answers = @answers where workspace_id = @ws and id = @id",
                CancellationToken.None, ("invitation", guest.InvitationId), ("answers", guest.Answers), ("id", registration));
        }
    }
}
