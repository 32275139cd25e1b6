using Latchstring.Imports;

namespace Latchstring.Server.Imports;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class ImportsFeature
{
    public static void AddImports(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton<ListImports>().AddSingleton<SeeImport>().AddSingleton<CheckImport>().AddSingleton<CommitImport>().AddSingleton<UndoImport>().AddSingleton<ListImported>().AddSingleton<Latchstring.Jobs.IJobHandler, CommitImportJob>().AddSingleton<Latchstring.Jobs.IJobHandler, UndoImportJob>().AddSingleton<AbandonImport>();

    public static void MapImports(this WebApplication app, RouteGroupBuilder api)
    {
        ImportsApi.Map(api);
        ImportActions.Map(app);
    }
}
