using System.Security.Claims;
using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Accounts;

/// <summary>The one cookie: it says which account of which workspace, and the stamp it was signed in under.</summary>
internal static class AccountSession
{
    public const string WorkspaceClaim = "ws";
    public const string StampClaim = "stamp";
    public const string SinceClaim = "since";

    public static void Configure(CookieAuthenticationOptions cookie, InstallationOptions installation)
    {
        cookie.Cookie.Name = installation.Cookie("latchstring");
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.Path = "/";
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = ReadAsync;
        cookie.Events.OnRedirectToLogin = AskToSignInAsync;
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Reads the account anew on every request, so that blocking it, changing its role or its password acts at once.</summary>
    private static async Task ReadAsync(CookieValidatePrincipalContext context)
    {
        var (services, principal) = (context.HttpContext.RequestServices, context.Principal!);
        var workspace = services.GetRequiredService<CurrentWorkspace>();
        if (!Guid.TryParse(principal.FindFirstValue(WorkspaceClaim), out var workspaceId) || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
        {
            context.RejectPrincipal();
            return;
        }
        if (workspace.Known && workspace.Id != workspaceId)
        {
            context.RejectPrincipal();
            return;
        }
        await using var db = services.GetRequiredService<Database>().Read(workspaceId);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, context.HttpContext.RequestAborted);
        if (account is not { Status: AccountStatus.Active } || account.SecurityStamp != principal.FindFirstValue(StampClaim))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }
        IReadOnlySet<Guid>? offerings = account is { Scoped: true }
            ? (await db.AccountScopes.Where(s => s.AccountId == id).Select(s => s.OfferingId).ToListAsync(context.HttpContext.RequestAborted)).ToHashSet()
            : null;
        var partner = account is { Staff: StaffRole.None, Partner: not PartnerRole.None }
            ? await db.Organisations.SingleOrDefaultAsync(o => o.Id == account.OrganisationId && o.Publication != Publication.Draft && o.ArchivedAt == null, context.HttpContext.RequestAborted)
            : null;
        services.GetRequiredService<CurrentActor>().Set(account, offerings, Since(principal), partner);
    }

    private static DateTimeOffset Since(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(SinceClaim), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MinValue;

    /// <summary>Back to where they were after signing in. A form that was posted into an ended session goes back to the page it stood on.</summary>
    private static Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        var slug = context.HttpContext.GetRouteValue("workspace") as string;
        if (slug is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        var back = HttpMethods.IsGet(request.Method) ? request.PathBase + request.Path + request.QueryString : FormPage(request);
        var target = QueryHelpers.AddQueryString($"/{slug}/sign-in", new Dictionary<string, string?> { ["returnUrl"] = back, ["ended"] = HttpMethods.IsGet(request.Method) ? null : "1" });
        if (request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers["HX-Redirect"] = target;
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = target;
        }
        return Task.CompletedTask;
    }

    private static string FormPage(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value ? page.PathAndQuery : request.Path;

    internal sealed class Claims(TimeProvider clock) : IUserClaimsPrincipalFactory<Account>
    {
        public Task<ClaimsPrincipal> CreateAsync(Account user) => Task.FromResult(new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
                new Claim(ClaimTypes.Name, user.Email),
                new Claim(WorkspaceClaim, user.WorkspaceId.ToString()),
                new Claim(StampClaim, user.SecurityStamp),
                new Claim(SinceClaim, clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ], IdentityConstants.ApplicationScheme)));
    }
}
