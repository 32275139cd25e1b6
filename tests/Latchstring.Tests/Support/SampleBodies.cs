using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Support;

/// <summary>One method of one API route.</summary>
public sealed record ApiEndpoint(string Method, string Pattern, RouteEndpoint Endpoint)
{
    /// <summary>The type of its JSON body, if it takes one.</summary>
    public Type? Body => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts && accepts.ContentTypes.Contains("application/json") ? type : null;

    public override string ToString() => $"{Method} {Pattern}";

    public static IReadOnlyList<ApiEndpoint> All(TestServer server) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => new ApiEndpoint(method, endpoint.RoutePattern.RawText!["/api/v1".Length..], endpoint)))
            .OrderBy(endpoint => endpoint.ToString(), StringComparer.Ordinal)];
}

/// <summary>Makes bodies that fit a type: each member filled with something plausible, ids by their name.</summary>
public sealed class SampleBodies(Func<string, string> idOf)
{
    /// <param name="all">False = only what is required.</param>
    public JsonNode Of(Type type, bool all = false)
    {
        var body = new JsonObject();
        foreach (var member in Members(type).Where(member => all || member.IsRequired))
            body[member.Name] = Value(member.PropertyType, member.Name, all);
        return body;
    }

    public static IEnumerable<JsonPropertyInfo> Members(Type type) => ApiJson.Options.GetTypeInfo(type).Properties;

    private JsonNode? Value(Type type, string name, bool all)
    {
        type = Given.Inner(type) ?? type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = ApiJson.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
            return new JsonArray(Value(info.ElementType!, name.TrimEnd('s'), all));
        if (type.IsEnum)
            return System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Enum.GetNames(type)[^1]);
        return type.Name switch
        {
            nameof(Guid) => idOf(name),
            nameof(Boolean) => false,
            nameof(Int32) or nameof(Int64) => 2,
            nameof(DateTimeOffset) => "2030-01-01T00:00:00Z",
            nameof(DateOnly) => "2030-01-01",
            nameof(String) => Text(name),
            _ when info.Kind == JsonTypeInfoKind.Object => Of(type, all),
            _ => null,
        };
    }

    private static string Text(string name) => name switch
    {
        "email" => "somebody@sample.test",
        "currency" => "EUR",
        "timeZone" => "Europe/Berlin",
        "locale" => "de",
        "url" or "howToUrl" => "https://sample.test/page",
        "phone" => "+49 30 1234567",
        "opensAt" => "08:00",
        "closesAt" => "16:00",
        _ when name.StartsWith("valid", StringComparison.Ordinal) || name.EndsWith("At", StringComparison.Ordinal) => "2030-01-01",
        _ => "Sample",
    };
}
