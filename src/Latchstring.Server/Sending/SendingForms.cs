using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Sending;

/// <summary>
/// What the pages post to and frame: GET outbox/{id}/html · POST outbox/{id}/cancel, /resend, /allow · GET, POST settings/templates/{type}/{locale}/preview ·
/// POST /{workspace}/unsubscribe/{token} (RFC 8058) and …/confirmation
/// </summary>
internal static class SendingForms
{
    /// <summary>
    /// A mail in a frame of our own page, in an origin of its own: its styles, and nothing else of it, work. Scripts are refused by the policy and
    /// not by the sandbox, which would also lock out the tools that check the page.
    /// </summary>
    private const string FramePolicy = "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts";

    private const string SampleNumber = "+49 30 901820";

    public static void Map(WebApplication app)
    {
        var mail = app.MapGroup("/{workspace}/admin/outbox/{id:guid}").ExcludeFromDescription();
        mail.MapGet("/html", HtmlAsync).RequireAuthorization(Policies.SeeCodes);
        mail.MapPost("/cancel", CancelAsync).RequireAuthorization(Policies.ManageCodes);
        mail.MapPost("/resend", ResendAsync).RequireAuthorization(Policies.ManageCodes);
        mail.MapPost("/allow", AllowAsync).RequireAuthorization(Policies.ManageCodes);
        var template = app.MapGroup("/{workspace}/admin/settings/templates/{type}/{locale}").RequireAuthorization(Policies.ManageOfferings).ExcludeFromDescription();
        template.MapGet("/preview", PreviewAsync);
        template.MapPost("/preview", PreviewFormAsync);
        // The token is the permission; mail programs post without cookies and without having seen a page.
        app.MapPost("/{workspace}/unsubscribe/{token}", OptOutAsync).AllowAnonymous().DisableAntiforgery().WithOrder(-1).ExcludeFromDescription();
        app.MapPost("/{workspace}/unsubscribe/{token}/confirmation", ConfirmAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> HtmlAsync(Guid id, HttpContext context, CurrentActor me, SeeMail see, CancellationToken cancellationToken) =>
        await see.RunAsync(me.Value, id, cancellationToken) is { Ok: true, Value.Mail.Html: var html } ? Frame(context, html) : Results.NotFound();

    private static async Task<IResult> CancelAsync(Guid id, IFormCollection _, CurrentActor me, CancelMessages cancel, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<SendingText> t)
    {
        var done = await cancel.RunAsync(me.Value, [id]);
        Say(flash, problems, done.Problem, done is { Ok: true, Value.Changed: 1 } ? t["Taken back. It will not leave."].Value : null, t["It has left already and cannot be taken back."]);
        return Back(shell, id);
    }

    private static async Task<IResult> ResendAsync(Guid id, IFormCollection _, CurrentActor me, ResendMessage resend, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<SendingText> t)
    {
        var again = await resend.RunAsync(me.Value, id);
        Say(flash, problems, again.Problem, t["The mail is in line again."], null);
        return Back(shell, again.Ok ? again.Value.Id : id);
    }

    private static async Task<IResult> AllowAsync(Guid id, IFormCollection _, CurrentActor me, ChangeSuppression change, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<SendingText> t)
    {
        var allowed = await change.AllowAsync(me.Value, id);
        Say(flash, problems, allowed.Problem, allowed.Ok ? t["Mail to {0} is allowed again.", allowed.Value].Value : null, null);
        return Back(shell, id);
    }

    private static async Task<IResult> PreviewAsync(TemplateType type, string locale, HttpContext context, CurrentActor me, SaveTemplate templates, TryTemplate tries, ProblemText problems, IStringLocalizer<SendingText> t, CancellationToken cancellationToken) =>
        (await templates.ListAsync(me.Value.WorkspaceId, cancellationToken)).FirstOrDefault(view => view.Type == type && view.Locale == locale) is { } view
            ? await ShowAsync(context, me, tries, problems, t, view.Type, view.Locale, view.Fields, cancellationToken) : Results.NotFound();

    private static Task<IResult> PreviewFormAsync(
        TemplateType type, string locale, HttpContext context, CurrentActor me, TryTemplate tries, ProblemText problems, IStringLocalizer<SendingText> t,
        [FromForm(Name = "Input.SenderName")] string? name, [FromForm(Name = "Input.Subject")] string? subject, [FromForm(Name = "Input.Body")] string? body, [FromForm(Name = "Input.As")] string? person, CancellationToken cancellationToken) =>
        ShowAsync(context, me, tries, problems, t, type, DefaultTemplates.Known(locale), new TemplateFields(name, null, null, subject, body), cancellationToken, person);

    private static async Task<IResult> ShowAsync(HttpContext context, CurrentActor me, TryTemplate tries, ProblemText problems, IStringLocalizer<SendingText> t, TemplateType type, string locale, TemplateFields fields, CancellationToken cancellationToken, string? person = null)
    {
        var words = me.Account!.Name.Split(' ', 2);
        var who = string.IsNullOrWhiteSpace(person) ? new Reader(me.Account.Email, words[0], words.ElementAtOrDefault(1)) : await tries.ReaderAsync(me.Value, person, cancellationToken);
        var mail = who.Ok ? await tries.PreviewAsync(me.Value, type, locale, fields, who.Value.Address, who.Value.FirstName, who.Value.LastName, cancellationToken: cancellationToken) : who.Problem;
        if (!mail.Ok)
            return Frame(context, MailHtml.Page(Language.Current, "–", problems.Of(mail.Problem), "", ""));
        // The text message first: it is what most people get of this one.
        var sms = type == TemplateType.InviteCode ? await tries.PreviewAsync(me.Value, type, locale, fields, SampleNumber, who.Value.FirstName, who.Value.LastName, Channel.Sms, cancellationToken) : mail;
        return Frame(context, type == TemplateType.InviteCode && sms.Ok ? MailHtml.WithSms(mail.Value.Html, sms.Value.Text, SendingWords.Segments(t, sms.Value.Text)) : mail.Value.Html);
    }

    private static async Task<IResult> OptOutAsync(string token, CurrentWorkspace here, ChangeSuppression change) =>
        (await change.OptOutAsync(here.Id, token)).Ok ? Results.Ok() : Results.NotFound();

    /// <summary>The tick is a person's: programs that look at mails press buttons too (X6).</summary>
    private static async Task<IResult> ConfirmAsync(string token, HttpRequest request, CurrentWorkspace here, ChangeSuppression change) =>
        !request.HasFormContentType || (await request.ReadFormAsync())["sure"] != "true" ? Results.LocalRedirect(here.Path($"unsubscribe/{Uri.EscapeDataString(token)}?ask=1"))
        : (await change.OptOutAsync(here.Id, token)).Ok ? Results.LocalRedirect(here.Path($"unsubscribe/{Uri.EscapeDataString(token)}?done=1")) : Results.NotFound();

    private static void Say(Flash flash, ProblemText problems, Problem? problem, string? done, string? otherwise)
    {
        if (problem is not null)
            flash.Failed(problems.Of(problem));
        else if (done is not null)
            flash.Done(done);
        else
            flash.Failed(otherwise!);
    }

    private static IResult Back(Shell shell, Guid id) => Results.LocalRedirect(shell.Admin($"outbox/{id}"));

    private static IResult Frame(HttpContext context, string html)
    {
        context.Response.Headers.ContentSecurityPolicy = FramePolicy;
        context.Response.Headers.XFrameOptions = "SAMEORIGIN";
        return Results.Content(html, "text/html; charset=utf-8");
    }
}
