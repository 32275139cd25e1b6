using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Sending;

/// <summary>What the pages of campaigns and members post to: POST campaigns/{id}/{act} · POST locations/{id}/app/one</summary>
internal static class CampaignForms
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/{workspace}/admin/campaigns/{id:guid}/{act:regex(^(pause|resume|cancel)$)}", ChangeAsync).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();
        app.MapPost("/{workspace}/admin/locations/{id:guid}/app/one", OneAsync).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();
    }

    private static async Task<IResult> ChangeAsync(Guid id, string act, IFormCollection _, CurrentActor me, ChangeCampaign change, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<SendingText> t)
    {
        var done = await change.RunAsync(me.Value, id, Enum.Parse<CampaignChange>(act, ignoreCase: true));
        if (!done.Ok)
            flash.Failed(problems.Of(done.Problem));
        else
            flash.Done(act switch
            {
                "pause" => t["Paused. Nothing more leaves until you resume it."],
                "resume" => t["It goes on."],
                _ => t["Cancelled. Whoever had no message yet counts as not invited."],
            });
        return Results.LocalRedirect(shell.Admin($"campaigns/{id}"));
    }

    /// <summary>The envelope, the plane, and taking back: one of the three says who.</summary>
    private static async Task<IResult> OneAsync(
        Guid id, CurrentActor me, ListMembers members, InviteMembers inviting, VoidInvites takeBack, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<SendingText> t,
        [FromForm(Name = "invite")] Guid? first = null, [FromForm(Name = "again")] Guid? again = null, [FromForm(Name = "cancel")] Guid? cancel = null, [FromForm(Name = "back")] string? back = null)
    {
        var problem = cancel is { } invitation ? (await takeBack.RunAsync(me.Value, invitation)).Problem : null;
        if (cancel is not null && problem is null)
            flash.Done(t["Taken back. It will not leave."]);
        if ((first ?? again) is { } person)
        {
            var app = await members.AppAsync(me.Value, id);
            var done = app is null ? Problem.NotFound("location") : await inviting.RunAsync(me.Value, new MembersToInvite(app.Id, [person], Again: again is not null));
            problem = done.Problem;
            if (done is { Ok: true, Value.Forecast: { } when })
                flash.Done(t["The invitation is in line; its last message leaves {0} ({1}).", InviteWords.Local(when.Last, when.TimeZone), when.TimeZone.Replace('_', ' ')]);
        }
        if (problem is not null)
            flash.Failed(problems.Of(problem));
        return Results.LocalRedirect(back is not null && back.StartsWith(shell.Admin(), StringComparison.Ordinal) ? back : shell.Admin($"locations/{id}/app"));
    }
}
