using System.Text.Json;

namespace Latchstring.Offerings;

/// <summary>One screen of a registration page.</summary>
/// <param name="Title">null = "Your details", in the reader's language.</param>
public sealed record RegistrationStep(string? Title, string? Text, IReadOnlyList<RegistrationField> Fields);

/// <summary>What a registration page asks for, step by step. Name and address are asked for always; nobody can be written to, or given a badge, without.</summary>
public static class RegistrationSteps
{
    public const int Most = 6;

    /// <summary>What a new page looks like, and an old one that was reset (S1.13, S1.15): the address is the one that was invited (S1.20).</summary>
    public static readonly IReadOnlyList<RegistrationStep> Template =
    [
        new(null, null, [new(RegistrationField.FirstName, Required: true), new(RegistrationField.LastName, Required: true), new(RegistrationField.Email, Required: true, ReadOnly: true), new(RegistrationField.Phone)]),
    ];

    /// <summary>With what is asked for always, if the page does not name it.</summary>
    public static IReadOnlyList<RegistrationStep> Of(RegistrationPage page)
    {
        var steps = JsonSerializer.Deserialize<List<RegistrationStep>>(page.Steps, JsonSerializerOptions.Web)!;
        if (steps.Count == 0)
            return Template;
        var missing = Template[0].Fields.Where(field => RegistrationFields.IsAlways(field.Key) && !steps.Exists(step => step.Fields.Any(one => one.Key == field.Key))).ToList();
        return [steps[0] with { Fields = [.. missing, .. steps[0].Fields.Select(Sure)] }, .. steps.Skip(1).Select(step => step with { Fields = [.. step.Fields.Select(Sure)] })];
    }

    internal static string ToJson(IReadOnlyList<RegistrationStep> steps) => JsonSerializer.Serialize(steps, JsonSerializerOptions.Web);

    /// <summary>Those that are asked for beside these answers.</summary>
    public static IReadOnlyList<RegistrationField> Shown(IEnumerable<RegistrationField> fields, Func<string, string?> answer) => [.. fields.Where(field => field.OnlyIf is not { } other
        || (answer(other).OrNull() is { } given && (field.OnlyIfValue.OrNull() is not { } wanted || string.Equals(given, wanted, StringComparison.OrdinalIgnoreCase))))];

    internal static Problem? Refusal(IReadOnlyList<RegistrationStep> steps, IReadOnlyCollection<Guid> properties)
    {
        var check = new Check().That(steps.Count is > 0 and <= Most, "steps", "A page has between {0} and {1} steps.", 1, Most);
        var fields = steps.SelectMany(step => step.Fields).ToList();
        foreach (var step in steps)
            check.Line(step.Title, "steps", 200).Lines(step.Text, "steps", 2000);
        check.That(steps.All(step => step.Fields.Count > 0), "steps", "A step that asks for nothing helps nobody. Ask for something in it, or leave it out.");
        check.That(fields.Count <= RegistrationFields.Most, "fields", "Ask for at most {0} things.", RegistrationFields.Most);
        check.That(fields.TrueForAll(field => RegistrationFields.IsKnown(field.Key) || (field.PropertyId is { } id && properties.Contains(id))), "fields", "One of these is no property of people any more. Reload the page and choose again.");
        check.That(fields.Select(field => field.Key).Distinct(StringComparer.Ordinal).Count() == fields.Count, "fields", "Each thing is asked for once.");
        for (var at = 0; at < fields.Count; at++)
        {
            var (field, before) = (fields[at], at);
            if (field.OnlyIf is null)
                continue;
            check.That(!RegistrationFields.IsAlways(field.Key), "fields", "Name and address are asked for always.");
            check.That(fields.FindIndex(one => one.Key == field.OnlyIf) is var other && other >= 0 && other < before, "fields", "A question can hang only on one that stands before it.");
            check.Line(field.OnlyIfValue, "fields", 500);
        }
        return check.Problem;
    }

    private static RegistrationField Sure(RegistrationField field) => RegistrationFields.IsAlways(field.Key) ? field with { Required = true, OnlyIf = null } : field;
}
