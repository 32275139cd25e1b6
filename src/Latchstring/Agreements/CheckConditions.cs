using System.Globalization;
using Latchstring.People;

namespace Latchstring.Agreements;

/// <summary>Looks at the conditions of a rule, one problem a condition (<c>conditions[0]</c>), and brings their values into the shape in which properties store them.</summary>
internal sealed class CheckConditions(IReadOnlyDictionary<Guid, Property> properties, IReadOnlySet<Guid> opens)
{
    public const int Most = 20;
    private const int LongestValue = 200;

    private readonly Check _check = new();

    public Result<IReadOnlyList<PriceCondition>> Run(IReadOnlyList<PriceCondition?>? conditions)
    {
        conditions ??= [];
        _check.That(conditions.Count <= Most, "conditions", "At most {0} conditions.", Most);
        var good = conditions.Select((condition, i) => One(condition, $"conditions[{i}]")).ToList();
        return _check.Problem is { } problem ? problem : good;
    }

    /// <summary>What can be asked of a subject.</summary>
    public static IReadOnlyList<ConditionOperator> Fitting(ConditionSubject subject, PropertyType? type) => (subject, type) switch
    {
        (ConditionSubject.Date, _) => [ConditionOperator.Before, ConditionOperator.From, ConditionOperator.Is],
        (ConditionSubject.Redeemed, _) => [ConditionOperator.Below, ConditionOperator.AtLeast],
        (ConditionSubject.Property, PropertyType.Date) => [ConditionOperator.Is, ConditionOperator.Before, ConditionOperator.From, ConditionOperator.AgeBelow, ConditionOperator.AgeAtLeast],
        (ConditionSubject.Property, PropertyType.Number) => [ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.OneOf, ConditionOperator.Below, ConditionOperator.AtLeast],
        (ConditionSubject.Property, PropertyType.YesNo) => [ConditionOperator.Is, ConditionOperator.IsNot],
        _ => [ConditionOperator.Is, ConditionOperator.IsNot, ConditionOperator.OneOf],
    };

    private PriceCondition One(PriceCondition? condition, string field)
    {
        if (condition?.Values is null)
        {
            _check.That(false, field, "Enter what to compare with.");
            return new(default, default, []);
        }
        var property = condition.PropertyId is { } id ? properties.GetValueOrDefault(id) : null;
        _check.That(condition.Subject != ConditionSubject.Property || property is not null, field, "Choose a property of people.");
        _check.That(Fitting(condition.Subject, property?.Type).Contains(condition.Operator), field, "This cannot be asked of it. Choose another comparison.");
        var values = condition.Values.Select(value => value.OrNull()).OfType<string>().Distinct().ToList();
        _check.That(values.Count > 0, field, "Enter what to compare with.");
        _check.That(values.Count <= 1 || condition.Operator is ConditionOperator.OneOf or ConditionOperator.IsNot, field, "Enter one value.");
        _check.That(values.Count <= 100 && values.TrueForAll(value => value.Length <= LongestValue && !value.Any(char.IsControl)), field, "At most {0} values of {1} characters.", 100, LongestValue);
        return condition with { PropertyId = condition.Subject == ConditionSubject.Property ? condition.PropertyId : null, Values = [.. values.Select(value => Value(condition, property, value, field))] };
    }

    private string Value(PriceCondition condition, Property? property, string value, string field)
    {
        var number = PriceCondition.Number(value);
        if (condition.Operator is ConditionOperator.AgeBelow or ConditionOperator.AgeAtLeast || condition.Subject == ConditionSubject.Redeemed)
        {
            _check.That(number is >= 0 and <= 1_000_000_000 && number % 1 == 0, field, "Enter a whole number of 0 or more.");
            return value;
        }
        if (condition.Subject == ConditionSubject.Date || property?.Type == PropertyType.Date)
        {
            var day = PriceCondition.Day(value) ?? (DateOnly.TryParseExact(value, ["d.M.yyyy", "d/M/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var typed) ? typed : null);
            _check.That(day is not null, field, "“{0}” is not a date. Write 2027-06-30.", value);
            return day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? value;
        }
        switch (condition.Subject, property?.Type)
        {
            case (ConditionSubject.Segment, _):
                _check.That(Enum.TryParse<Segment>(value, ignoreCase: true, out var segment) && Enum.IsDefined(segment), field, "This is no segment: {0}.", value);
                return segment.ToString();
            case (ConditionSubject.EmailDomain, _):
                return value.TrimStart('@').ToLowerInvariant();
            case (ConditionSubject.Offering, _):
                _check.That(Guid.TryParse(value, out var offering) && opens.Contains(offering), field, "The contract does not open this offering.");
                return offering.ToString();
            case (_, PropertyType.Number):
                _check.That(number is not null, field, "“{0}” is not a number. Write 12.5.", value);
                return number?.ToString("0.############", CultureInfo.InvariantCulture) ?? value;
            case (_, PropertyType.YesNo):
                _check.That(value.ToLowerInvariant() is "true" or "false", field, "Choose yes or no.");
                return value.ToLowerInvariant();
            case (_, PropertyType.Choice):
                var choices = (property.Choices ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                _check.That(choices.Contains(value, StringComparer.OrdinalIgnoreCase), field, "“{0}” is none of the choices of {1}.", value, property.Label);
                return value;
            default:
                return value;
        }
    }
}
