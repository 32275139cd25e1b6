using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Latchstring.Server.Http;

/// <summary>
/// Compares a JSON body with the type that the endpoint takes and names everything that does not fit, at once: fields that are unknown
/// or belong to the server, fields that are missing, values of a wrong type.
/// </summary>
internal sealed class ShapeCheck(JsonSerializerOptions options)
{
    private const int MostProblems = 50;
    private readonly List<Problem> _problems = [];

    /// <summary>Null when the body fits.</summary>
    public Problem? Check(JsonElement body, Type type)
    {
        if (body.ValueKind == JsonValueKind.Null)
            Refuse("input.invalid", "", Wanted(type));
        else
            Visit(body, options.GetTypeInfo(type), "");
        return _problems.Count == 0 ? null : _problems[0] with { Also = _problems[1..] };
    }

    private void Visit(JsonElement element, JsonTypeInfo type, string path)
    {
        if (_problems.Count >= MostProblems)
            return;
        if (Nullable.GetUnderlyingType(type.Type) is { } inner)
            type = options.GetTypeInfo(inner);
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                VisitObject(element, type, path);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Visit(item, options.GetTypeInfo(type.ElementType!), $"{path}[{index++}]");
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                foreach (var entry in element.EnumerateObject())
                    Visit(entry.Value, options.GetTypeInfo(type.ElementType!), Join(path, entry.Name));
                break;
            default:
                VisitValue(element, type, path);
                break;
        }
    }

    private void VisitObject(JsonElement element, JsonTypeInfo type, string path)
    {
        var known = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var at = Join(path, member.Name);
            if (!known.Remove(member.Name, out var property))
                Refuse("input.unknown_field", at, "This field is not known here, or only the server sets it.");
            else if (member.Value.ValueKind == JsonValueKind.Null && !TakesNull(property))
                Refuse("input.invalid", at, "This cannot be null.");
            else if (member.Value.ValueKind != JsonValueKind.Null)
                Visit(member.Value, options.GetTypeInfo(property.PropertyType), at);
        }
        foreach (var missing in known.Values.Where(property => property.IsRequired))
            Refuse("input.invalid", Join(path, missing.Name), "This is required.");
    }

    private void VisitValue(JsonElement element, JsonTypeInfo type, string path)
    {
        try
        {
            if (element.ValueKind == JsonValueKind.String && element.GetString()!.Contains('\0', StringComparison.Ordinal))
                Refuse("input.invalid", path, "This holds a character that cannot be stored.");
            else
                _ = element.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            Refuse("input.invalid", path, Wanted(type.Type));
        }
    }

    private void Refuse(string code, string path, string sentence) =>
        _problems.Add(new Problem(code, 400, sentence, path.Length == 0 ? "body" : Clean(path)));

    private static bool TakesNull(JsonPropertyInfo property) =>
        Given.Inner(property.PropertyType) is { } inner
            ? !inner.IsValueType || Nullable.GetUnderlyingType(inner) is not null
            : property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    private static string Clean(string path) => path.Length > 200 ? path[..200] + "…" : path;

    private static string Wanted(Type type)
    {
        type = Given.Inner(type) ?? type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return $"This must be one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}.";
        return type.Name switch
        {
            nameof(String) => "This must be a text.",
            nameof(Boolean) => "This must be true or false.",
            nameof(Int32) or nameof(Int64) or nameof(Int16) => "This must be a whole number within its range, without quotes.",
            nameof(Decimal) or nameof(Double) => "This must be a number, without quotes.",
            nameof(Guid) => "This must be an id (UUID).",
            nameof(DateTimeOffset) => "This must be a time with its offset, such as 2026-07-01T12:00:00Z.",
            nameof(DateOnly) => "This must be a date, such as 2026-07-01.",
            _ => type.IsArray || (type.IsGenericType && type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)) ? "This must be a list." : "This must be an object.",
        };
    }
}
