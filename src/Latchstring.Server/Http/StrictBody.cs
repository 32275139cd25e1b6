using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Latchstring.Server.Http;

/// <summary>Reads the JSON body of an API request once, holds it against the type the endpoint takes, and passes it on.</summary>
internal static class StrictBody
{
    /// <summary>20 MB.</summary>
    public const long Largest = 20_000_000;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ApiJson.Options.MaxDepth, AllowDuplicateProperties = false };

    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Largest;
        if (context.Request.ContentLength > Largest)
            throw new BadHttpRequestException("Too large", StatusCodes.Status413PayloadTooLarge);
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts && context.Request.HasJsonContentType())
            await ReadAsync(context, next, type, accepts.IsOptional);
        else
            await next(context);
    }

    /// <summary>A body that binds is fine; only one that does not is held against the type member by member, to say what is wrong with it.</summary>
    private static async Task ReadAsync(HttpContext context, RequestDelegate next, Type type, bool optional)
    {
        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Request.Body = body;
        var problem = HoldsNul(body) ? ProblemOf(body, type, optional) : null;
        if (problem is null)
        {
            try
            {
                await next(context);
                return;
            }
            catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status400BadRequest && !context.Response.HasStarted && (problem = ProblemOf(body, type, optional)) is not null)
            {
                // Answered below.
            }
        }
        await new ProblemAnswer(problem!).WriteAsync(context);
    }

    /// <summary>U+0000 binds, but PostgreSQL cannot store it.</summary>
    private static bool HoldsNul(MemoryStream body) => body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\\u0000"u8) >= 0;

    private static Problem? ProblemOf(MemoryStream body, Type type, bool optional)
    {
        body.Position = 0;
        if (body.Length == 0)
            return optional ? null : new Problem("body.missing", 400, "Send a JSON body.", "body");
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return new ShapeCheck(ApiJson.Options).Check(document.RootElement, type);
        }
        catch (JsonException exception)
        {
            return new Problem("body.malformed", 400, "This is not valid JSON (line {0}, byte {1}), or it is nested too deeply, or it names a field twice.", "body", (exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
        }
        finally
        {
            body.Position = 0;
        }
    }
}
