using Latchstring.Data;
using Latchstring.Workspaces;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Http;

/// <summary>The workspace this request is about: that of the route's <c>{workspace}</c>, or of the API key. One a request.</summary>
public sealed class CurrentWorkspace
{
    private Workspace? _value;

    /// <summary>Reading it where the route names no workspace is a bug and throws.</summary>
    public Workspace Value => _value ?? throw new InvalidOperationException("This address belongs to no workspace.");

    public bool Known => _value is not null;

    public Guid Id => Value.Id;
    public string Slug => Value.Slug;

    /// <summary>A link inside this workspace: <c>Path("admin/codes")</c> → <c>/demo/admin/codes</c>.</summary>
    public string Path(string rest = "") => rest.Length == 0 ? $"/{Slug}" : $"/{Slug}/{rest}";

    internal void Set(Workspace workspace) => _value = workspace;

    /// <summary>Stands between routing and authentication: an unknown slug, like any unknown address, is 404 for everybody.</summary>
    internal static async Task FindAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var named = context.GetRouteValue("workspace") as string;
        if ((named ?? Refused(context)) is { Length: > 0 } slug)
        {
            await using var db = context.RequestServices.GetRequiredService<Database>().Read(Guid.Empty);
            if (await db.Workspaces.SingleOrDefaultAsync(w => w.Slug == slug, context.RequestAborted) is { } workspace)
            {
                context.RequestServices.GetRequiredService<CurrentWorkspace>().Set(workspace);
            }
            else if (named is not null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }
        await next(context);
    }

    /// <summary>A page that says why something was refused belongs to the workspace in whose address it was asked for.</summary>
    private static string? Refused(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath.Split('/', 3) is ["", var first, ..] ? first : null;
}
