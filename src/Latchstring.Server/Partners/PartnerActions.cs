using Latchstring.Agreements;
using Latchstring.Server.Accounts;
using Latchstring.Server.Agreements;
using Latchstring.Server.Http;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Partners;

/// <summary>Buttons and files of the pages about partners: GET partners.csv, packages.csv</summary>
internal static class PartnerActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        admin.MapGet("/partners.csv", Partners).RequireAuthorization(Policies.SeeOfferings);
        admin.MapGet("/packages.csv", Packages).RequireAuthorization(Policies.SeeOfferings);
    }

    public static OrganisationFilter FilterOf(ListState state) => AgreementActions.FilterOf(state) with { Partners = true };

    private static readonly (string, Func<OrganisationRow, string?>)[] Columns =
    [
        .. OrganisationItem.Columns, ("publication", row => row.Publication.ToString()), ("parent", row => row.Parent), ("team", row => OrganisationItem.Number(row.Team)),
    ];

    private static Results<CsvAnswer, ProblemAnswer> Partners(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListOrganisations list, CancellationToken cancellationToken) =>
        Lists.Csv(ListOrganisations.Rows, sort, "partners.csv", list.StreamAsync(me.Value, FilterOf(ListState.From(request, "partners", "archived")), sort, cancellationToken), Columns);

    private static Results<CsvAnswer, ProblemAnswer> Packages(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListPackages list, CancellationToken cancellationToken) =>
        Lists.Csv(ListPackages.Rows, sort, "packages.csv", list.StreamAsync(me.Value, ListState.From(request, "packages").Search, sort, cancellationToken), PackagesApi.Columns);
}
