using Latchstring.Codes;
using Latchstring.Jobs;

namespace Latchstring.Server.Codes;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class CodesFeature
{
    public static void AddCodes(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<FindCode>();
        services.AddSingleton<IssueCodes>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<IssueCodes>());
        services.AddSingleton<StopBatch>();
        services.AddSingleton<IJobHandler, ChangeCodesJob>();
        services.AddSingleton<IJobHandler, HandOutCodesJob>();
        services.AddSingleton<CodeList>();
        services.AddSingleton<BatchList>();
        services.AddSingleton<SeeCode>();
        services.AddSingleton<ChangeCodes>();
        services.AddSingleton<EditCode>();
        services.AddSingleton<AssignCode>();
        services.AddSingleton<ImportCodes>();
        services.AddSingleton<ExportCodes>();
        services.AddSingleton<HandOutCodes>();
        services.AddSingleton<MeasureStrength>();
        services.AddSingleton<CodeTargets>();
        services.AddSingleton<UploadedFiles>();
        services.AddScoped<CodeSheet>();
        services.AddScoped<CodesDoor>();
        services.AddScoped<CodeChangesApi.OneCode>();
    }

    public static void MapCodes(this WebApplication app, RouteGroupBuilder api)
    {
        CodeForms.Map(app);
        BatchesApi.Map(api);
        CodesApi.Map(api);
        CodeChangesApi.Map(api);
        CodeFilesApi.Map(api);
    }
}
