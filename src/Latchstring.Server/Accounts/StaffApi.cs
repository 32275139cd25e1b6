using Latchstring.Accounts;
using Latchstring.Sending;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Accounts.AccountsText>;

namespace Latchstring.Server.Accounts;

/// <summary>
/// POST /{workspace}/admin/settings/staff/link/revoke · again
/// POST /{workspace}/admin/settings/staff/block · unblock · remove · authenticator-off · hand-over
/// </summary>
public static class StaffApi
{
    private const string Page = "settings/staff";

    /// <summary>Those that ask first.</summary>
    internal static readonly IReadOnlyList<string> Confirmed = ["block", "unblock", "remove", "authenticator-off", "hand-over"];

    public static void MapStaff(this WebApplication app)
    {
        var staff = app.MapGroup("/{workspace}/admin/settings/staff").RequireAuthorization(Policies.ManageWorkspace).ExcludeFromDescription();
        staff.MapPost("/link/revoke", async ([FromForm] Guid id, RevokeLink revoke, Acts acts) =>
            acts.Go(await revoke.RunAsync(acts.Me, id), Page, link => acts.T["The invitation of {0} is withdrawn.", link.Email]));
        staff.MapPost("/link/again", async ([FromForm] Guid id, MailStaffInvite mail, Acts acts) =>
            acts.Go(await mail.AgainAsync(acts.Me, id, Language.Current), Page, made => acts.T["A new invitation is on its way to {0}. The old link opens nothing any more.", made.Link.Email]));
        staff.MapPost("/block", async ([FromForm] Guid id, BlockAccount block, Acts acts) =>
            acts.Go(await block.RunAsync(acts.Me, id, blocked: true), Page, account => acts.T["{0} is blocked.", account.Name]));
        staff.MapPost("/unblock", async ([FromForm] Guid id, BlockAccount block, Acts acts) =>
            acts.Go(await block.RunAsync(acts.Me, id, blocked: false), Page, account => acts.T["{0} can sign in again.", account.Name]));
        staff.MapPost("/remove", async ([FromForm] Guid id, ChangeStaff change, Acts acts) =>
            acts.Go(await change.RunAsync(acts.Me, new StaffChange(id, new StaffPlace(StaffRole.None, null))), Page, account => acts.T["{0} is off the staff.", account.Name]));
        staff.MapPost("/authenticator-off", async ([FromForm] Guid id, DropSecondFactor drop, Acts acts) =>
            acts.Go(await drop.RunAsync(acts.Me, id), Page, account => acts.T["The authenticator app of {0} is turned off.", account.Name]));
        staff.MapPost("/hand-over", async ([FromForm] Guid id, HandOverOwnership hand, Acts acts) =>
        {
            var handed = await hand.RunAsync(acts.Me, id);
            return acts.Go(handed, handed.Ok ? "" : Page, account => acts.T["{0} is an owner now, and you are a manager.", account.Name]);
        });
    }
}
