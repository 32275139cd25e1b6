using Latchstring.Server.Http;

namespace Latchstring.Server.Accounts;

/// <summary>
/// POST /{workspace}/sign-out
/// </summary>
public static class SignInApi
{
    public static void MapSignInApi(this WebApplication app)
    {
        app.MapPost("/{workspace}/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>A POST with the antiforgery token: no link or image elsewhere can sign anybody out.</summary>
    private static async Task<IResult> SignOutAsync([Microsoft.AspNetCore.Mvc.FromForm] string? returnUrl, AccountSignIn signIn, CurrentWorkspace here)
    {
        await signIn.SignOutAsync();
        return Results.LocalRedirect(ReturnUrl.Or(returnUrl, here.Path("sign-in")));
    }
}
