using Latchstring.Server.Http;
using Microsoft.AspNetCore.Authorization;

namespace Latchstring.Server.Accounts;

/// <summary>
/// What a page or endpoint asks of whoever opens it: <c>[Authorize(Policy = Policies.ManageCodes)]</c>. No policy at all means
/// <see cref="Staff"/>. Scope (which offerings) is the verb's to check.
/// </summary>
public static class Policies
{
    /// <summary>Any staff of this workspace; also the fallback.</summary>
    public const string Staff = "Staff";

    /// <summary>Anybody signed in to this workspace, staff or participant.</summary>
    public const string Participant = "Participant";

    /// <summary>Anybody on the team of a partner whose area is open; the page and its verbs decide by role.</summary>
    public const string Partner = "Partner";

    public const string SeeCodes = nameof(Permission.SeeCodes);
    public const string ManageCodes = nameof(Permission.ManageCodes);
    public const string ExportCodes = nameof(Permission.ExportCodes);
    public const string SeeOfferings = nameof(Permission.SeeOfferings);
    public const string ManageOfferings = nameof(Permission.ManageOfferings);
    public const string SeePeople = nameof(Permission.SeePeople);
    public const string ManagePeople = nameof(Permission.ManagePeople);
    public const string Redeem = nameof(Permission.Redeem);
    public const string SeeAudit = nameof(Permission.SeeAudit);
    public const string ManageWorkspace = nameof(Permission.ManageWorkspace);
    public const string ManagePrices = nameof(Permission.ManagePrices);

    private static readonly Permission[] Single = [.. Enum.GetValues<Permission>().Where(p => int.PopCount((int)p) == 1)];

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Staff, policy => policy.AddRequirements(new Asks(Who.Staff)));
        options.AddPolicy(Participant, policy => policy.AddRequirements(new Asks(Who.Account)));
        options.AddPolicy(Partner, policy => policy.AddRequirements(new Asks(Who.Partner)));
        foreach (var permission in Single)
            options.AddPolicy(permission.ToString(), policy => policy.AddRequirements(new Asks(Who.Staff, permission)));
        options.FallbackPolicy = options.GetPolicy(Staff);
        options.DefaultPolicy = options.GetPolicy(Staff)!;
    }

    internal enum Who { Account, Staff, Partner }

    internal sealed record Asks(Who Who, Permission Permission = Permission.None) : IAuthorizationRequirement;

    /// <summary>Decides by the freshly read actor, never by what a cookie claims.</summary>
    internal sealed class Decides(IHttpContextAccessor http) : AuthorizationHandler<Asks>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Asks requirement)
        {
            var actor = http.HttpContext!.RequestServices.GetRequiredService<CurrentActor>();
            var known = requirement.Who switch { Who.Staff => actor.IsStaff, Who.Partner => actor.Partner is not null, _ => actor.SignedIn };
            if (known && actor.May(requirement.Permission))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
