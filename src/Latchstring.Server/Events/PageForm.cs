using System.Globalization;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Server.Events;

/// <summary>A registration page as its editor sends it: titles of steps, and a row for everything that can be asked for.</summary>
public sealed class PageForm
{
    public string? Name { get; set; }
    public int? Version { get; set; }
    public List<Step> Steps { get; set; } = [];
    public List<Row> Rows { get; set; } = [];

    public sealed class Step
    {
        public string? Title { get; set; }
        public string? Text { get; set; }
    }

    /// <summary><see cref="At"/> is the number of the step, from 1; empty = it is not asked for.</summary>
    public sealed class Row
    {
        public string? Key { get; set; }
        public string? At { get; set; }
        public bool Required { get; set; }
        public bool Prefilled { get; set; }
        public bool ReadOnly { get; set; }
        public string? OnlyIf { get; set; }
        public string? OnlyIfValue { get; set; }
    }

    public static PageForm Of(RegistrationPage page, IReadOnlyList<Property> properties)
    {
        var steps = RegistrationSteps.Of(page);
        var asked = steps.SelectMany((step, i) => step.Fields.Select(field => (Step: i + 1, Field: field))).ToList();
        var keys = asked.Select(one => one.Field.Key).Append(RegistrationField.Phone).Concat(properties.Select(property => property.Id.ToString())).Distinct(StringComparer.Ordinal)
            .Where(key => !Guid.TryParse(key, out var id) || properties.Any(property => property.Id == id));
        var form = new PageForm { Name = page.Name, Version = page.Version, Steps = [.. steps.Select(step => new Step { Title = step.Title, Text = step.Text })] };
        if (form.Steps.Count < RegistrationSteps.Most)
            form.Steps.Add(new());
        foreach (var key in keys)
        {
            var (at, field) = asked.Find(one => one.Field.Key == key);
            form.Rows.Add(field is null ? new() { Key = key, Prefilled = true } : new()
            {
                Key = key, At = at.ToString(CultureInfo.InvariantCulture), Required = field.Required, Prefilled = field.Prefilled, ReadOnly = field.ReadOnly, OnlyIf = field.OnlyIf, OnlyIfValue = field.OnlyIfValue,
            });
        }
        return form;
    }

    /// <summary>Steps without fields and words fall away; fields of a step that there is not stand in the last one.</summary>
    public IReadOnlyList<RegistrationStep> Read() => [.. Steps.Take(RegistrationSteps.Most).Select((step, i) => new RegistrationStep(Words(step.Title), Words(step.Text), [.. Rows.Where(row => row.Key is not null && StepOf(row) == i + 1).Select(FieldOf)]))
        .Where(step => step.Fields.Count > 0 || step.Title is not null || step.Text is not null)];

    private static int? StepOf(Row row) => int.TryParse(row.At, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : RegistrationFields.IsAlways(row.Key!) ? 1 : null;

    private static RegistrationField FieldOf(Row row) => new(row.Key!, row.Required || RegistrationFields.IsAlways(row.Key!), row.ReadOnly, row.Prefilled || row.ReadOnly, Words(row.OnlyIf), Words(row.OnlyIf) is null ? null : Words(row.OnlyIfValue));

    private static string? Words(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ReplaceLineEndings("\n");
}
