using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Latchstring.Server.Http;

/// <summary>
/// How verbs answer over the API: a value becomes 200, 201 or 204, a <see cref="Problem"/> an RFC 9457 document with a stable <c>code</c>,
/// and <c>errors</c> by field where fields are at fault.
/// </summary>
public static class Problems
{
    /// <summary>Member of <see cref="Problem.Extensions"/> that becomes the Retry-After header: whole seconds.</summary>
    public const string RetryAfter = "retryAfter";

    public static ProblemAnswer ToResult(Problem problem) => new(problem);

    public static Results<Ok<TOut>, ProblemAnswer> ToOk<T, TOut>(this Result<T> result, Func<T, TOut> shown) =>
        result.Ok ? TypedResults.Ok(shown(result.Value)) : ToResult(result.Problem);

    public static Results<Ok<T>, ProblemAnswer> ToOk<T>(this Result<T> result) => result.ToOk(value => value);

    /// <param name="location">Path below /api/v1 at which the new thing stands, e.g. <c>offerings/{id}</c>.</param>
    public static Results<Created<TOut>, ProblemAnswer> ToCreated<T, TOut>(this Result<T> result, Func<T, string> location, Func<T, TOut> shown) =>
        result.Ok ? TypedResults.Created("/api/v1/" + location(result.Value), shown(result.Value)) : ToResult(result.Problem);

    public static Results<NoContent, ProblemAnswer> ToNoContent<T>(this Result<T> result) =>
        result.Ok ? TypedResults.NoContent() : ToResult(result.Problem);
}

/// <summary>A problem as <c>application/problem+json</c>.</summary>
public sealed class ProblemAnswer(Problem problem) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    public int? StatusCode => problem.Status;

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext);

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && !context.Response.Headers.ContainsKey("Retry-After"))
            context.Response.Headers.RetryAfter = Convert.ToString(problem.Extensions?.GetValueOrDefault(Problems.RetryAfter) ?? 1, CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(Document(), ApiJson.Options, "application/problem+json", context.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in new[] { StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound })
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), ["application/problem+json"]));
    }

    internal ProblemDocument Document()
    {
        var fields = problem.Also.Prepend(problem).Where(one => one.Field is not null).ToList();
        return new ProblemDocument
        {
            Title = ReasonPhrases.GetReasonPhrase(problem.Status),
            Status = problem.Status,
            Detail = problem.English,
            Code = problem.Code,
            Field = problem.Field,
            Errors = fields.Count == 0 ? null : fields.GroupBy(one => one.Field!, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(one => one.English).ToArray(), StringComparer.Ordinal),
            More = problem.Extensions?.Where(pair => pair.Key != Problems.RetryAfter).ToDictionary(StringComparer.Ordinal),
        };
    }
}

/// <summary>RFC 9457 problem document.</summary>
public sealed class ProblemDocument
{
    /// <summary>What the HTTP status means.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status, repeated.</summary>
    public required int Status { get; init; }

    /// <summary>What happened and what to do, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>Stable and machine-readable, e.g. <c>code.used_up</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The input field at fault; the first one when there are several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>All fields at fault with what is wrong with each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    [JsonExtensionData]
    public IDictionary<string, object?>? More { get; init; }
}
