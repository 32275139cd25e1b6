using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Redemptions;

namespace Latchstring.Server.Agreements;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class AgreementsFeature
{
    public static void AddAgreements(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ListOrganisations>().AddSingleton<CreateOrganisation>().AddSingleton<EditOrganisation>().AddSingleton<ArchiveOrganisation>().AddSingleton<DeleteOrganisation>();
        services.AddSingleton<ListAgreements>().AddSingleton<FindAgreement>().AddSingleton<CreateAgreement>().AddSingleton<EditAgreement>().AddSingleton<ArchiveAgreement>().AddSingleton<DeleteAgreement>().AddSingleton<DuplicateAgreement>();
        services.AddSingleton<CreatePriceRule>().AddSingleton<EditPriceRule>().AddSingleton<MovePriceRule>().AddSingleton<DeletePriceRule>();
        services.AddSingleton<ListExtras>().AddSingleton<CreateExtra>().AddSingleton<EditExtra>().AddSingleton<RemoveExtra>();
        services.AddSingleton<ExplainPrice>().AddSingleton<SeeStatement>().AddSingleton<MakeSharedCode>();
        services.AddSingleton<StatementPages>();
        services.AddSingleton<ListPackages>().AddSingleton<CreatePackage>().AddSingleton<EditPackage>().AddSingleton<DeletePackage>();
        services.AddSingleton<ListHoldings>().AddSingleton<HoldPackage>().AddSingleton<SetOwnQuota>();
    }

    public static void MapAgreements(this WebApplication app, RouteGroupBuilder api)
    {
        OrganisationsApi.Map(api);
        AgreementsApi.Map(api);
        PriceRulesApi.Map(api);
        ExtrasApi.Map(api);
        StatementApi.Map(api);
        PackagesApi.Map(api);
        AgreementActions.Map(app);
    }
}
