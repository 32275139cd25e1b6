using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace Latchstring.Server.Http;

/// <summary>
/// A misspelt or empty filter must not quietly mean "all": query parameters that the endpoint does not know, and values that are not of
/// their type, are refused by name. An endpoint that reads the query itself knows itself which parameters there are.
/// </summary>
internal static class StrictQuery
{
    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Query.Count > 0 && context.GetEndpoint() is { } endpoint && Refusal(context.Request, endpoint) is { } problem
            ? new ProblemAnswer(problem).WriteAsync(context)
            : next(context);

    private static Problem? Refusal(HttpRequest request, Endpoint endpoint)
    {
        var parameters = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        var problems = parameters
            .Where(parameter => request.Query.TryGetValue(parameter.Name, out var value) && !request.RouteValues.ContainsKey(parameter.Name) && !IsA(parameter.ParameterInfo.ParameterType, value.ToString()))
            .Select(parameter => Problem.Invalid(JsonNamingPolicy.CamelCase.ConvertName(parameter.Name), "This is missing, or its value cannot be read.")).ToList();
        if (!parameters.Any(parameter => parameter.HasBindAsync || parameter.ParameterInfo.ParameterType == typeof(HttpContext) || parameter.ParameterInfo.ParameterType == typeof(HttpRequest)))
        {
            var known = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            problems.AddRange(request.Query.Keys.Where(name => !known.Contains(name))
                .Select(name => new Problem("input.unknown_parameter", 400, "This address does not know this parameter.", name.Length > 100 ? name[..100] : name)));
        }
        return problems.Count == 0 ? null : problems[0] with { Also = problems[1..] };
    }

    private static bool IsA(Type type, string value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var one when one == typeof(Guid) => Guid.TryParse(value, out _),
        var one when one == typeof(bool) => bool.TryParse(value, out _),
        var one when one == typeof(int) => int.TryParse(value, CultureInfo.InvariantCulture, out _),
        var one when one == typeof(DateOnly) => DateOnly.TryParse(value, CultureInfo.InvariantCulture, out _),
        var one when one == typeof(DateTimeOffset) => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
