using Latchstring.Codes;
using Latchstring.Server.Ui.Lists;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Codes;

/// <summary>The choices above the code list.</summary>
internal static class CodeFilters
{
    public static async Task<List<ListFilter>> OfAsync(IStringLocalizer<CodesText> t, CodeTargets targets, Actor actor, ListState state)
    {
        var (offerings, bundles) = await targets.OpenAsync(actor);
        var prices = await targets.PricesAsync(actor);
        List<ListFilter> filters =
        [
            new("status", t["Status"],
            [
                ("", t["Any status"]), .. Enum.GetValues<CodeStatus>().Reverse().Select(status => (CodeFilter.NameOf(status), CodeWords.Status(t, status).Text)), ("all", t["all, with archived"]),
            ]),
            new("usage", t["Usage"], [("", t["Any usage"]), ("single", t["single"]), ("multiple", t["multiple"])]),
        ];
        if (offerings.Count > 0)
            filters.Add(new("offeringId", t["Offering"], [("", t["Any offering"]), .. offerings.Select(choice => (choice.Value[2..], choice.Text))]));
        if (bundles.Count > 0)
            filters.Add(new("programmeId", t["Bundle"], [("", t["Any bundle"]), .. bundles.Select(choice => (choice.Value[2..], choice.Text))]));
        filters.Add(new("assigned", t["Assignment"], [("", t["Assigned or not"]), ("true", t["assigned"]), ("false", t["unassigned"])]));
        filters.Add(new("exported", t["Handed out"], [("", t["Handed out or not"]), ("true", t["already handed out"]), ("false", t["not handed out yet"])]));
        if (prices.Count > 0)
            filters.Add(new("price", t["Price"], [("", t["Any price"]), ("none", t["no price of its own"]), .. prices.Select(price => (price.Value, price.Text))]));
        // Only where a link led here with it; there are too many to choose from.
        if (state["batchId"] is { } batch)
            filters.Add(new("batchId", t["Batch"], [("", t["Any batch"]), (batch, t["this batch"])]));
        if (state["exportId"] is { } export)
            filters.Add(new("exportId", t["Hand-out"], [("", t["Any hand-out"]), (export, t["this hand-out"])]));
        return filters;
    }
}
