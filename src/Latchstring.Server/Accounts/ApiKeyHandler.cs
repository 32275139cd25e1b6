using System.Security.Claims;
using System.Text.Encodings.Web;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Latchstring.Server.Accounts;

/// <summary>Signs in a program by <c>Authorization: Bearer lsk_…</c>; its <see cref="Actor"/> becomes a feature of the request.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KnownApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";
    private static readonly Problem Missing = new("key.missing", 401, "Send an API key: Authorization: Bearer lsk_…");
    private static readonly Problem Wrong = new("key.invalid", 401, "This API key is not known, or it was revoked.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Bearer() is not { } text)
            return AuthenticateResult.NoResult();
        if (await keys.FindAsync(text, Context.RequestAborted) is not { } actor)
            return AuthenticateResult.Fail("Unknown key");
        Context.Features.Set(actor);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor.Id!.Value.ToString()), new Claim(ClaimTypes.Name, actor.Name)], Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return new ProblemAnswer(Bearer() is null ? Missing : Wrong).WriteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => new ProblemAnswer(Problem.Forbidden).WriteAsync(Context);

    private string? Bearer() =>
        Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}
