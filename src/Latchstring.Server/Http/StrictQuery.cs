using Microsoft.AspNetCore.Http.Metadata;

namespace Latchstring.Server.Http;

/// <summary>
/// A misspelt filter must not quietly mean "all": query parameters that the endpoint does not know are refused by name. An endpoint that
/// reads the query itself checks it itself.
/// </summary>
internal static class StrictQuery
{
    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Query.Count > 0 && context.GetEndpoint() is { } endpoint && Refusal(context.Request.Query.Keys, endpoint) is { } problem
            ? new ProblemAnswer(problem).WriteAsync(context)
            : next(context);

    private static Problem? Refusal(ICollection<string> given, Endpoint endpoint)
    {
        var parameters = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        if (parameters.Any(parameter => parameter.HasBindAsync || parameter.ParameterInfo.ParameterType == typeof(HttpContext) || parameter.ParameterInfo.ParameterType == typeof(HttpRequest)))
            return null;
        var known = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var problems = given.Where(name => !known.Contains(name))
            .Select(name => new Problem("input.unknown_parameter", 400, "This address does not know this parameter.", name.Length > 100 ? name[..100] : name)).ToList();
        return problems.Count == 0 ? null : problems[0] with { Also = problems[1..] };
    }
}
