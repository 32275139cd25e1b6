using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Server.Accounts;
using Latchstring.Server.Codes;
using Latchstring.Server.Http;
using Latchstring.Server.Ui.Lists;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Redemptions;

/// <summary>The redemption list's URL, the filter it means, and its export.</summary>
internal static class RedemptionListState
{
    public static ListState Of(HttpRequest request) => ListState.From(request, "redemptions", "offeringId", "batchId", "codeId", "personId", "reversed");

    /// <summary>What was searched for is a code when it is one, else a name or an e-mail.</summary>
    public static async Task<RedemptionFilter> FilterAsync(ListState state, FindCode findCode, Actor actor)
    {
        var filter = new RedemptionFilter(Id(state["offeringId"]), Id(state["batchId"]), Id(state["codeId"]), Id(state["personId"]), state.Search, state["reversed"] switch { "true" => true, "false" => false, _ => null });
        return state.Search is { } q && await findCode.RunAsync(actor.WorkspaceId, q) is { } found ? filter with { CodeId = found.Code.Id, Query = null } : filter;
    }

    public static async Task<List<ListFilter>> FiltersAsync(IStringLocalizer<CodesText> t, CodeTargets targets, Actor actor, ListState state)
    {
        var (offerings, _) = await targets.OpenAsync(actor);
        List<ListFilter> filters = [new("reversed", t["Status"], [("", t["Reversed or not"]), ("false", t["redeemed"]), ("true", t["reversed"])])];
        if (offerings.Count > 0)
            filters.Add(new("offeringId", t["Offering"], [("", t["Any offering"]), .. offerings.Select(choice => (choice.Value[2..], choice.Text))]));
        if (state["codeId"] is { } code)
            filters.Add(new("codeId", t["Code"], [("", t["Any code"]), (code, t["this code"])]));
        if (state["batchId"] is { } batch)
            filters.Add(new("batchId", t["Batch"], [("", t["Any batch"]), (batch, t["this batch"])]));
        if (state["personId"] is { } person)
            filters.Add(new("personId", t["Person"], [("", t["Anybody"]), (person, t["this person"])]));
        return filters;
    }

    public static async Task<RedemptionRow?> FindAsync(Database database, Actor actor, Guid id)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var page = await ListRedemptions.Rows.PageAsync(db, ListRedemptions.Matching(actor, new RedemptionFilter()).And("r.id = @one", ("one", id)), new PageRequest(Limit: 1));
        return page.Items is [var row] ? row : null;
    }

    public static void MapRedemptionFiles(this WebApplication app) =>
        app.MapGet("/{workspace}/admin/redemptions.csv", CsvAsync).RequireAuthorization(Policies.ExportCodes).ExcludeFromDescription();

    private static async Task<IResult> CsvAsync(HttpRequest request, CurrentActor me, ListRedemptions list, FindCode findCode, CodeList codes, CancellationToken cancellationToken)
    {
        var state = Of(request);
        var filter = await FilterAsync(state, findCode, me.Value);
        var texts = new Dictionary<Guid, string>();
        return Lists.Csv(ListRedemptions.Rows, null, "redemptions.csv", WithTextsAsync(list.StreamAsync(me.Value, filter, state.Sort, cancellationToken), codes, me.Value.WorkspaceId, texts),
            ("Redeemed at", row => Lists.Cell(row.RedeemedAt)), ("Name", row => row.PersonName), ("E-mail", row => row.Email), ("Code", row => texts.GetValueOrDefault(row.CodeId)), ("Opens", row => row.Opens),
            ("Price", row => row.Price?.Major.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Currency", row => row.Price?.Currency), ("Price reason", row => row.PriceReason.ToString()),
            ("Reversed at", row => Lists.Cell(row.ReversedAt)), ("Reversed by", row => row.ReversedBy), ("Reason", row => row.ReversalReason));
    }

    /// <summary>Texts are derived for five hundred rows at a time, before these rows are written.</summary>
    private static async IAsyncEnumerable<RedemptionRow> WithTextsAsync(IAsyncEnumerable<RedemptionRow> rows, CodeList codes, Guid workspaceId, Dictionary<Guid, string> texts)
    {
        await foreach (var chunk in rows.Chunk(500))
        {
            texts.Clear();
            foreach (var (code, text) in await codes.TextsAsync(workspaceId, chunk.Select(row => row.CodeId)))
                texts[code] = text;
            foreach (var row in chunk)
                yield return row;
        }
    }

    private static Guid? Id(string? text) => text is null ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;
}
