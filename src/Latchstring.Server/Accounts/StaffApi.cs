using Latchstring.Accounts;
using Latchstring.Sending;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Accounts;

/// <summary>
/// POST /{workspace}/admin/settings/staff/link/revoke · again
/// POST /{workspace}/admin/settings/staff/block · unblock · remove · authenticator-off · hand-over
/// </summary>
public static class StaffApi
{
    internal static readonly IReadOnlyList<string> Acts = ["block", "unblock", "remove", "authenticator-off", "hand-over"];

    public static void MapStaff(this WebApplication app)
    {
        var staff = app.MapGroup("/{workspace}/admin/settings/staff").RequireAuthorization(Policies.ManageWorkspace).ExcludeFromDescription();
        staff.MapPost("/link/revoke", async ([FromForm] Guid id, RevokeLink revoke, [AsParameters] Doors doors) =>
            doors.Back(await revoke.RunAsync(doors.Me.Value, id), link => doors.Texts["The invitation of {0} is withdrawn.", link.Email]));
        staff.MapPost("/link/again", async ([FromForm] Guid id, MailStaffInvite mail, [AsParameters] Doors doors) =>
            doors.Back(await mail.AgainAsync(doors.Me.Value, id, System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), made => doors.Texts["A new invitation is on its way to {0}. The old link opens nothing any more.", made.Link.Email]));
        staff.MapPost("/block", async ([FromForm] Guid id, BlockAccount block, [AsParameters] Doors doors) =>
            doors.Back(await block.RunAsync(doors.Me.Value, id, blocked: true), account => doors.Texts["{0} is blocked.", account.Name]));
        staff.MapPost("/unblock", async ([FromForm] Guid id, BlockAccount block, [AsParameters] Doors doors) =>
            doors.Back(await block.RunAsync(doors.Me.Value, id, blocked: false), account => doors.Texts["{0} can sign in again.", account.Name]));
        staff.MapPost("/remove", async ([FromForm] Guid id, ChangeStaff change, [AsParameters] Doors doors) =>
            doors.Back(await change.RunAsync(doors.Me.Value, new StaffChange(id, new StaffPlace(StaffRole.None, null))), account => doors.Texts["{0} is off the staff.", account.Name]));
        staff.MapPost("/authenticator-off", async ([FromForm] Guid id, DropSecondFactor drop, [AsParameters] Doors doors) =>
            doors.Back(await drop.RunAsync(doors.Me.Value, id), account => doors.Texts["The authenticator app of {0} is turned off.", account.Name]));
        staff.MapPost("/hand-over", async ([FromForm] Guid id, HandOverOwnership hand, [AsParameters] Doors doors) =>
            doors.Back(await hand.RunAsync(doors.Me.Value, id), account => doors.Texts["{0} is an owner now, and you are a manager.", account.Name], doors.Here.Path("admin")));
    }

    internal sealed record Doors(CurrentActor Me, CurrentWorkspace Here, Flash Flash, ProblemText Problems, IStringLocalizer<AccountsText> Texts)
    {
        public IResult Back<T>(Result<T> result, Func<T, string> done, string? next = null)
        {
            if (result.Ok)
                Flash.Done(done(result.Value));
            else if (result.Problem.Status == 404)
                return Results.NotFound();
            else
                Flash.Failed(Problems.Of(result.Problem));
            return Results.LocalRedirect(result.Ok && next is not null ? next : Here.Path("admin/settings/staff"));
        }
    }
}
