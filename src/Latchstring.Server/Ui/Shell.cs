using Latchstring.Server.Http;
using Latchstring.Workspaces;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Latchstring.Server.Ui;

/// <summary>What layouts and components know about this request: workspace, actor, theme and the reader's zone.</summary>
public sealed class Shell(IHttpContextAccessor accessor, CurrentWorkspace workspace, CurrentActor actor)
{
    public Workspace? Workspace => workspace.Known ? workspace.Value : null;

    /// <summary>The signed-in account; null for guests.</summary>
    public Actor? Actor => actor.SignedIn ? actor.Value : null;
    public bool IsStaff => actor.IsStaff;

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("A page is rendered for a request.");

    public string Theme => Context.Request.Cookies[Preferences.ThemeCookie] is { } theme && Preferences.Themes.Contains(theme) ? theme : "auto";

    /// <summary>The zone in which times are shown: the browser's, else the workspace's, else UTC.</summary>
    public TimeZoneInfo Zone => ZoneOf(Context.Request.Cookies[Preferences.ZoneCookie]) ?? WorkspaceZone;

    public TimeZoneInfo WorkspaceZone => ZoneOf(Workspace?.TimeZone) ?? TimeZoneInfo.Utc;

    /// <summary>Path and query of this page, to come back to.</summary>
    public string Here => Context.Request.Path + Context.Request.QueryString;

    /// <summary>"/demo/admin/codes" for "codes".</summary>
    public string Admin(string path = "") => $"/{Workspace?.Slug}/admin{(path.Length > 0 ? "/" : "")}{path}";

    /// <summary>What follows /{workspace}/admin/ of the page a button stood on, by what the browser says of it.</summary>
    public string CameFrom(string otherwise) =>
        Uri.TryCreate(Context.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == Context.Request.Host.Value && from.AbsolutePath.StartsWith(Admin() + "/", StringComparison.Ordinal)
            ? from.PathAndQuery[(Admin().Length + 1)..] : otherwise;

    public bool May(Permission permission) => actor.May(permission);

    /// <summary>Staff pages have the back office's look, all others the light one of guests.</summary>
    public bool IsBackOffice => LayoutOf(Context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type, Context.Request.Path) == typeof(AdminLayout);

    /// <summary>A page names its layout with @layout; else pages under /{workspace}/admin are the back office.</summary>
    public static Type LayoutOf(Type? page, string? path)
    {
        if (page?.GetCustomAttributes(typeof(LayoutAttribute), inherit: true).FirstOrDefault() is LayoutAttribute chosen)
            return chosen.LayoutType;
        var parts = path?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return page is not null && parts.Length > 1 && parts[1] == "admin" ? typeof(AdminLayout) : typeof(GuestLayout);
    }

    private static TimeZoneInfo? ZoneOf(string? id) =>
        id is { Length: > 0 and < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
