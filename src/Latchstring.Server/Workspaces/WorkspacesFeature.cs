namespace Latchstring.Server.Workspaces;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class WorkspacesFeature
{
    public static void AddWorkspaces(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Latchstring.Workspaces.ChangeSettings>();
    }

    public static void MapWorkspaces(this WebApplication app, RouteGroupBuilder api)
    {
        WorkspaceApi.Map(api);
    }
}
