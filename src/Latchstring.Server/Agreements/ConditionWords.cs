using System.Globalization;
using Latchstring.Agreements;
using Latchstring.People;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Agreements;

/// <summary>Conditions in the reader's words.</summary>
internal static class ConditionWords
{
    public static IEnumerable<(string Value, string Text)> Subjects(IStringLocalizer<AgreementsText> t, AgreementView view)
    {
        yield return ("", t["no condition"]);
        foreach (var property in view.Properties)
            yield return ("property:" + property.Id, property.Label);
        yield return (nameof(ConditionSubject.Segment), t["Segment"]);
        yield return (nameof(ConditionSubject.EmailDomain), t["Domain of the e-mail address"]);
        if (view.Opens.Count > 1)
        {
            foreach (var offering in view.Opens)
                yield return ("offering:" + offering.Id, t["The person chose {0}", offering.Name]);
        }
        yield return (nameof(ConditionSubject.Date), t["Date of redeeming"]);
        yield return (nameof(ConditionSubject.Redeemed), t["Redeemed so far"]);
    }

    public static string Name(IStringLocalizer<AgreementsText> t, ConditionOperator asks) => asks switch
    {
        ConditionOperator.Is => t["is"],
        ConditionOperator.IsNot => t["is not"],
        ConditionOperator.OneOf => t["is one of"],
        ConditionOperator.Below => t["is below"],
        ConditionOperator.AtLeast => t["is at least"],
        ConditionOperator.Before => t["is before"],
        ConditionOperator.From => t["is on or after"],
        ConditionOperator.AgeBelow => t["is an age below (years)"],
        _ => t["is an age of at least (years)"],
    };

    public static string Of(IStringLocalizer<AgreementsText> t, AgreementView view, PriceCondition condition)
    {
        var subject = condition.Subject switch
        {
            ConditionSubject.Property => view.Properties.FirstOrDefault(p => p.Id == condition.PropertyId)?.Label ?? t["a property that was removed"],
            ConditionSubject.Segment => t["Segment"],
            ConditionSubject.EmailDomain => t["Domain of the e-mail address"],
            ConditionSubject.Offering => t["Choice of the person"],
            ConditionSubject.Date => t["Date of redeeming"],
            _ => t["Redeemed so far"],
        };
        return $"{subject} {Name(t, condition.Operator)} {string.Join(", ", condition.Values.Select(value => Value(t, view, condition, value)))}";
    }

    private static string Value(IStringLocalizer<AgreementsText> t, AgreementView view, PriceCondition condition, string value) => value switch
    {
        "true" => t["yes"],
        "false" => t["no"],
        _ when condition.Subject == ConditionSubject.Offering => view.Opens.FirstOrDefault(o => o.Id.ToString() == value)?.Name ?? "–",
        _ when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day.ToString("d", CultureInfo.CurrentCulture),
        _ => value,
    };
}
