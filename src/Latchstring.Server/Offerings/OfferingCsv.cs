using System.Globalization;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Server.Http;

namespace Latchstring.Server.Offerings;

/// <summary>Columns of the CSV files, the same for the API and the back office.</summary>
internal static class OfferingCsv
{
    public static readonly (string, Func<OfferingRow, string?>)[] Columns =
    [
        ("id", row => row.Id.ToString()), ("kind", row => row.Kind.ToString().ToLowerInvariant()), ("name", row => row.Name), ("price", row => Number(row.Price?.Amount)), ("currency", row => row.Price?.Currency),
        ("startsAt", row => Lists.Cell(row.StartsAt)), ("endsAt", row => Lists.Cell(row.EndsAt)), ("timeZone", row => row.TimeZone), ("capacity", row => Number(row.Capacity)), ("registered", row => Number(row.Registered)),
        ("accessDays", row => Number(row.AccessDays)), ("howToUrl", row => row.HowToUrl), ("createdAt", row => Lists.Cell(row.CreatedAt)), ("archivedAt", row => Lists.Cell(row.ArchivedAt)),
        ("issued", row => Number(row.Issued)), ("used", row => Number(row.Used)), ("description", row => row.Description),
    ];

    public static readonly (string, Func<ProgrammeRow, string?>)[] ProgrammeColumns =
    [
        ("id", row => row.Id.ToString()), ("name", row => row.Name), ("offerings", row => Number(row.Offerings)), ("createdAt", row => Lists.Cell(row.CreatedAt)), ("archivedAt", row => Lists.Cell(row.ArchivedAt)),
        ("issued", row => Number(row.Issued)), ("used", row => Number(row.Used)),
    ];

    public static readonly (string, Func<PriceRow, string?>)[] PriceColumns =
    [
        ("id", row => row.Id.ToString()), ("offeringId", row => row.OfferingId.ToString()), ("offering", row => row.OfferingName), ("name", row => row.Name), ("code", row => row.Code),
        ("price", row => Number(row.Amount.Amount)), ("currency", row => row.Amount.Currency), ("createdAt", row => Lists.Cell(row.CreatedAt)),
    ];

    public static readonly (string, Func<RegistrationRow, string?>)[] RegistrationColumns =
    [
        ("id", row => row.Id.ToString()), ("offeringId", row => row.OfferingId.ToString()), ("offering", row => row.OfferingName), ("personId", row => row.PersonId.ToString()), ("person", row => row.PersonName),
        ("email", row => row.Email), ("status", row => row.Status.ToString()), ("since", row => Lists.Cell(row.CreatedAt)), ("accessUntil", row => Lists.Cell(row.AccessUntil)), ("codeId", row => row.CodeId?.ToString()),
        ("batchId", row => row.BatchId?.ToString()), ("batchNote", row => row.BatchNote),
    ];

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
