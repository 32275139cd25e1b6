using Latchstring.Codes;
using Latchstring.People;

namespace Latchstring.Server.People;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class PeopleFeature
{
    public static void AddPeople(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton<ListPeople>().AddSingleton<FindPerson>().AddSingleton<CreatePerson>().AddSingleton<EditPerson>().AddSingleton<DeletePerson>().AddSingleton<FindDuplicates>().AddSingleton<MergePeople>()
        .AddSingleton<ListProperties>().AddSingleton<SaveProperty>().AddSingleton<ArchiveProperty>().AddSingleton<DeleteProperty>().AddSingleton<PersonTimeline>().AddSingleton<ExportPerson>().AddSingleton<CodesOfPerson>();

    public static void MapPeople(this WebApplication app, RouteGroupBuilder api)
    {
        PeopleApi.Map(api);
        PeopleActions.Map(app);
        PropertiesApi.Map(api);
        PropertiesApi.MapButtons(app);
    }
}
