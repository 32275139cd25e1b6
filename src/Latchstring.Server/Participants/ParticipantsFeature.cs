using Latchstring.Participants;
using Latchstring.Sending;

namespace Latchstring.Server.Participants;

/// <summary>Registers the feature: services, routes, jobs.</summary>
public static class ParticipantsFeature
{
    public static void AddParticipants(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton<ListCsvTemplates>().AddSingleton<SaveCsvTemplate>().AddSingleton<CopyCsvTemplate>().AddSingleton<DeleteCsvTemplate>().AddSingleton<ReadCsvHeader>().AddSingleton<ChooseTemplate>()
        .AddSingleton<SeeContract>().AddSingleton<ListParticipants>().AddSingleton<FindParticipant>().AddSingleton<AddParticipant>().AddSingleton<EditParticipant>().AddSingleton<RemoveParticipant>()
        .AddSingleton<GiveCodes>().AddSingleton<TakeCodesBack>().AddSingleton<ExportParticipants>().AddSingleton<PrepareFile>().AddSingleton<Latchstring.Jobs.IJobHandler>(provider => provider.GetRequiredService<PrepareFile>()).AddSingleton<FetchFile>().AddScoped<PageDoor>();

    public static void MapParticipants(this WebApplication app, RouteGroupBuilder api)
    {
        CsvTemplatesApi.Map(api);
        CsvTemplatesApi.MapButtons(app);
        ParticipantsApi.Map(api);
        ParticipantForms.Map(app);
    }
}
