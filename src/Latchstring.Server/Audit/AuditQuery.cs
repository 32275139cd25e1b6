using Latchstring.Audit;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;

namespace Latchstring.Server.Audit;

/// <summary>The audit list's address, read the same way by its page and by its export.</summary>
public static class AuditQuery
{
    public static readonly string[] Names = ["subject", "since", "id", "who", "action"];

    public static AuditFilter Read(ListState state, TimeZoneInfo zone, DateTimeOffset now) => new(
        state.Search, state["action"], state["subject"], Guid.TryParse(state["id"], out var id) ? id : null, Guid.TryParse(state["who"], out var who) ? who : null, Since(state["since"], zone, now));

    internal static IResult Export(HttpContext context, ListAudit list, CurrentActor me, Shell shell, TimeProvider clock)
    {
        var state = ListState.From(context.Request, "audit", Names);
        return Lists.Csv(ListAudit.Rows, state.Sort, "audit.csv", list.StreamAsync(me.Value, Read(state, shell.WorkspaceZone, clock.GetUtcNow()), state.Sort, context.RequestAborted),
            ("at", row => Lists.Cell(row.At)), ("who", row => row.ActorName), ("kind", row => row.ActorKind.ToString()), ("action", row => row.Action), ("subject", row => row.Subject), ("subjectId", row => row.SubjectId?.ToString()), ("detail", row => row.Detail)).Result;
    }

    private static DateTimeOffset? Since(string? since, TimeZoneInfo zone, DateTimeOffset now)
    {
        var days = since switch { "today" => 0, "week" => 7, "month" => 30, _ => -1 };
        if (days < 0)
            return null;
        var today = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(-days);
        return new DateTimeOffset(today, zone.GetUtcOffset(today));
    }
}
