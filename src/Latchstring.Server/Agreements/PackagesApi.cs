using Latchstring.Agreements;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Agreements;

/// <summary>
/// GET, POST /packages · GET /packages.csv · GET, PUT, DELETE /packages/{id} · GET /agreements/{id}/holdings · PUT, DELETE /agreements/{id}/holdings/{packageId} ·
/// PUT, DELETE /agreements/{id}/own-quota
/// </summary>
public static class PackagesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var packages = api.MapGroup("/packages").WithTags("Partners");
        packages.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("What partners may hold");
        api.MapGet("/packages.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Partners").WithSummary("All packages of the same search as CSV").Produces<string>(200, "text/csv");
        packages.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Add a package");
        packages.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One package");
        packages.MapPut("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change a package");
        packages.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Delete a package").WithDescription("Invitations already sent stay usable.");
        var held = api.MapGroup("/agreements/{id:guid}").WithTags("Partners");
        held.MapGet("/holdings", HoldingsAsync).Needs(Permission.SeeOfferings).WithSummary("What a partnership holds");
        held.MapPut("/holdings/{packageId:guid}", HoldAsync).Needs(Permission.ManageOfferings).WithSummary("Say how many of a package a partnership holds");
        held.MapDelete("/holdings/{packageId:guid}", DropAsync).Needs(Permission.ManageOfferings).WithSummary("Take a package from a partnership");
        held.MapPut("/own-quota", OwnAsync).Needs(Permission.ManageOfferings).WithSummary("Give a partnership a number of invitations of its own").WithDescription("It overrides packages and event; 0 means none.");
        held.MapDelete("/own-quota", InheritAsync).Needs(Permission.ManageOfferings).WithSummary("Let packages and event say the number again");
    }

    /// <param name="InvitationQuota">Invitations for each one held; null = it says nothing about them.</param>
    /// <param name="MostHeld">Of one partner.</param>
    /// <param name="AvailableTill">Exclusive.</param>
    public sealed record PackageBody(
        string Name, string? Category = null, int? InvitationQuota = null, Money? Price = null, int? MostHeld = null, DateTimeOffset? AvailableFrom = null, DateTimeOffset? AvailableTill = null)
    {
        public PackageFields Fields => new(Name, Category, InvitationQuota, Price, MostHeld, AvailableFrom, AvailableTill);
    }

    /// <param name="Held">How many partners hold in all.</param>
    public sealed record PackageItem(
        Guid Id, string Name, string? Category, int? InvitationQuota, Money? Price, int? MostHeld, DateTimeOffset? AvailableFrom, DateTimeOffset? AvailableTill, long Held, DateTimeOffset CreatedAt)
    {
        public static PackageItem Of(PackageRow p) => new(p.Id, p.Name, p.Category, p.InvitationQuota, p.Price, p.MostHeld, p.AvailableFrom, p.AvailableTill, p.Held, p.CreatedAt);
    }

    public sealed record HoldingBody(int Quantity);

    public sealed record HoldingItem(Guid PackageId, string Name, int Quantity, int? InvitationQuota)
    {
        public static HoldingItem Of(HeldPackage held) => new(held.Package.Id, held.Package.Name, held.Quantity, held.Package.InvitationQuota);
    }

    public sealed record OwnQuotaBody(int Quota);

    internal static readonly (string, Func<PackageRow, string?>)[] Columns =
    [
        ("id", p => p.Id.ToString()), ("name", p => p.Name), ("category", p => p.Category), ("invitationQuota", p => p.InvitationQuota is { } quota ? OrganisationItem.Number(quota) : null),
        ("price", p => p.Price is { } price ? OrganisationItem.Number(price.Amount) : null), ("currency", p => p.Price?.Currency), ("mostHeld", p => p.MostHeld is { } most ? OrganisationItem.Number(most) : null),
        ("availableFrom", p => Lists.Cell(p.AvailableFrom)), ("availableTill", p => Lists.Cell(p.AvailableTill)), ("held", p => OrganisationItem.Number(p.Held)),
    ];

    private static Task<Results<Ok<ListAnswer<PackageItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, Actor actor, ListPackages list, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(ListPackages.Rows, input, page => list.RunAsync(actor, input.Q, page, cancellationToken), () => list.CountAsync(actor, input.Q, cancellationToken), PackageItem.Of);

    private static Results<CsvAnswer, ProblemAnswer> Csv(string? q, string? sort, Actor actor, ListPackages list, CancellationToken cancellationToken) =>
        Lists.Csv(ListPackages.Rows, sort, "packages.csv", list.StreamAsync(actor, q, sort, cancellationToken), Columns);

    private static async Task<Results<Created<PackageItem>, ProblemAnswer>> CreateAsync(PackageBody body, Actor actor, CreatePackage create, ListPackages list, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, body.Fields, cancellationToken);
        return made.Ok ? (await list.FindAsync(actor, made.Value.Id, cancellationToken)).ToCreated(p => $"packages/{p.Id}", PackageItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<PackageItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListPackages list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(PackageItem.Of);

    private static async Task<Results<Ok<PackageItem>, ProblemAnswer>> EditAsync(Guid id, PackageBody body, Actor actor, EditPackage edit, ListPackages list, CancellationToken cancellationToken) =>
        (await edit.RunAsync(actor, new(id, body.Fields), cancellationToken)).Problem is { } problem ? Problems.ToResult(problem) : await FindAsync(id, actor, list, cancellationToken);

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeletePackage delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<HoldingItem[]>, ProblemAnswer>> HoldingsAsync(Guid id, Actor actor, ListHoldings list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, id, cancellationToken)).ToOk(held => held.Select(HoldingItem.Of).ToArray());

    private static async Task<Results<NoContent, ProblemAnswer>> HoldAsync(Guid id, Guid packageId, HoldingBody body, Actor actor, HoldPackage hold, CancellationToken cancellationToken) =>
        (await hold.RunAsync(actor, new(id, packageId, body.Quantity), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> DropAsync(Guid id, Guid packageId, Actor actor, HoldPackage hold, CancellationToken cancellationToken) =>
        (await hold.RunAsync(actor, new(id, packageId, 0), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> OwnAsync(Guid id, OwnQuotaBody body, Actor actor, SetOwnQuota set, CancellationToken cancellationToken) =>
        (await set.RunAsync(actor, new(id, body.Quota), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> InheritAsync(Guid id, Actor actor, SetOwnQuota set, CancellationToken cancellationToken) =>
        (await set.RunAsync(actor, new(id, null), cancellationToken)).ToNoContent();
}
