using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Latchstring.Data;
using Latchstring.Sending;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Sending;

/// <summary>
/// Where the outside world tells what became of messages.
/// <list type="bullet">
/// <item>GET, POST /hooks/sms/{token}: a gateway's delivery report. The signed token is its right to report; Kannel can only ask with GET.</item>
/// <item>POST /hooks/mail: a returned mail (RFC 3464) as it is, or reports as JSON, by whoever knows <c>Mail:ReportSecret</c>.</item>
/// <item>GET /o/{token}.gif: a mail program loads the image of a mail.</item>
/// </list>
/// </summary>
internal static class DeliveryHooks
{
    /// <summary>A GIF of one transparent point.</summary>
    private static readonly byte[] Point = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static void Map(WebApplication app)
    {
        app.MapMethods("/hooks/sms/{token}", ["GET", "POST"], SmsAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapGet("/o/{token}.gif", ImageAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/hooks/mail", MailAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<Results<NoContent, NotFound>> SmsAsync(string token, HttpRequest request, Database database, RecordReport record, CancellationToken cancellationToken)
    {
        if (MessageTokens.Report.Read(database.Keys, token) is not { } named)
            return TypedResults.NotFound();
        var form = request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : null;
        var report = form is null ? Kannel(request.Query["status"], request.Query["answer"]) : Twilio(form["MessageStatus"], form["ErrorCode"]);
        if (report is not null)
            await RecordAsync(record, named.WorkspaceId, named.MessageId, report, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<FileContentHttpResult> ImageAsync(string token, HttpResponse response, NoteOpen note, CancellationToken cancellationToken)
    {
        await note.RunAsync(token, cancellationToken);
        response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(Point, "image/gif");
    }

    /// <summary>1 delivered, 2 not delivered, 16 refused by the network; everything else is on the way.</summary>
    private static Report? Kannel(string? status, string? answer) => status switch
    {
        "1" => new Report(ReportKind.Delivered),
        "2" or "16" => new Report(ReportKind.Failed, TemplateText.OneLine(answer ?? "")),
        _ => null,
    };

    /// <summary>30005 and 30006: nobody has this number, or it is no mobile.</summary>
    private static Report? Twilio(string? status, string? error) => status switch
    {
        "delivered" => new Report(ReportKind.Delivered),
        "undelivered" or "failed" => new Report(error is "30005" or "30006" ? ReportKind.Bounced : ReportKind.Failed, error),
        _ => null,
    };

    private static async Task<Results<Ok<MailReportAnswer>, BadRequest<string>, NotFound>> MailAsync(HttpRequest request, MailOptions options, Database database, RecordReport record, CancellationToken cancellationToken)
    {
        if (!Knows(options.ReportSecret, request.Headers.Authorization))
            return TypedResults.NotFound();
        // Also when nobody says beforehand how long it is.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = DeliveryStatus.Largest;
        if (await ReportsAsync(request, cancellationToken) is not { } reports)
            return TypedResults.BadRequest("Send a returned mail, or a JSON array of {message, event, detail}; event is delivered, bounced, failed or complained.");
        var recorded = 0;
        foreach (var (messageId, report) in reports)
        {
            if (await WorkspaceOfAsync(database, messageId, cancellationToken) is { } workspace && await RecordAsync(record, workspace, messageId, report, cancellationToken))
                recorded++;
        }
        return TypedResults.Ok(new MailReportAnswer(recorded));
    }

    /// <summary>Null when it is JSON of another shape.</summary>
    private static async Task<IReadOnlyList<(Guid, Report)>?> ReportsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasJsonContentType())
        {
            try
            {
                var reports = await request.ReadFromJsonAsync<List<MailReport?>>(cancellationToken);
                return reports?.Contains(null) != false ? null : [.. reports.Select(one => (one!.Message, new Report(one.Event, one.Detail)))];
            }
            catch (JsonException)
            {
                return null;
            }
        }
        using var reader = new StreamReader(request.Body, Encoding.Latin1);
        return DeliveryStatus.Read(await reader.ReadToEndAsync(cancellationToken)) is { } read ? [read] : [];
    }

    /// <summary>A gateway may be quicker than we are with writing down that it took the message.</summary>
    private static async Task<bool> RecordAsync(RecordReport record, Guid workspaceId, Guid messageId, Report report, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await record.RunAsync(workspaceId, messageId, report, cancellationToken);
            if (answer != ReportAnswer.TooEarly || tries == 20)
                return answer == ReportAnswer.Recorded;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static async Task<Guid?> WorkspaceOfAsync(Database database, Guid messageId, CancellationToken cancellationToken)
    {
        List<Guid> workspaces;
        await using (var all = database.Read(Guid.Empty))
            workspaces = await all.Workspaces.Select(w => w.Id).ToListAsync(cancellationToken);
        foreach (var id in workspaces)
        {
            await using var db = database.Read(id);
            if (await db.Messages.AnyAsync(m => m.Id == messageId, cancellationToken))
                return id;
        }
        return null;
    }

    private static bool Knows(string? secret, string? authorization) =>
        !string.IsNullOrEmpty(secret) && authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[7..])), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <param name="Message">The 32 hex digits before the dot of the Message-ID.</param>
internal sealed record MailReport(Guid Message, ReportKind Event, string? Detail = null);

internal sealed record MailReportAnswer(int Recorded);
