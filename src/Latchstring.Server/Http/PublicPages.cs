namespace Latchstring.Server.Http;

/// <summary>
/// Every address that a stranger may open, and why. An endpoint that is neither here nor under a policy fails a test; a page here also
/// carries <c>[AllowAnonymous]</c>. Patterns as routing prints them, with a leading slash.
/// </summary>
public static class PublicPages
{
    public static readonly IReadOnlyDictionary<string, string> Why = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["/"] = "finding one's workspace",
        ["/preferences/theme"] = "light or dark, for this browser",
        ["/preferences/language"] = "the language, for this browser",
        ["/status/{Code:int?}"] = "says kindly what went wrong",
        ["/{workspace}"] = "a guest enters a code",
        ["/{workspace}/i/{code}"] = "what a code opens, and registering with it",
        ["/{workspace}/i/{code}/book/{hold:guid}"] = "filling in and confirming an appointment whose time is kept; whoever knows the random id has the hold",
        ["/{workspace}/invitation/{token}"] = "a partner's guest says yes or no, by the link in the mail",
        ["/{workspace}/registration/{token}"] = "the own registration of a guest without an account, by the link in the mail",
        ["/{workspace}/register"] = "registering before having a code",
        ["/{workspace}/request"] = "asking the organizer for a new code",
        ["/health/live"] = "asked by load balancers",
        ["/health/ready"] = "asked by load balancers",
        ["/metrics"] = "read by Prometheus inside the operator's network; counts only",
        ["/openapi/{documentName}.json"] = "the description of the API",
        ["/{workspace}/sign-in"] = "signing in",
        ["/{workspace}/sign-in/code"] = "the second factor, after the password",
        ["/{workspace}/sign-in/passkey/options"] = "the challenge for a passkey",
        ["/{workspace}/sign-out"] = "signing out, also of a session that has ended",
        ["/{workspace}/join/{token}"] = "a one-time link makes an account on the staff or on the team of a partner",
        ["/{workspace}/password/{token}"] = "a one-time link sets a password",
        ["/{workspace}/forgot"] = "asking for a link to choose a new password",
        ["/{workspace}/app/join"] = "an invited person enters their code, beside the address on file",
        ["/{workspace}/app/join/{token}"] = "the same, by the link in the e-mail",
        ["/{workspace}/app/join/password"] = "their first password, by the pass that a right code gives",
        ["/{workspace}/app/offline"] = "says that there is no connection; kept by the phone",
        ["/{workspace}/app/manifest.webmanifest"] = "what a phone needs to install the booking app",
        ["/{workspace}/app/sw.js"] = "keeps files that never change, and the page without connection",
        ["/{workspace}/app/calendar/{token}.ics"] = "a calendar program reads somebody's bookings by their private address",
        ["/hooks/sms/{token}"] = "a gateway reports what became of a text message; the signed token is its right to",
        ["/o/{token}.gif"] = "the image of a mail, where the workspace chose to know; always the same point",
        ["/hooks/stripe"] = "Stripe reports a payment; its signature is its right to, everything else is a 404",
        ["/hooks/mail"] = "returned mails, by whoever knows the secret in the settings; 404 without one",
        ["/colours/{colour:regex(^[0-9a-f]{{6}}$)}.css"] = "a partner's colours for light and dark, worked out from its address alone",
        ["/{workspace}/ticket/{token}"] = "a ticket, by its signed token; it shows the event and a name",
        ["/{workspace}/ticket/{token}.pdf"] = "the same on paper",
        ["/{workspace}/ticket/{token}.pkpass"] = "the same for the wallet of a phone",
        ["/{workspace}/unsubscribe/{token}"] = "stopping invitations, by the link in a mail; mail programs post here (RFC 8058)",
        ["/{workspace}/unsubscribe/{token}/confirmation"] = "the same by a person's button",
    };
}
