using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Latchstring.Server.Http;

/// <summary>
/// A zero byte in an address or a form field: no browser sends one, SQLite would store it and PostgreSQL would fail on it. Refused here with
/// 400 for all pages. The API says it by field: <see cref="ShapeCheck"/>.
/// </summary>
internal static class ZeroBytes
{
    /// <summary>Behind antiforgery, which has read the form by then; nothing is read for this alone.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!InAddress(context) && !InForm(context))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    private static bool InAddress(HttpContext context) =>
        context.Request.QueryString.Value is { Length: > 0 } query && query.Contains("%00", StringComparison.Ordinal)
        || context.Request.RouteValues.Values.Any(value => value is string text && text.Contains('\0', StringComparison.Ordinal));

    private static bool InForm(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } && context.Features.Get<IFormFeature>()?.Form is { } form && form.Any(field => Has(field.Key) || field.Value.Any(Has));

    private static bool Has(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal);
}
