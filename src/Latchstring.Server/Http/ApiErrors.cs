using System.Text.Json;
using System.Text.RegularExpressions;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Http;

/// <summary>
/// Under /api/v1 everything that goes wrong is a problem document: unknown routes, wrong methods, bad bodies, and bugs, whose details
/// stay in the log.
/// </summary>
internal sealed partial class ApiErrors(RequestDelegate next, Database database, ILogger<ApiErrors> log)
{
    private static readonly Problem NoRoute = new("route.not_found", 404, "The API has no such address. /api lists all.");
    private static readonly Problem Bug = new("server.error", 500, "Something went wrong on our side. It is in our log; nothing was changed.");
    private static readonly Problem Conflict = new("edit.conflict", 409, "Somebody else changed this at the same moment. Look at it again, then repeat.");
    private static readonly Problem Cancelled = new("request.cancelled", 499, "The caller went away.");

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        var problem = context.GetEndpoint() is null || IsElsewhere(context) ? NoRoute : Refusal(context) ?? await RunAsync(context);
        if (problem is not null && !context.Response.HasStarted)
        {
            var allow = context.Response.Headers.Allow;
            context.Response.Clear();
            context.Response.Headers.Allow = allow;
            await new ProblemAnswer(problem).WriteAsync(context);
        }
    }

    /// <summary>A wrong method at an address that only some page would take.</summary>
    private static bool IsElsewhere(HttpContext context) => context.GetEndpoint() is not RouteEndpoint
        && !context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Any(endpoint =>
            endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal)
            && new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText.TrimStart('/')), []).TryMatch(context.Request.Path, []));

    private async Task<Problem?> RunAsync(HttpContext context)
    {
        try
        {
            // The endpoint that routing chooses for a wrong method or media type has nobody's permission; it only says no.
            if (context.GetEndpoint() is not RouteEndpoint && context.GetEndpoint()?.RequestDelegate is { } refuse)
                await refuse(context);
            else
                await next(context);
        }
        catch (Exception exception)
        {
            return Meaning(exception, context);
        }
        return context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } ? Named(context.Response.StatusCode) : null;
    }

    private Problem Meaning(Exception exception, HttpContext context)
    {
        if (exception is BadHttpRequestException bad)
            return Parameter(bad, context) ?? Named(bad.StatusCode);
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return Cancelled;
        if (IsConnectionLoss(exception))
        {
            log.LogError(exception, "The database went away during {Method} {Path}", context.Request.Method, context.Request.Path);
            return CodeRefusals.OutcomeUnknown;
        }
        if (database.IsUniqueViolation(exception))
        {
            log.LogWarning(exception, "Two requests met in {Method} {Path}", context.Request.Method, context.Request.Path);
            return Conflict;
        }
        log.LogError(exception, "Unhandled in {Method} {Path}", context.Request.Method, context.Request.Path);
        return Bug;
    }

    /// <summary>A route or query value that could not be read; in the path such a thing does not exist.</summary>
    private static Problem? Parameter(BadHttpRequestException bad, HttpContext context) =>
        ParameterName().Match(bad.Message) is not { Success: true } match ? null
        : context.Request.RouteValues.ContainsKey(match.Groups["name"].Value) ? NoRoute
        : Problem.Invalid(JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value), "This is missing, or its value cannot be read.");

    [GeneratedRegex("^(?:Failed to bind parameter|Required parameter) \"[^\"]*?(?<name>[A-Za-z]+)\"", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ParameterName();

    /// <summary>Lost between statement and answer: nobody can say whether the commit arrived.</summary>
    private static bool IsConnectionLoss(Exception exception) => exception switch
    {
        Npgsql.PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "40003" or "08006" or "08003" or "08007" } => true,
        Npgsql.PostgresException => false,
        Npgsql.NpgsqlException => true,
        DbUpdateException or InvalidOperationException when exception.InnerException is { } inner => IsConnectionLoss(inner),
        TimeoutException => true,
        _ => false,
    };

    private static Problem? Refusal(HttpContext context) =>
        context.Request.QueryString.Value is { Length: > 0 } query && query.Contains("%00", StringComparison.Ordinal)
        || context.Request.RouteValues.Values.Any(value => value is string text && text.Contains('\0', StringComparison.Ordinal))
            ? new Problem("input.invalid", 400, "The address holds a character that cannot be used.")
            : null;

    private static Problem Named(int status) => status switch
    {
        400 => new("request.malformed", 400, "The request could not be read. Compare it with /api."),
        404 => NoRoute,
        405 => new("method.not_allowed", 405, "This address does not take this method. The Allow header lists those it takes."),
        408 => new("request.timeout", 408, "The request came in too slowly."),
        413 => new("body.too_large", 413, "The body is too large; 20 MB is the limit."),
        415 => new("body.media_type", 415, "Send the body as application/json."),
        _ => new("request.refused", status, "The request was refused."),
    };
}
