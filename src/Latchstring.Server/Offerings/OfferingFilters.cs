using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Server.Ui.Lists;

namespace Latchstring.Server.Offerings;

/// <summary>What the URLs of the lists mean.</summary>
internal static class OfferingFilters
{
    public static OfferingFilter Of(ListState state) => new(
        state.Search, Enum.TryParse<OfferingKind>(state["kind"], true, out var kind) && Enum.IsDefined(kind) ? kind : null, Archived(state));

    public static ProgrammeFilter Bundles(ListState state) => new(state.Search, Archived(state));

    public static RegistrationFilter Registrations(ListState state, Guid offeringId) => new(
        offeringId, null, state.Search,
        state["status"] switch { "cancelled" => RegistrationStatus.Cancelled, "waiting" => RegistrationStatus.AwaitingApproval, "refused" => RegistrationStatus.Refused, "list" => RegistrationStatus.Waiting, "ended" => RegistrationStatus.Registered, _ => null },
        state["status"] switch { "in" => true, "ended" => false, _ => null });

    private static bool? Archived(ListState state) => state["archived"] switch { "true" => true, "all" => null, _ => false };
}
