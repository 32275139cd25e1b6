using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>A staff role and the offerings it is limited to; null = all (S3.24, S4.29).</summary>
public sealed record StaffPlace(StaffRole Role, IReadOnlyCollection<Guid>? Offerings);

/// <summary>What holds for staff whichever verb touches them.</summary>
internal static class StaffRules
{
    public static readonly Problem LastOwner = new("account.last_owner", 409, "This is the last owner. Make somebody else an owner first.");

    public static async Task<Problem?> RefusalAsync(Db db, StaffPlace place, CancellationToken cancellationToken)
    {
        if (place.Role is StaffRole.None || !Enum.IsDefined(place.Role))
            return Problem.Invalid("role", "Choose a role.");
        if (place.Offerings is not { } offerings)
            return null;
        if (place.Role == StaffRole.Owner)
            return Problem.Invalid("offerings", "An owner reaches everything; only managers and viewers can be limited.");
        if (offerings.Count == 0)
            return Problem.Invalid("offerings", "Choose at least one offering, or all of them.");
        var ids = offerings.Distinct().ToList();
        return await db.Offerings.CountAsync(offering => ids.Contains(offering.Id), cancellationToken) == ids.Count ? null : Problem.Invalid("offerings", "One of these offerings is gone. Choose again.");
    }

    /// <summary>Serialises what counts owners: of two who remove each other at once, one stays.</summary>
    public static Task<int> LockAsync(Db db, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update workspace set version = version where id = @ws", cancellationToken);

    public static async Task<bool> IsLastOwnerAsync(Db db, Account account, CancellationToken cancellationToken) =>
        account is { Staff: StaffRole.Owner, Status: AccountStatus.Active }
        && !await db.Accounts.AnyAsync(other => other.Staff == StaffRole.Owner && other.Status == AccountStatus.Active && other.Id != account.Id, cancellationToken);

    public static async Task PlaceAsync(Db db, Account account, StaffPlace place, CancellationToken cancellationToken)
    {
        (account.Staff, account.Scoped) = (place.Role, place.Offerings is not null);
        await db.AccountScopes.Where(scope => scope.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        foreach (var offering in (place.Offerings ?? []).Distinct())
            db.AccountScopes.Add(new AccountScope { WorkspaceId = account.WorkspaceId, AccountId = account.Id, OfferingId = offering });
    }
}
