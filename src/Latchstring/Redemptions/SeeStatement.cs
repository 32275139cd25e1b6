using Latchstring.Agreements;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>One line of a statement: a redemption, or with a negative amount one that was taken back.</summary>
/// <param name="Amount">Null = nothing was to pay.</param>
public sealed record StatementRow(
    Guid RedemptionId, DateTimeOffset At, bool Reversed, Guid PersonId, string Person, string? Email, string? ClientId, string Offering, string? Price, string? Rule, string Extras, Money? Amount, PriceReason Reason);

/// <param name="From">The first instant of the month in the workspace's zone; <paramref name="Till"/> is that of the next.</param>
public sealed record Statement(Agreement Agreement, Organisation Organisation, DateOnly Month, DateTimeOffset From, DateTimeOffset Till, IReadOnlyList<StatementRow> Rows)
{
    /// <summary>One sum a currency.</summary>
    public IReadOnlyList<Money> Totals => [.. Rows.Where(row => row.Amount is not null).GroupBy(row => row.Amount!.Value.Currency, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new Money(one.Sum(row => row.Amount!.Value.Amount), one.Key))];
}

/// <summary>
/// What was redeemed under a contract in a month, from what the redemptions froze. A redemption that is taken back later stays in its month and
/// comes off in the month in which that happens, so that a statement that was sent never changes (I7).
/// </summary>
public sealed class SeeStatement(Database database)
{
    private const string Columns =
        """
        r.id, p.id, p.first_name, p.last_name, p.email, p.client_id, p.phone, r.price_amount, r.price_currency, r.price_reason, r.price_detail
        from code_batch b join redemption r on r.workspace_id = b.workspace_id and r.batch_id = b.id join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
        where b.workspace_id = @ws and b.agreement_id = @agreement
        """;

    /// <param name="Month">Any day of it; null = this month in the workspace's zone.</param>
    public sealed record Input(Guid AgreementId, DateOnly? Month = null);

    public async Task<Result<Statement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.SeeOfferings, input.AgreementId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var zone = TimeZoneInfo.FindSystemTimeZoneById((await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken)).TimeZone);
        var day = input.Month ?? Days.Of(database.Now, zone);
        if (day.Year is < 2000 or > 2199)
            return Problem.Invalid("month", "Choose a date between 2000 and 2199.");
        var month = new DateOnly(day.Year, day.Month, 1);
        var (from, till) = (Days.StartOf(month, zone), Days.StartOf(month.AddMonths(1), zone));
        var made = await RowsAsync(db, input.AgreementId, "r.redeemed_at", false, from, till, cancellationToken);
        var reversed = await RowsAsync(db, input.AgreementId, "r.reversed_at", true, from, till, cancellationToken);
        return new Statement(found.Value, await db.Organisations.SingleAsync(o => o.Id == found.Value.OrganisationId, cancellationToken), month, from, till,
            [.. made.Concat(reversed).OrderBy(row => row.At).ThenBy(row => row.Reversed).ThenBy(row => row.RedemptionId)]);
    }

    /// <summary>Redemptions of each month of the contract that were not taken back, newest month last.</summary>
    public async Task<IReadOnlyList<(DateOnly Month, int Redeemed)>> MonthsAsync(Actor actor, Guid agreementId, int months, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var zone = TimeZoneInfo.FindSystemTimeZoneById((await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken)).TimeZone);
        var today = Days.Of(database.Now, zone);
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - months);
        var counted = new List<(DateOnly, int)>();
        for (var month = first; month <= today; month = month.AddMonths(1))
        {
            counted.Add((month, (await db.QueryAsync(
                "select count(*) from code_batch b join redemption r on r.workspace_id = b.workspace_id and r.batch_id = b.id where b.workspace_id = @ws and b.agreement_id = @agreement and r.reversed_at is null and r.redeemed_at >= @from and r.redeemed_at < @till",
                row => (int)row.Long(0), cancellationToken, ("agreement", agreementId), ("from", Days.StartOf(month, zone)), ("till", Days.StartOf(month.AddMonths(1), zone))))[0]));
        }
        return counted;
    }

    private static Task<List<StatementRow>> RowsAsync(Db db, Guid agreement, string moment, bool reversed, DateTimeOffset from, DateTimeOffset till, CancellationToken cancellationToken) => db.QueryAsync(
        $"select {moment}, {Columns} and {moment} >= @from and {moment} < @till order by r.id",
        row =>
        {
            var detail = row.TextOrNull(11) is { } json ? PriceDetail.FromJson(json) : null;
            var name = string.Join(' ', new[] { row.TextOrNull(3), row.TextOrNull(4) }.OfType<string>()) is { Length: > 0 } full ? full : row.TextOrNull(5) ?? row.TextOrNull(7) ?? "–";
            return new StatementRow(
                row.Guid(1), row.Time(0), reversed, row.Guid(2), name, row.TextOrNull(5), row.TextOrNull(6), detail?.Offering ?? "–", detail?.Price, detail?.Rule,
                string.Join(", ", detail?.Extras.Select(extra => extra.Name) ?? []), row.LongOrNull(8) is { } amount ? new Money(reversed ? -amount : amount, row.Text(9)) : null, row.Enum<PriceReason>(10));
        },
        cancellationToken, ("agreement", agreement), ("from", from), ("till", till));
}
