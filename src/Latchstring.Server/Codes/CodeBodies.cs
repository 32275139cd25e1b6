using System.Globalization;
using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Http;

namespace Latchstring.Server.Codes;

/// <summary>Money in minor units.</summary>
public sealed record MoneyBody(long Amount, string Currency)
{
    public static MoneyBody? Of(Money? money) => money is { } known ? new MoneyBody(known.Amount, known.Currency) : null;
}

public sealed record PersonRef(Guid Id, string? Name);

public sealed record RedeemedBy(Guid RedemptionId, Guid PersonId, string Name, string? Email, DateTimeOffset RedeemedAt);

/// <summary>One code.</summary>
/// <param name="Price">The code's own price; null = the base price of what it opens.</param>
/// <param name="MaxUses">null = unlimited.</param>
/// <param name="ValidTill">Exclusive end.</param>
/// <param name="RedeemedBy">The latest ten.</param>
public sealed record CodeItem(
    Guid Id, string Code, Guid BatchId, Guid? OfferingId, Guid? ProgrammeId, CodeStatus Status, bool Active, Usage Usage, int? MaxUses, int UseCount, PersonRef? Assignee, MoneyBody? Price, Guid? PriceId,
    DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill, DateTimeOffset CreatedAt, string? Note, Guid? ExportId, IReadOnlyList<RedeemedBy> RedeemedBy)
{
    public static CodeItem Of(CodeRow row, DateTimeOffset now, IEnumerable<Redeemer> redeemers) => new(
        row.Id, row.Text, row.BatchId, row.OfferingId, row.ProgrammeId, row.StatusAt(now), row.State == CodeState.Active, row.Usage, row.MaxUses, row.UseCount, row.AssigneeId is { } assignee ? new PersonRef(assignee, row.Assignee) : null,
        MoneyBody.Of(row.PriceMoney), row.PriceId, row.ValidFrom, row.ValidTill, row.CreatedAt, row.Note, row.ExportId,
        [.. redeemers.Where(one => one.CodeId == row.Id).Select(one => new RedeemedBy(one.RedemptionId, one.PersonId, one.Name, one.Email, one.RedeemedAt))]);
}

/// <summary>One batch with its kept counts.</summary>
public sealed record BatchItem(
    Guid Id, string Status, Guid? OfferingId, Guid? ProgrammeId, int Quantity, int Issued, Naming Naming, string? CustomName, Usage Usage, int? MaxUses, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill, Guid? PriceId,
    string? Note, BatchOrigin Origin, string MadeBy, DateTimeOffset CreatedAt, int Used, long Uses, int Inactive, int Archived, int Deleted)
{
    public static BatchItem Of(BatchRow row) => new(
        row.Id, StatusOf(row.Status), row.OfferingId, row.ProgrammeId, row.Quantity, row.Issued, row.Naming, row.Name, row.Usage, row.MaxUses, row.ValidFrom, row.ValidTill, row.PriceId,
        row.Note, row.Origin, row.MadeByName, row.CreatedAt, row.Used, row.Uses, row.Inactive, row.Archived, row.Deleted);

    public static BatchItem Of(CodeBatch batch, string? name) => new(
        batch.Id, StatusOf(batch.Status), batch.OfferingId, batch.ProgrammeId, batch.Quantity, batch.Issued, batch.Naming, name, batch.Usage, batch.MaxUses, batch.ValidFrom, batch.ValidTill, batch.PriceId,
        batch.Note, batch.Origin, batch.MadeByName, batch.CreatedAt, batch.Used, batch.Uses, batch.Inactive, batch.Archived, batch.Deleted);

    private static string StatusOf(BatchStatus status) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}

/// <summary>Codes to make. <c>validFrom</c> and <c>validTill</c> are days of the workspace (2027-06-30, inclusive) or UTC instants (the end is exclusive).</summary>
/// <param name="Unlimited">Multiple without a maximum must be asked for.</param>
/// <param name="AcceptGuessable">Sequential: the odds have been read and are accepted.</param>
public sealed record BatchBody(
    int Quantity, Guid? OfferingId = null, Guid? ProgrammeId = null, Naming Naming = Naming.Random, string? CustomName = null, Usage Usage = Usage.Single, int? MaxUses = null, bool Unlimited = false,
    string? ValidFrom = null, string? ValidTill = null, Guid? PriceId = null, string? Note = null, bool AcceptGuessable = false, Guid? AgreementId = null, bool AllowMany = false);

public sealed record CodePatch(
    Given<string> Code = default, string? AliasUntil = null, Given<Usage> Usage = default, Given<int?> MaxUses = default, Given<string?> ValidFrom = default, Given<string?> ValidTill = default, Given<Guid?> PriceId = default);

public sealed record AssignmentBody(Guid? PersonId);

public sealed record CodeCheckBody(string Code);

public sealed record CodeCheck(Guid CodeId, IReadOnlyList<OpensItem> Opens, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill, int? UsesLeft, MoneyBody? Price, PriceReason PriceReason);

public sealed record OpensItem(Guid OfferingId, string Name);

/// <summary>By ids, or by the filters of the list.</summary>
public sealed record DeactivationsBody(
    IReadOnlyList<Guid>? Ids = null, Guid? BatchId = null, Guid? OfferingId = null, Guid? ProgrammeId = null, string? Status = null, bool? Used = null, string? Usage = null, bool? Assigned = null, bool? Exported = null, string? Price = null, string? Q = null, Guid? AgreementId = null);

public sealed record HandOutBody(string Target, IReadOnlyList<Guid>? Ids = null, Guid? BatchId = null, Guid? OfferingId = null, Guid? ProgrammeId = null, bool Again = false);

/// <param name="JobId">Set while a job still marks the codes.</param>
public sealed record HandOutItem(Guid Id, string Target, int Codes, DateTimeOffset At, string By, Guid? JobId);

/// <summary>Moments as the API takes them: a day of the workspace's zone, or an instant.</summary>
internal static class Moments
{
    public static async Task<TimeZoneInfo> ZoneAsync(Database database, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return TimeZoneInfo.FindSystemTimeZoneById((await db.Workspaces.FindAsync([actor.WorkspaceId], cancellationToken))!.TimeZone);
    }

    public static Problem? Parse(string? text, string field, TimeZoneInfo zone, bool end, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000)
            time = end ? Days.EndOf(day, zone) : Days.StartOf(day, zone);
        else if (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is > 1970 and < 9000)
            time = instant.ToUniversalTime();
        else
            return Problem.Invalid(field, "Write a day such as 2027-06-30, or an instant such as 2027-06-30T12:00:00Z.");
        return null;
    }
}
