using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Server.Accounts;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Events.EventsText>;

namespace Latchstring.Server.Events;

/// <summary>Buttons of the pages about events: POST offerings/{id}/pages/{page}/delete, offerings/{id}/waiting/{registration}/approve, /refuse</summary>
internal static class EventActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        admin.MapPost("/offerings/{id:guid}/pages/{page:guid}/delete", DeletePageAsync).RequireAuthorization(Policies.ManageOfferings);
        var people = admin.MapGroup("/offerings/{id:guid}/waiting/{registration:guid}").RequireAuthorization(Policies.ManagePeople);
        people.MapPost("/approve", (Guid id, Guid registration, IFormCollection _, Acts acts, ApproveGuest approve) => ApproveAsync(id, registration, true, acts, approve));
        people.MapPost("/refuse", (Guid id, Guid registration, IFormCollection _, Acts acts, ApproveGuest approve) => ApproveAsync(id, registration, false, acts, approve));
    }

    private static async Task<IResult> DeletePageAsync(Guid id, Guid page, IFormCollection _, Acts acts, DeleteRegistrationPage delete)
    {
        var deleted = await delete.RunAsync(acts.Me, page);
        return acts.Go(deleted, deleted.Ok ? $"offerings/{id}/pages" : $"offerings/{id}/pages/{page}", gone => acts.T["Deleted {0}.", gone.Name]);
    }

    private static async Task<IResult> ApproveAsync(Guid id, Guid registration, bool approved, Acts acts, ApproveGuest approve) =>
        acts.Go(await approve.RunAsync(acts.Me, new(registration, approved)), $"offerings/{id}/waiting", done => done.Status switch
        {
            RegistrationStatus.Registered => acts.T["Approved. The guest is registered and gets a mail."],
            RegistrationStatus.Waiting => acts.T["Approved. The event is full, so the guest is on the waiting list."],
            _ => acts.T["Refused. The guest gets a mail."],
        });
}
