using Latchstring.Agreements;
using Latchstring.People;

namespace Latchstring.Server.Agreements;

/// <summary>A rule as it was typed: rows of "what", "how", "with what"; rows left empty do not count.</summary>
public sealed class PriceRuleForm
{
    /// <summary>Empty rows that stand below those in use.</summary>
    private const int Spare = 2;

    public string? Name { get; set; }
    public string? PriceId { get; set; }
    public int? Version { get; set; }

    /// <summary>A form without any binds null.</summary>
    [System.Diagnostics.CodeAnalysis.AllowNull]
    public List<Row> Conditions { get; set => field = value ?? []; } = [];

    public sealed class Row
    {
        /// <summary>property:id, segment, emailDomain, offering:id, date or redeemed.</summary>
        public string? Subject { get; set; }
        public string? Operator { get; set; }
        public string? Value { get; set; }

        public bool IsEmpty => string.IsNullOrWhiteSpace(Subject) && string.IsNullOrWhiteSpace(Value);
    }

    public static PriceRuleForm Of(PriceRule rule) => new()
    {
        Name = rule.Name,
        PriceId = rule.PriceId.ToString(),
        Version = rule.Version,
        Conditions = [.. PriceCondition.FromJson(rule.Conditions).Select(RowOf)],
    };

    /// <summary>Rows for more conditions, without script.</summary>
    public void MakeRoom()
    {
        Conditions.RemoveAll(row => row.IsEmpty);
        Conditions.AddRange(Enumerable.Range(0, Spare).Select(_ => new Row()));
    }

    public PriceRuleFields Fields(IReadOnlyList<Property> properties) =>
        new(Name, Guid.TryParse(PriceId, out var price) ? price : null, [.. Conditions.Where(row => !row.IsEmpty).Select(row => Condition(row, properties))]);

    /// <summary>The problem of the n-th row, named as the row's field is.</summary>
    public Problem? ProblemOf(Problem? problem, int index)
    {
        var among = Conditions.Take(index).Count(row => !row.IsEmpty);
        return Conditions[index].IsEmpty ? null : problem?.Also.Prepend(problem).FirstOrDefault(p => p.Field == $"conditions[{among}]") is { } mine ? mine with { Field = "value", Also = [] } : null;
    }

    private static Row RowOf(PriceCondition condition) => condition.Subject switch
    {
        ConditionSubject.Offering => new Row { Subject = "offering:" + condition.Values[0], Operator = condition.Operator.ToString() },
        ConditionSubject.Property => new Row { Subject = "property:" + condition.PropertyId, Operator = condition.Operator.ToString(), Value = string.Join(", ", condition.Values) },
        _ => new Row { Subject = condition.Subject.ToString(), Operator = condition.Operator.ToString(), Value = string.Join(", ", condition.Values) },
    };

    private static PriceCondition Condition(Row row, IReadOnlyList<Property> properties)
    {
        var asks = Enum.TryParse<ConditionOperator>(row.Operator, out var known) ? known : ConditionOperator.Is;
        var parts = (row.Subject ?? "").Split(':', 2);
        var id = parts.Length == 2 && Guid.TryParse(parts[1], out var given) ? given : (Guid?)null;
        if (parts[0] == "offering")
            return new(ConditionSubject.Offering, asks, [id?.ToString() ?? ""]);
        IReadOnlyList<string> values = asks == ConditionOperator.OneOf ? (row.Value ?? "").Split(',', StringSplitOptions.TrimEntries) : [row.Value ?? ""];
        if (parts[0] != "property")
            return new(Enum.TryParse<ConditionSubject>(parts[0], out var subject) ? subject : ConditionSubject.Property, asks, values);
        var yesNo = properties.FirstOrDefault(p => p.Id == id)?.Type == PropertyType.YesNo;
        return new(ConditionSubject.Property, asks, yesNo ? [.. values.Select(YesNo)] : values, id);
    }

    /// <summary>As people write it in the three languages.</summary>
    private static string YesNo(string text) => text.Trim().ToLowerInvariant() switch
    {
        "yes" or "ja" or "oui" or "1" => "true",
        "no" or "nein" or "non" or "0" => "false",
        var other => other,
    };
}
