using Latchstring.Offerings;
using Latchstring.Redemptions;

namespace Latchstring.Server.Offerings;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class OfferingsFeature
{
    public static void AddOfferings(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ListOfferings>().AddSingleton<FindOffering>().AddSingleton<CreateOffering>().AddSingleton<EditOffering>().AddSingleton<ArchiveOffering>().AddSingleton<DeleteOffering>();
        services.AddSingleton<ListProgrammes>().AddSingleton<FindProgramme>().AddSingleton<CreateProgramme>().AddSingleton<EditProgramme>().AddSingleton<ArchiveProgramme>().AddSingleton<DeleteProgramme>();
        services.AddSingleton<ListPrices>().AddSingleton<CreatePrice>().AddSingleton<EditPrice>().AddSingleton<DeletePrice>();
        services.AddSingleton<ListResources>().AddSingleton<AddResource>().AddSingleton<EditResource>().AddSingleton<MoveResource>().AddSingleton<RemoveResource>().AddSingleton<OpenResource>().AddSingleton<SeeCourse>().AddSingleton<SetRegistrationFields>();
        services.AddSingleton<ListRegistrations>().AddSingleton<ChangeAccess>().AddSingleton<CancelRegistration>().AddSingleton<CancelRegistrations>();
    }

    public static void MapOfferings(this WebApplication app, RouteGroupBuilder api)
    {
        OfferingsApi.Map(api);
        ProgrammesApi.Map(api);
        PricesApi.Map(api);
        ResourcesApi.Map(api);
        RegistrationsApi.Map(api);
        OfferingActions.Map(app);
    }
}
