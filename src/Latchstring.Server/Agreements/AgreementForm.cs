using System.Globalization;
using Latchstring.Agreements;

namespace Latchstring.Server.Agreements;

/// <summary>A contract as it was typed. Days are days of the workspace's zone; the last one is included.</summary>
public sealed class AgreementForm
{
    private const string Day = "yyyy-MM-dd";

    public string? Target { get; set; }
    public string? Name { get; set; }
    public string? Code { get; set; }
    public string? Prefix { get; set; }
    public string? StartsAt { get; set; }
    public string? EndsAt { get; set; }
    public string? Identifier { get; set; }
    public string? TemplateId { get; set; }
    public bool StrictAssignee { get; set; }
    public bool ReleaseOnCancel { get; set; }
    public string? CodeUse { get; set; }
    public string? Payment { get; set; }
    public int? Version { get; set; }

    public static AgreementForm Of(AgreementFields fields, TimeZoneInfo zone, int? version) => new()
    {
        Name = fields.Name,
        Code = fields.Code,
        Prefix = fields.Prefix,
        StartsAt = fields.StartsAt is { } starts ? Days.Of(starts, zone).ToString(Day, CultureInfo.InvariantCulture) : null,
        EndsAt = fields.EndsAt is { } ends ? Days.LastOf(ends, zone).ToString(Day, CultureInfo.InvariantCulture) : null,
        Identifier = fields.IdentifierId?.ToString() ?? fields.Identifier.ToString(),
        TemplateId = fields.TemplateId?.ToString(),
        StrictAssignee = fields.StrictAssignee,
        ReleaseOnCancel = fields.ReleaseOnCancel,
        CodeUse = fields.CodeUse.ToString(),
        Payment = fields.Payment.ToString(),
        Version = version,
    };

    public Result<AgreementFields> Read(TimeZoneInfo zone)
    {
        var problems = new List<Problem>();
        var (starts, ends) = (Read(StartsAt, "startsAt", problems), Read(EndsAt, "endsAt", problems));
        var property = Guid.TryParse(Identifier, out var id) ? id : (Guid?)null;
        var fields = new AgreementFields(
            Name, Code, Prefix, starts is { } first ? Days.StartOf(first, zone) : null, ends is { } last ? Days.EndOf(last, zone) : null,
            property is not null ? UniqueIdentifier.Property : Identifier == nameof(UniqueIdentifier.Email) ? UniqueIdentifier.Email : UniqueIdentifier.ClientId, property,
            Guid.TryParse(TemplateId, out var template) ? template : null, StrictAssignee, ReleaseOnCancel,
            CodeUse == nameof(Latchstring.Agreements.CodeUse.Unique) ? Latchstring.Agreements.CodeUse.Unique : Latchstring.Agreements.CodeUse.Shared,
            Payment == nameof(PaymentMode.Card) ? PaymentMode.Card : PaymentMode.OnInvoice);
        return problems.Count == 0 ? fields : problems[0] with { Also = problems[1..] };
    }

    /// <summary>A month and a day of the calendar; years that no zone can hold are refused like no date.</summary>
    private static DateOnly? Read(string? text, string field, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text.Trim(), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and < 9000)
            return day;
        problems.Add(Problem.Invalid(field, "“{0}” is not a date. Write 2027-06-30.", text.Length > 40 ? text[..40] : text));
        return null;
    }
}
