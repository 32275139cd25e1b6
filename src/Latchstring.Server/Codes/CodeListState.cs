using Latchstring.Codes;
using Latchstring.Server.Ui.Lists;

namespace Latchstring.Server.Codes;

/// <summary>The code list's URL and the filter it means.</summary>
internal static class CodeListState
{
    public static readonly string[] Filters = ["status", "used", "usage", "assigned", "exported", "price", "offeringId", "programmeId", "batchId", "exportId", "agreementId"];

    public static ListState Of(HttpRequest request) => ListState.From(request, "codes", Filters);

    public static CodeFilter FilterOf(ListState state) => new(
        Id(state["batchId"]), Id(state["offeringId"]), Id(state["programmeId"]), CodeFilter.StatusOf(state["status"]), Flag(state["used"]),
        state["usage"] switch { "single" => Usage.Single, "multiple" => Usage.Multiple, _ => null }, Flag(state["assigned"]), Flag(state["exported"]), state["price"], state.Search, state["status"] == "all", Id(state["exportId"]), Id(state["agreementId"]));

    /// <summary>The filter behind "all that match", as a form carries it.</summary>
    public static CodeFilter FilterOf(string query) => FilterOf(ListState.From("/", query, "codes", Filters));

    private static Guid? Id(string? text) => text is null ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static bool? Flag(string? text) => text switch { "true" => true, "false" => false, _ => null };
}
