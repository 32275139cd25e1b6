using System.Globalization;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Agreements;

/// <summary>GET /agreements/{id}/statement · GET /agreements/{id}/statement.csv</summary>
public static class StatementApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/agreements/{id:guid}/statement", SeeAsync).Needs(Permission.SeePeople).WithTags("Agreements").WithSummary("What was redeemed in a month").WithDescription("month=2026-06; left out, this month. From what redemptions froze, so it never changes.");
        api.MapGet("/agreements/{id:guid}/statement.csv", CsvAsync).Needs(Permission.SeePeople).WithTags("Agreements").WithSummary("The same as CSV").Produces<string>(200, "text/csv");
    }

    public sealed record StatementAnswer(Guid AgreementId, string Month, IReadOnlyList<StatementRow> Rows, IReadOnlyList<Money> Totals);

    private static readonly Problem NoMonth = Problem.Invalid("month", "Write a month such as 2026-06.");

    private static async Task<Results<Ok<StatementAnswer>, ProblemAnswer>> SeeAsync(Guid id, string? month, Actor actor, SeeStatement see, CancellationToken cancellationToken) =>
        (await ReadAsync(id, month, actor, see, cancellationToken)).ToOk(made => new StatementAnswer(id, made.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), made.Rows, made.Totals));

    private static async Task<Results<CsvAnswer, ProblemAnswer>> CsvAsync(Guid id, string? month, Actor actor, SeeStatement see, CancellationToken cancellationToken)
    {
        var made = await ReadAsync(id, month, actor, see, cancellationToken);
        return made.Ok ? Csv(made.Value) : Problems.ToResult(made.Problem);
    }

    /// <summary>The one file of a statement, for the API and the back office.</summary>
    internal static CsvAnswer Csv(Statement made) => Lists.Csv($"statement-{made.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}.csv", made.Rows,
        ("date", row => Lists.Cell(row.At)), ("reversed", row => row.Reversed ? "true" : "false"), ("redemptionId", row => row.RedemptionId.ToString()), ("participant", row => row.Person), ("email", row => row.Email), ("clientId", row => row.ClientId),
        ("offering", row => row.Offering), ("price", row => row.Price), ("rule", row => row.Rule), ("extras", row => row.Extras), ("amount", row => row.Amount?.Major.ToString(CultureInfo.InvariantCulture)), ("currency", row => row.Amount?.Currency), ("reason", row => row.Reason.ToString()));

    internal static async Task<Result<Statement>> ReadAsync(Guid id, string? month, Actor actor, SeeStatement see, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(month))
            return await see.RunAsync(actor, new(id), cancellationToken);
        return DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? await see.RunAsync(actor, new(id, day), cancellationToken) : NoMonth;
    }
}
