using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>One offering a person is, or was, in. <paramref name="Bundle"/> names the programme whose code opened it.</summary>
/// <param name="AccessUntil">Exclusive; null = for good.</param>
public sealed record MyPlace(Guid OfferingId, string Name, string? Description, OfferingKind Kind, RegistrationStatus Status, DateTimeOffset Since, DateTimeOffset? AccessUntil, string? Bundle)
{
    public bool OpenAt(DateTimeOffset now) => Status == RegistrationStatus.Registered && (AccessUntil is null || now < AccessUntil);
}

/// <summary>One code that a person used.</summary>
public sealed record MyRedemption(Guid Id, Guid RegistrationId, string Opens, bool Bundle, Money? Price, PriceReason PriceReason, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt);

public sealed record MyAccess(IReadOnlyList<MyPlace> Places, IReadOnlyList<MyRedemption> Redemptions);

/// <summary>What a participant has: places, open ones first, and the history of codes.</summary>
public sealed class SeeMyAccess(Database database)
{
    public async Task<MyAccess> RunAsync(Guid workspaceId, Guid? personId, CancellationToken cancellationToken = default)
    {
        if (personId is not { } person)
            return new MyAccess([], []);
        await using var db = database.Read(workspaceId);
        var places = await db.QueryAsync(
            """
            select o.id, o.name, o.description, o.kind, r.status, r.created_at, r.access_until, g.name
            from registration r
            join offering o on o.workspace_id = r.workspace_id and o.id = r.offering_id
            left join redemption d on d.workspace_id = r.workspace_id and d.id = r.redemption_id
            left join code_batch b on b.workspace_id = d.workspace_id and b.id = d.batch_id
            left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
            where r.workspace_id = @ws and r.person_id = @person order by o.name, o.id
            """,
            row => new MyPlace(row.Guid(0), row.Text(1), row.TextOrNull(2), row.Enum<OfferingKind>(3), row.Enum<RegistrationStatus>(4), row.Time(5), row.TimeOrNull(6), row.TextOrNull(7)),
            cancellationToken, ("person", person));
        var redemptions = await db.QueryAsync(
            """
            select r.id, r.registration_id, coalesce(o.name, g.name), b.programme_id, r.price_amount, r.price_currency, r.price_reason, r.redeemed_at, r.reversed_at
            from redemption r
            join code_batch b on b.workspace_id = r.workspace_id and b.id = r.batch_id
            left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
            left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
            where r.workspace_id = @ws and r.person_id = @person order by r.id desc limit 200
            """,
            row => new MyRedemption(row.Guid(0), row.Guid(1), row.Text(2), !row.IsNull(3), row.LongOrNull(4) is { } amount ? new Money(amount, row.Text(5)) : null, row.Enum<PriceReason>(6), row.Time(7), row.TimeOrNull(8)),
            cancellationToken, ("person", person));
        return new MyAccess([.. places.OrderByDescending(place => place.OpenAt(database.Now))], redemptions);
    }

    /// <summary>The redemption in which this person used this code, unless it was taken back.</summary>
    public async Task<Guid?> RedemptionAsync(Guid workspaceId, Guid personId, Guid codeId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return await db.Redemptions.Where(r => r.PersonId == personId && r.CodeId == codeId && r.ReversedAt == null).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What one redemption of this person opened; null when it is not theirs.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name, DateTimeOffset? AccessUntil)>?> OpenedAsync(Guid workspaceId, Guid? personId, Guid redemptionId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var opened = await db.QueryAsync(
            """
            select o.id, o.name, r.access_until from redemption d
            join code_batch b on b.workspace_id = d.workspace_id and b.id = d.batch_id
            left join programme_offering p on p.workspace_id = b.workspace_id and p.programme_id = b.programme_id
            join offering o on o.workspace_id = d.workspace_id and o.id = coalesce(b.offering_id, p.offering_id)
            join registration r on r.workspace_id = d.workspace_id and r.offering_id = o.id and r.person_id = d.person_id and r.status = 'Registered'
            where d.workspace_id = @ws and d.id = @id and d.person_id = @person and (b.agreement_id is null or r.id = d.registration_id) order by p.position, o.name
            """,
            row => (row.Guid(0), row.Text(1), row.TimeOrNull(2)), cancellationToken, ("id", redemptionId), ("person", personId ?? Guid.Empty));
        return opened.Count == 0 ? null : opened;
    }
}
