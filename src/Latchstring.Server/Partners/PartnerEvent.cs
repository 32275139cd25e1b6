using Latchstring.Partners;
using Latchstring.Server.Http;

namespace Latchstring.Server.Partners;

/// <summary>The event that a page of the partner area is about: the one its address names, else the next.</summary>
internal sealed class PartnerEvent(CurrentActor me, CurrentWorkspace here, SeePartnerships partnerships)
{
    public IReadOnlyList<PartnershipItem> All { get; private set; } = [];

    /// <summary>Null when the partner takes part in none, or the address names none of its own.</summary>
    public PartnershipView? View { get; private set; }

    /// <returns>False = the address names an event that is not theirs.</returns>
    public async Task<bool> ReadAsync(Guid? named)
    {
        All = await partnerships.ListAsync(me.Value);
        if ((named ?? (All.Count > 0 ? All[0].Id : null)) is not { } id)
            return true;
        var found = await partnerships.FindAsync(me.Value, id);
        View = found.Ok && found.Value.Partnership.Organisation.Id == me.Value.OrganisationId ? found.Value : null;
        return View is not null;
    }

    /// <summary>"/demo/partner/invitations/new?event=…" for "new".</summary>
    public string Path(string path = "", Guid? @event = null) =>
        here.Path("partner/invitations" + (path.Length > 0 ? "/" + path : "")) + (View is null && @event is null ? "" : $"?event={@event ?? View!.Id}");
}
