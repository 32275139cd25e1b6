using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Latchstring.Server.Http;

/// <summary>
/// JSON of the API: camelCase, enums by name, numbers only as numbers, nothing twice and nothing unknown. A constructor parameter that can
/// neither be null nor has a default must be there.
/// </summary>
public static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.MaxDepth = 32;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireParameters, CreatePatches } };
        return options;
    }

    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false, IsMemberInitializer: false } parameter && Nullable.GetUnderlyingType(parameter.ParameterType) is null)
                property.IsRequired = true;
        }
    }

    /// <summary>
    /// A body with <see cref="Given{T}"/> members is made empty and then filled: OpenAPI cannot write the default of such a constructor parameter.
    /// </summary>
    private static void CreatePatches(JsonTypeInfo type)
    {
        if (!type.Properties.Any(property => property.AssociatedParameter is not null && Given.Inner(property.PropertyType) is not null))
            return;
        var constructor = type.Type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        var empty = constructor.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null).ToArray();
        type.CreateObject = () => constructor.Invoke(empty);
    }
}
