using System.Text.Json;
using System.Text.Json.Serialization;

namespace Latchstring.Server.Http;

/// <summary>
/// A member of a PATCH body: absent = leave as it is (<see cref="IsGiven"/> is false), null = clear, a value = set.
/// Declare it as <c>Given&lt;T?&gt; Name = default</c>.
/// </summary>
[JsonConverter(typeof(GivenConverterFactory))]
public readonly struct Given<T>(T value)
{
    public bool IsGiven { get; } = true;

    /// <summary>What was sent; the type's default when nothing was.</summary>
    public T Value { get; } = value;

    /// <summary>What was sent, or else what is there now.</summary>
    public T Or(T now) => IsGiven ? Value : now;
}

internal static class Given
{
    /// <summary>T of <c>Given&lt;T&gt;</c>, else null.</summary>
    public static Type? Inner(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Given<>) ? type.GetGenericArguments()[0] : null;
}

internal sealed class GivenConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Given.Inner(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(Given.Inner(typeToConvert)!))!;

    private sealed class Converter<T> : JsonConverter<Given<T>>
    {
        public override bool HandleNull => true;

        public override Given<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, Given<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Value, options);
    }
}
