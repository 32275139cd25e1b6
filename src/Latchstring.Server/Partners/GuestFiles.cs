using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Partners;

/// <summary>
/// Guests as files, all that match and those that are ticked (S1.64 to S1.68): GET admin/partners/invitations.csv, .xlsx · partner/invitations.xlsx ·
/// POST admin/partners/invitations/files, partner/invitations/files
/// </summary>
internal static class GuestFiles
{
    public static readonly string[] Filters = ["event", "partner", "partnership", "status", "mail", "attendance"];

    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin/partners").RequireAuthorization(Policies.SeePeople).ExcludeFromDescription();
        admin.MapGet("/invitations.csv", (HttpRequest request, Door door) => door.AllAsync(request, "csv"));
        admin.MapGet("/invitations.xlsx", (HttpRequest request, Door door) => door.AllAsync(request, "xlsx"));
        admin.MapPost("/invitations/files", (HttpRequest request, IFormCollection form, Door door) => door.ChosenAsync(request, form));
        var partner = app.MapGroup("/{workspace}/partner").RequireAuthorization(Policies.Partner).ExcludeFromDescription();
        partner.MapGet("/invitations.xlsx", (HttpRequest request, Door door) => door.AllAsync(request, "xlsx"));
        partner.MapPost("/invitations/files", (HttpRequest request, IFormCollection form, Door door) => door.ChosenAsync(request, form));
    }

    /// <summary>What the list of the organizer, or of a partner, is narrowed to. A partner's event is its partnership.</summary>
    public static GuestFilter FilterOf(ListState state, bool partner) => new(
        Id(state[partner ? "event" : "partnership"]), Id(state["partner"]), partner ? null : Id(state["event"]), state.Search,
        Name<GuestStatus>(state["status"]), Name<GuestMail>(state["mail"]), Name<GuestAttendance>(state["attendance"]));

    private static Guid? Id(string? text) => text is null ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static TEnum? Name<TEnum>(string? text) where TEnum : struct, Enum => Enum.TryParse<TEnum>(text, out var value) && Enum.IsDefined(value) ? value : null;

    internal sealed record Door(CurrentActor Who, ListGuests List, Database Database, IStringLocalizer<GuestsText> T, Flash Flash, IStringLocalizer<PartnersText> Texts)
    {
        private bool IsPartner => Who.Partner is not null;

        public async Task<IResult> AllAsync(HttpRequest request, string kind)
        {
            var state = ListState.From(request, "guests", Filters);
            return await FileAsync(FilterOf(state, IsPartner), state.Sort, kind, request.HttpContext.RequestAborted);
        }

        /// <summary>The ticked rows, or everything that matched when "all" was ticked.</summary>
        public async Task<IResult> ChosenAsync(HttpRequest request, IFormCollection form)
        {
            var chosen = BulkRequest.From(form);
            var state = ListState.From(request.Path, chosen.Filter, "guests", Filters);
            if (chosen.IsEmpty)
            {
                Flash.Failed(Texts["Tick the rows that the file should have."]);
                return Results.LocalRedirect(request.Path.Value![..^"/files".Length] + (chosen.Filter.Length > 0 ? "?" + chosen.Filter : ""));
            }
            return await FileAsync(chosen.All ? FilterOf(state, IsPartner) : new GuestFilter(Ids: chosen.Ids), null, chosen.Verb, request.HttpContext.RequestAborted);
        }

        private async Task<IResult> FileAsync(GuestFilter filter, string? sort, string kind, CancellationToken cancellationToken)
        {
            var columns = await ColumnsAsync(filter, cancellationToken);
            var rows = List.StreamAsync(Who.Value, filter, sort, cancellationToken);
            return kind == "xlsx"
                ? new XlsxAnswer("invitations.xlsx", [.. columns.Select(column => column.Name)], rows.Select(row => (IReadOnlyList<string?>)[.. columns.Select(column => column.Cell(row))]))
                : Lists.Csv("invitations.csv", rows, columns);
        }

        /// <summary>What the list shows, and everything that a partner of these events can enter. The organizer sees besides whose guest it is.</summary>
        private async Task<(string Name, Func<GuestRow, string?> Cell)[]> ColumnsAsync(GuestFilter filter, CancellationToken cancellationToken)
        {
            (string, Func<GuestRow, string?>)[] whose = [(Texts["Partner"], row => row.OrganisationName), (Texts["Event"], row => row.OfferingName)];
            (string, Func<GuestRow, string?>)[] more = [(Texts["Registered with"], row => row.RegisteredEmail), (Texts["Also invited by another partner"], row => row.Elsewhere ? Texts["yes"].Value : null), (Texts["Not delivered because"], row => row.MailReason)];
            return
            [
                .. await FieldsAsync(filter, cancellationToken), .. IsPartner ? whose[1..] : whose,
                (T["Invitation"], row => GuestWords.Of(T, row.Status).Text), (T["E-mail"], row => GuestWords.Of(T, row.Mail).Text), (T["Attendance"], row => GuestWords.Of(T, row.Attendance)?.Text),
                (T["Added"], row => Lists.Cell(row.CreatedAt)), (T["Added by"], row => row.InviterName), .. IsPartner ? [] : more,
            ];
        }

        private async Task<List<(string, Func<GuestRow, string?>)>> FieldsAsync(GuestFilter filter, CancellationToken cancellationToken)
        {
            await using var db = Database.Read(Who.Value.WorkspaceId);
            var events = db.PartnerSettings.Where(s => filter.OfferingId == null || s.OfferingId == filter.OfferingId);
            if (filter.AgreementId is { } agreement)
                events = events.Where(s => db.Agreements.Any(a => a.Id == agreement && a.OfferingId == s.OfferingId));
            if (IsPartner)
                events = events.Where(s => db.Agreements.Any(a => a.OrganisationId == Who.Partner!.Id && a.OfferingId == s.OfferingId));
            var fields = (await GuestForm.ReadAsync(db, null, cancellationToken)).Fields.ToList();
            foreach (var settings in await events.ToListAsync(cancellationToken))
                fields.AddRange((await GuestForm.ReadAsync(db, settings, cancellationToken)).Fields);
            return [.. fields.DistinctBy(field => field.Key).Select(field => (GuestWords.Label(T, field), (Func<GuestRow, string?>)(row => row.Fields[field.Key])))];
        }
    }
}
