using System.Globalization;
using Latchstring.Participants;
using Latchstring.People;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Participants;

/// <summary>A template as it was typed: "property:{id}" stands for a property, an empty choice for an ignored column.</summary>
internal sealed record TemplateForm(string? Name, string? Description, IReadOnlyList<TemplateColumn> Columns, IReadOnlyList<MatchCriterion> Match, int? Version)
{
    public const int MostCriteria = 4;

    public static TemplateForm Blank() => new(null, null, [.. Enumerable.Repeat(new TemplateColumn("", ColumnHolds.Ignored), 4)], [new(MatchOn.ClientId), new(MatchOn.Email)], null);

    public static TemplateForm Of(CsvTemplateRow row) => new(row.Template.Name, row.Template.Description, row.Layout.Columns, row.Layout.Match, row.Template.Version);

    public static TemplateForm Read(IFormCollection form)
    {
        var holds = form["holds"];
        return new(
            form["name"], form["description"],
            [.. form["heading"].Take(500).Select((heading, i) => Column(heading ?? "", i < holds.Count ? holds[i] : null))],
            [.. form["match"].Where(value => !string.IsNullOrEmpty(value)).Take(50).Select(Criterion)],
            int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
    }

    public static string Value(TemplateColumn column) => column.Holds switch { ColumnHolds.Ignored => "", ColumnHolds.Property => $"property:{column.PropertyId}", var holds => holds.ToString() };

    public static string Value(MatchCriterion match) => match.On == MatchOn.Property ? $"property:{match.PropertyId}" : match.On.ToString();

    public static IReadOnlyList<(string, string)> Holdings(IStringLocalizer<ParticipantsText> t, IReadOnlyList<PropertyRow> properties) =>
        [("", t["Ignored"]), .. Enum.GetValues<ColumnHolds>().Where(holds => holds is not (ColumnHolds.Ignored or ColumnHolds.Property)).Select(holds => (holds.ToString(), ParticipantWords.Holds(t, holds))), .. Of(properties)];

    public static IReadOnlyList<(string, string)> Matches(IStringLocalizer<ParticipantsText> t, IReadOnlyList<PropertyRow> properties) =>
        [(nameof(MatchOn.ClientId), t["Client number"]), (nameof(MatchOn.Email), t["E-mail"]), (nameof(MatchOn.Phone), t["Phone"]), .. Of(properties)];

    private static IEnumerable<(string, string)> Of(IReadOnlyList<PropertyRow> properties) => properties.Select(row => ($"property:{row.Property.Id}", row.Property.Label));

    /// <summary>What does not exist becomes a value that no rule allows, so that the verb refuses it.</summary>
    private static TemplateColumn Column(string heading, string? value) =>
        string.IsNullOrEmpty(value) ? new(heading, ColumnHolds.Ignored)
        : value.StartsWith("property:", StringComparison.Ordinal) ? new(heading, ColumnHolds.Property, Guid.TryParse(value[9..], out var id) ? id : Guid.Empty)
        : new(heading, Enum.TryParse<ColumnHolds>(value, out var holds) ? holds : (ColumnHolds)(-1));

    private static MatchCriterion Criterion(string? value) =>
        value!.StartsWith("property:", StringComparison.Ordinal) ? new(MatchOn.Property, Guid.TryParse(value[9..], out var id) ? id : Guid.Empty) : new(Enum.TryParse<MatchOn>(value, out var on) ? on : (MatchOn)(-1));
}
