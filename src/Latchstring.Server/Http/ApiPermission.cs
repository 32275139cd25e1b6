using Microsoft.AspNetCore.Authorization;

namespace Latchstring.Server.Http;

/// <summary>What a key must be allowed before its request is looked at; verbs check permission and scope again.</summary>
public sealed record NeedsPermission(Permission Permission);

public static class ApiPermission
{
    /// <summary>Every endpoint under /api/v1 says what it needs; <see cref="Permission.None"/> = any key.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Permission permission) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NeedsPermission(permission));

    /// <summary>The actor of an API request. Endpoints take it as a parameter <c>Actor actor</c>.</summary>
    public static Actor ApiActor(this HttpContext context) =>
        context.Features.Get<Actor>() ?? throw new InvalidOperationException("No API key signed this request.");

    internal static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Actor>() is { } actor && context.GetEndpoint()?.Metadata.GetMetadata<NeedsPermission>() is { } needed && !actor.May(needed.Permission))
            await new ProblemAnswer(Missing(needed.Permission)).WriteAsync(context);
        else
            await next(context);
    }

    private static Problem Missing(Permission permission) => new("permission.missing", 403, "This key lacks the permission {0}.", null, string.Join(", ", permission.Names()));
}
