using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Latchstring.Partners;
using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Partners;

/// <summary>
/// What the pages about guests post to, frame and listen to, all under /{workspace}/partner/invitations and all about ?event={agreement}:
/// POST /send · POST /checks · GET, POST /preview · GET /live (server-sent events) · GET /{workspace}/partner/invitations.csv
/// </summary>
internal static class GuestForms
{
    /// <summary>As that of the back office: the mail's styles, and nothing else of it, work.</summary>
    private const string FramePolicy = "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>A stream ends by itself; the browser opens the next and is asked anew who it is.</summary>
    private const int LooksAtMost = 90;

    public static void Map(WebApplication app)
    {
        var guests = app.MapGroup("/{workspace}/partner/invitations").RequireAuthorization(Policies.Partner).ExcludeFromDescription();
        guests.MapPost("/send", SendAsync);
        guests.MapPost("/checks", Check).WithMetadata(new RequestFormLimitsAttribute { ValueLengthLimit = 4 * PastedGuests.LongestText });
        guests.MapGet("/preview", SavedAsync);
        guests.MapPost("/preview", PreviewAsync);
        guests.MapGet("/live", Live);
        app.MapGet("/{workspace}/partner/invitations.csv", CsvAsync).RequireAuthorization(Policies.Partner).ExcludeFromDescription();
    }

    public static void Say(Flash flash, ProblemText problems, IStringLocalizer<GuestsText> t, Result<GuestsSent> sent)
    {
        if (!sent.Ok)
            flash.Failed(problems.Of(sent.Problem));
        else if (sent.Value.Sent == 0)
            flash.Failed(t["Nothing was sent: these guests have answered, are in line already, or had a mail within the hour."]);
        else
            flash.Done(t.Plural(sent.Value.Sent, "1 mail is in line.", "{0} mails are in line.") + (sent.Value.Skipped == 0 ? "" : " " + t.Plural(sent.Value.Skipped, "1 guest was left out: answered, in line already, or written to within the hour.", "{0} guests were left out: answered, in line already, or written to within the hour.")));
    }

    private static async Task<IResult> SendAsync([FromForm] Guid id, [FromQuery(Name = "event")] Guid agreement, CurrentActor me, SendGuests send, PartnerEvent page, Flash flash, ProblemText problems, IStringLocalizer<GuestsText> t, CancellationToken cancellationToken)
    {
        var sent = await send.RunAsync(me.Value, new GuestsToSend(agreement, [id]), cancellationToken);
        if (sent.Problem?.Status == 404)
            return Results.NotFound();
        Say(flash, problems, t, sent);
        return Results.LocalRedirect(page.Path(@event: agreement));
    }

    /// <summary>The table of rows anew, as the script asks for it while somebody types.</summary>
    private static RazorComponentResult Check([FromForm] string? text, [FromForm] string? send, [FromQuery(Name = "event")] Guid agreement, HttpContext context) =>
        new(typeof(PastedRows), new { Text = text, Keys = PastedRows.KeysOf(context.Request.Form), Agreement = agreement, Send = send == "true" });

    private static async Task<IResult> SavedAsync([FromQuery(Name = "event")] Guid agreement, HttpContext context, CurrentActor me, SeePartnerships see, SetMessage message, ProblemText problems, CancellationToken cancellationToken) =>
        await see.FindAsync(me.Value, agreement, cancellationToken) is { Ok: true, Value.Partnership.Agreement.Message: var words } ? await PreviewAsync(words, agreement, context, me, message, problems, cancellationToken) : Results.NotFound();

    private static async Task<IResult> PreviewAsync([FromForm(Name = "Input.Words")] string? words, [FromQuery(Name = "event")] Guid agreement, HttpContext context, CurrentActor me, SetMessage message, ProblemText problems, CancellationToken cancellationToken)
    {
        var mail = await message.PreviewAsync(me.Value, agreement, words, me.Account!.Email, Language.Current, cancellationToken);
        if (mail.Problem?.Status == 404)
            return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = FramePolicy;
        context.Response.Headers.XFrameOptions = "SAMEORIGIN";
        return Results.Content(mail.Ok ? mail.Value.Html : MailHtml.Page(Language.Current, "–", problems.Of(mail.Problem), "", ""), "text/html; charset=utf-8");
    }

    /// <summary>Says that something about the guests of a page has changed; the page then reads itself anew (S1.63). Foreign ids are simply not found.</summary>
    private static async Task<IResult> Live([FromQuery(Name = "event")] Guid agreement, [FromQuery] Guid[] id, HttpContext context, CurrentActor me, ListGuests list, SeeQuota quota, TimeProvider clock)
    {
        if (!(await quota.RunAsync(me.Value, agreement, context.RequestAborted)).Ok)
            return Results.NotFound();
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ChangesAsync(me.Value, agreement, [.. id.Take(100)], list, quota, clock, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(Actor actor, Guid agreement, Guid[] ids, ListGuests list, SeeQuota quota, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = await StampAsync(actor, agreement, ids, list, quota, cancellationToken);
        yield return new SseItem<string>("", "hello");
        using var timer = new PeriodicTimer(Look, clock);
        for (var looks = 0; looks < LooksAtMost && await WaitAsync(timer, cancellationToken); looks++)
        {
            var now = await StampAsync(actor, agreement, ids, list, quota, cancellationToken);
            if (now != before)
                yield return new SseItem<string>("", "changed");
            before = now;
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<string> StampAsync(Actor actor, Guid agreement, Guid[] ids, ListGuests list, SeeQuota quota, CancellationToken cancellationToken)
    {
        var rows = ids.Length == 0 ? new([], null, null) : (await list.RunAsync(actor, new GuestFilter(agreement, Ids: ids), new("added", 100), cancellationToken)).Value;
        var left = (await quota.RunAsync(actor, agreement, cancellationToken)).Value;
        return string.Join(';', rows.Items.Select(row => $"{row.Id:N}{(int)row.Status}{(int)row.Mail}{(int)row.Attendance}")) + $"|{left.Limit}|{left.Used}|{left.NotYet}|{left.Registered}";
    }

    private static async Task<IResult> CsvAsync([FromQuery(Name = "event")] Guid agreement, [FromQuery] string? sort, HttpRequest request, CurrentActor me, ListGuests list, SeePartnerships see, IStringLocalizer<GuestsText> t, CancellationToken cancellationToken)
    {
        var found = await see.FindAsync(me.Value, agreement, cancellationToken);
        if (!found.Ok)
            return Results.NotFound();
        var filter = InvitationsPage.FilterOf(ListState.From(request, "guests", "event", "status", "mail", "attendance"), agreement);
        (string, Func<GuestRow, string?>)[] columns =
        [
            .. found.Value.Form.Fields.Select(field => (GuestWords.Label(t, field), (Func<GuestRow, string?>)(row => row.Fields[field.Key]))),
            (t["Invitation"], row => GuestWords.Of(t, row.Status).Text), (t["E-mail"], row => GuestWords.Of(t, row.Mail).Text), (t["Attendance"], row => GuestWords.Of(t, row.Attendance)?.Text),
            (t["Added"], row => Lists.Cell(row.CreatedAt)), (t["Added by"], row => row.InviterName),
        ];
        return Lists.Csv("invitations.csv", list.StreamAsync(me.Value, filter, sort, cancellationToken), columns);
    }
}
