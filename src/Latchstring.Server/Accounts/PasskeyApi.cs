using Latchstring.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Accounts;

/// <summary>
/// POST /{workspace}/sign-in/passkey/options      the challenge for signing in
/// POST /{workspace}/me/security/passkey/options  the challenge for a new passkey
/// </summary>
public static class PasskeyApi
{
    public static void MapPasskeys(this WebApplication app)
    {
        app.MapPost("/{workspace}/sign-in/passkey/options", RequestAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/{workspace}/me/security/passkey/options", CreationAsync).RequireAuthorization(Policies.Participant).AddEndpointFilter(SecurityApi.FreshAsync).ExcludeFromDescription();
    }

    public static void AddPasskeys(this IServiceCollection services) =>
        services.AddOptions<IdentityPasskeyOptions>().Configure<InstallationOptions>((passkeys, installation) =>
        {
            // The device asks for finger, face or PIN: a passkey is both factors.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            if (installation.BaseUrl is not { } address)
                return;
            passkeys.ServerDomain = address.Host;
            passkeys.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == address.GetLeftPart(UriPartial.Authority));
        });

    private static async Task<IResult> RequestAsync([FromForm(Name = "for")] string? nobody, AccountSignIn signIn) =>
        Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");

    private static async Task<IResult> CreationAsync([FromForm(Name = "for")] string? nobody, AccountSignIn signIn, CurrentActor me)
    {
        var account = me.Account!;
        return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.Email, DisplayName = account.Name }), "application/json");
    }
}
