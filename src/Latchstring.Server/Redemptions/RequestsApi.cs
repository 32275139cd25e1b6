using Latchstring.Redemptions;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Redemptions;

/// <summary>POST /{workspace}/admin/requests/{id}/handling</summary>
public static class RequestsApi
{
    public static void MapRequests(this WebApplication app) =>
        app.MapPost("/{workspace}/admin/requests/{id:guid}/handling", HandleAsync).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();

    /// <summary>Ticks a request off, or opens it again; the message on the next page offers the way back.</summary>
    private static async Task<IResult> HandleAsync(
        Guid id, [FromForm] bool handled, HandleRequests requests, CurrentActor me, CurrentWorkspace here, Flash flash, ProblemText problems, IStringLocalizer<RedemptionsText> texts)
    {
        var result = await requests.RunAsync(me.Value, id, handled);
        if (result.Ok)
            flash.Done(texts[handled ? "Handled: {0}" : "Reopened: {0}", result.Value.Email], here.Path($"admin/requests/{id}/handling"), new Dictionary<string, string>(StringComparer.Ordinal) { ["handled"] = handled ? "false" : "true" });
        else
            flash.Failed(problems.Of(result.Problem));
        return Results.LocalRedirect(here.Path(handled ? "admin/requests" : "admin/requests?show=handled"));
    }
}
