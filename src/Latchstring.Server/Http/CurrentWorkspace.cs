using Latchstring.Data;
using Latchstring.Workspaces;
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
        if (context.GetRouteValue("workspace") is string slug)
        {
            await using var db = context.RequestServices.GetRequiredService<Database>().Read(Guid.Empty);
            if (await db.Workspaces.SingleOrDefaultAsync(w => w.Slug == slug, context.RequestAborted) is not { } workspace)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            context.RequestServices.GetRequiredService<CurrentWorkspace>().Set(workspace);
        }
        await next(context);
    }
}
