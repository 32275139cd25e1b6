using System.Globalization;
using System.Text.Json;
using Latchstring.Server.Ui;

namespace Latchstring.Server.Audit;

/// <summary>The detail of an entry for people: {"maxUses":3,"note":"Fair"} as "max uses: 3, note: Fair". Ids say nothing to people and stand in the export.</summary>
public static class AuditDetail
{
    public static string Of(string? detail, TimeZoneInfo zone)
    {
        if (detail is null)
            return "";
        using var json = JsonDocument.Parse(detail);
        return Text(json.RootElement, zone);
    }

    private static string Text(JsonElement value, TimeZoneInfo zone) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(", ", Members(value, zone)),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => Text(item, zone)).Where(text => text.Length > 0)),
        JsonValueKind.String when Guid.TryParse(value.GetString(), out _) => "",
        JsonValueKind.String when value.GetString()!.Contains('T', StringComparison.Ordinal) && value.TryGetDateTimeOffset(out var time) => Shown.Time(TimeZoneInfo.ConvertTime(time, zone)),
        JsonValueKind.Number when value.TryGetInt64(out var number) => Shown.Number(number),
        JsonValueKind.Null => "",
        JsonValueKind.True => "✓",
        JsonValueKind.False => "–",
        _ => value.ToString(),
    };

    /// <summary>Of "before" and "after" only what differs: "name: Algebra → Algebra II".</summary>
    private static IEnumerable<string> Members(JsonElement thing, TimeZoneInfo zone)
    {
        var (before, after) = (Member(thing, "before"), Member(thing, "after"));
        var isChange = before?.ValueKind == JsonValueKind.Object && after?.ValueKind == JsonValueKind.Object;
        foreach (var member in thing.EnumerateObject().Where(member => !isChange || member.Name is not ("before" or "after")))
        {
            if (Text(member.Value, zone) is { Length: > 0 } text)
                yield return $"{Words(member.Name)}: {text}";
        }
        if (!isChange)
            yield break;
        foreach (var member in after!.Value.EnumerateObject())
        {
            var (was, now) = (Member(before!.Value, member.Name) is { } old ? Text(old, zone) : "", Text(member.Value, zone));
            if (was != now)
                yield return $"{Words(member.Name)}: {(was.Length == 0 ? "–" : was)} → {(now.Length == 0 ? "–" : now)}";
        }
    }

    private static JsonElement? Member(JsonElement thing, string name) => thing.TryGetProperty(name, out var member) ? member : null;

    /// <summary>maxUses → max uses</summary>
    private static string Words(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLower(c, CultureInfo.InvariantCulture) : c.ToString()));
}
