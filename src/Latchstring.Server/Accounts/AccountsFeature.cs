using Latchstring.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Latchstring.Server.Accounts;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class AccountsFeature
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<CurrentWorkspace>().AddScoped<CurrentActor>();
        services.AddSingleton<LimitTries>();
        services.TryAddSingleton<FailureLimits>();
        services.AddSingleton<InviteStaff>().AddSingleton<RevokeLink>().AddSingleton<JoinTeam>().AddSingleton<ChangeStaff>().AddSingleton<HandOverOwnership>();
        services.AddSingleton<BlockAccount>().AddSingleton<MakePasswordLink>().AddSingleton<SetPassword>().AddSingleton<DropSecondFactor>();
        services.AddSingleton<KnownDevice>();
        services.AddScoped<SignInToWorkspace>();
        AddIdentity(services);
        services.AddPasskeys();
        AddCookies(services, InstallationOptions.From(builder.Configuration));
        services.AddAuthorization(Policies.Add);
        services.AddSingleton<IAuthorizationHandler, Policies.Decides>();
        services.AddDataProtection().SetApplicationName("latchstring");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, SealedKeyRing>();
        services.AddSingleton<CreateApiKey>();
        services.AddSingleton<RevokeApiKey>();
        services.AddSingleton<ListApiKeys>();
    }

    public static void MapAccounts(this WebApplication app, RouteGroupBuilder api)
    {
        ApiKeysApi.Map(api);
        app.MapSignInApi();
        app.MapPasskeys();
        app.MapSecurity();
        app.MapStaff();
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<Account>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                // Our own rule, Passwords.Refusal, is asked wherever a password is set.
                options.Password = new PasswordOptions { RequiredLength = 1, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1 };
                options.Lockout.AllowedForNewUsers = false;
            })
            .AddSignInManager<AccountSignIn>()
            .AddTokenProvider<AuthenticatorTokenProvider<Account>>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<AccountSignIn>(provider => (AccountSignIn)provider.GetRequiredService<SignInManager<Account>>());
        services.AddScoped<IUserStore<Account>, AccountStore>();
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountSession.Claims>();
        services.AddSingleton<IPasswordHasher<Account>, Hasher>();
    }

    private static void AddCookies(IServiceCollection services, InstallationOptions installation)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie => AccountSession.Configure(cookie, installation))
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, cookie => Step(cookie, "step"))
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme, cookie => Step(cookie, "remember"))
            .AddCookie(IdentityConstants.ExternalScheme, cookie => Step(cookie, "external"));

        void Step(CookieAuthenticationOptions cookie, string name)
        {
            cookie.Cookie.Name = installation.Cookie($"latchstring-{name}");
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
        }
    }

    private sealed class Hasher : IPasswordHasher<Account>
    {
        public string HashPassword(Account user, string password) => Passwords.Hash(password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) =>
            Passwords.Verify(hashedPassword, providedPassword) ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
    }
}
