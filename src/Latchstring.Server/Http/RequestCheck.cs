using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Latchstring.Server.Http;

/// <summary>
/// What no browser sends, refused with 400 for all pages: a form without our token, which endpoints would read regardless, and fail; a zero
/// byte in an address or a form field, which SQLite would store and PostgreSQL fail on. The API says that by field: <see cref="ShapeCheck"/>.
/// </summary>
internal static class RequestCheck
{
    /// <summary>Behind antiforgery, which has read the form by then; nothing is read for this alone.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        // The kind page about a form that was refused is a GET, with that form still in its features.
        if (!InAddress(context) && (HttpMethods.IsGet(context.Request.Method) || (!IsForged(context) && !InForm(context))))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    private static bool IsForged(HttpContext context) => context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };

    private static bool InAddress(HttpContext context) =>
        context.Request.QueryString.Value is { Length: > 0 } query && query.Contains("%00", StringComparison.Ordinal)
        || context.Request.RouteValues.Values.Any(value => value is string text && text.Contains('\0', StringComparison.Ordinal));

    private static bool InForm(HttpContext context) =>
        context.Features.Get<IFormFeature>()?.Form is { } form && form.Any(field => Has(field.Key) || field.Value.Any(Has));

    private static bool Has(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal);
}
