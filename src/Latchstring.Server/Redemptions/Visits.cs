using Latchstring.Sending;
using Latchstring.Server.Http;

namespace Latchstring.Server.Redemptions;

/// <summary>Tells a person's visit of a mailed link from a machine's, as far as that can be told, and has it noted.</summary>
public sealed class Visits(IHttpContextAccessor accessor, CurrentWorkspace here, NoteVisit note)
{
    private static readonly string[] Machines = ["bot", "crawl", "spider", "scan", "preview", "fetch", "curl", "wget", "python", "java/", "headless", "monitor", "http-client", "urlcheck"];

    public async Task NoteAsync(Guid codeId)
    {
        if (accessor.HttpContext is { } context && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            await note.RunAsync(here.Id, codeId, LikeAPerson(context.Request), context.RequestAborted);
    }

    /// <summary>A browser's navigation: it names a language and itself, and does not fetch ahead.</summary>
    internal static bool LikeAPerson(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return HttpMethods.IsGet(request.Method) && request.Headers.AcceptLanguage.Count > 0 && agent.Length > 20 && !Array.Exists(Machines, word => agent.Contains(word, StringComparison.OrdinalIgnoreCase))
            && !request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal) && !string.Equals(request.Headers["Purpose"], "prefetch", StringComparison.Ordinal);
    }
}
