using Latchstring.Data;
using Latchstring.Partners;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Partners;

/// <summary>
/// GET, POST /agreements/{id}/guests · POST /agreements/{id}/guests/checks · POST /agreements/{id}/guests/send · GET /agreements/{id}/quota · PUT /agreements/{id}/message ·
/// GET, PATCH, DELETE /guests/{id} · PUT /guests/{id}/status · POST /guests/{id}/send · POST /guests/{id}/cancel · GET /guests/{id}/link
/// </summary>
public static class GuestsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var partnership = api.MapGroup("/agreements/{id:guid}").WithTags("Guests");
        partnership.MapGet("/guests", ListAsync).Needs(Permission.SeeCodes | Permission.SeePeople).WithSummary("Guests whom a partner has invited");
        partnership.MapPost("/guests", AddAsync).Needs(Permission.ManageCodes).WithSummary("Invite guests in the name of a partner").WithDescription("All of them or none: 400 names the rows that are wrong, 409 `quota.exceeded` says how many fit.");
        partnership.MapPost("/guests/checks", CheckAsync).Needs(Permission.ManageCodes).WithSummary("Look at guests before they are invited").WithDescription("Changes nothing.");
        partnership.MapPost("/guests/send", SendManyAsync).Needs(Permission.ManageCodes).WithSummary("Mail several invitations, for the first time or again");
        partnership.MapGet("/quota", QuotaAsync).Needs(Permission.SeeCodes).WithSummary("How many guests a partner may invite, and why");
        partnership.MapPut("/message", WordsAsync).Needs(Permission.ManageCodes).WithSummary("Set the partner's own words in its invitations").WithDescription("Plain text, 500 characters at most, no links; null takes them out. Mails in line keep theirs.");
        var guests = api.MapGroup("/guests").WithTags("Guests");
        guests.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeCodes | Permission.SeePeople).WithSummary("One guest");
        guests.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageCodes | Permission.SeePeople).WithSummary("Change what was entered for a guest").WithDescription("By key; what is not named stays, null clears. The person behind it is not changed.");
        guests.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageCodes).WithSummary("Delete an invitation by which nobody came in");
        guests.MapPut("/{id:guid}/status", ChangeAsync).Needs(Permission.ManageCodes | Permission.SeePeople).WithSummary("Say by hand what became of an invitation");
        guests.MapPost("/{id:guid}/send", SendAsync).Needs(Permission.ManageCodes).WithSummary("Mail an invitation, for the first time or again").WithDescription("Its link stays the same.");
        guests.MapPost("/{id:guid}/cancel", CancelAsync).Needs(Permission.ManageCodes).WithSummary("Take a pending invitation back");
        guests.MapGet("/{id:guid}/link", LinkAsync).Needs(Permission.ManageCodes).WithSummary("The registration link of a pending invitation");
    }

    /// <param name="Locale">Language of the mail: en, de or fr; null = the workspace's.</param>
    /// <param name="Values">For properties that the form asks for, by their id.</param>
    public sealed record GuestBody(string Email, string? FirstName = null, string? LastName = null, string? Phone = null, string? Locale = null, IReadOnlyDictionary<string, string?>? Values = null)
    {
        /// <summary>By key; what is not given is not there, since a form may not ask for it.</summary>
        public IReadOnlyDictionary<string, string?> Typed => new[] { KeyValuePair.Create(GuestFields.Email, (string?)Email), new(GuestFields.FirstName, FirstName), new(GuestFields.LastName, LastName), new(GuestFields.Phone, Phone), new(GuestFields.Locale, Locale) }
            .Where(pair => pair.Value is not null).Concat((Values ?? new Dictionary<string, string?>(StringComparer.Ordinal)).Where(pair => pair.Key.Length == 36)).DistinctBy(pair => pair.Key).ToDictionary(StringComparer.Ordinal);
    }

    /// <param name="Send">The mails go into line at once; otherwise the invitations are only stored.</param>
    public sealed record GuestsBody(IReadOnlyList<GuestBody> Guests, bool Send = true);

    public sealed record CheckBody(IReadOnlyList<GuestBody> Guests);

    public sealed record SendBody(IReadOnlyList<Guid> Ids);

    /// <param name="Guest">Text by key: email, firstName, lastName, phone, locale, or the id of a property.</param>
    public sealed record GuestPatch(IReadOnlyDictionary<string, string?>? Guest = null);

    public sealed record StatusBody(GuestStatus Status);

    private static readonly Problem Used = new("guest.registered", 409, "Somebody came in by this invitation, or waits to, so it stays.");

    public sealed record MessageBody(string? Message = null);

    public sealed record AddedAnswer(IReadOnlyList<Guid> Ids, bool Sent, QuotaAnswer Quota);

    /// <param name="Problem">Null = fine.</param>
    public sealed record CheckedRow(int Row, string? Field, string? Problem);

    public sealed record CheckAnswer(int Fine, IReadOnlyList<CheckedRow> Rows, QuotaAnswer Quota);

    public sealed record SentAnswer(int Sent, int Skipped);

    public sealed record LinkAnswer(string Url);

    public sealed record MessageAnswer(string? Message);

    public sealed record HeldItem(string Package, int Quantity, int Each, long Total);

    /// <param name="Source">Which level counts: none, event, packages or own.</param>
    /// <param name="Limit">Null = not limited.</param>
    public sealed record QuotaAnswer(
        Guid AgreementId, QuotaSource Source, int? Limit, int Used, int? Left, int? Own, IReadOnlyList<HeldItem> Packages, int? OfEvent, QuotaUse CountedAt, int Pending, int Registered, int Waiting, int Declined, int Returned, int NotYet)
    {
        public static QuotaAnswer Of(Quota q) => new(
            q.AgreementId, q.Source, q.Limit, q.Used, q.Left, q.Own, [.. q.Packages.Select(held => new HeldItem(held.Package, held.Quantity, held.Each, held.Total))], q.OfEvent, q.Use, q.Pending, q.Registered, q.Waiting, q.Declined, q.Returned, q.NotYet);
    }

    /// <param name="Guest">What the partner entered, by key.</param>
    /// <param name="Elsewhere">Another partner has invited the same person to this event.</param>
    public sealed record GuestItem(
        Guid Id, Guid AgreementId, Guid OrganisationId, Guid OfferingId, Guid PersonId, string? Email, IReadOnlyDictionary<string, string> Guest, GuestStatus Status, GuestMail MailStatus, string? MailReason, GuestAttendance Attendance,
        bool Counted, bool Elsewhere, Guid? RegistrationId, string? RegisteredEmail, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? CancelledAt)
    {
        public static GuestItem Of(GuestRow r) => new(
            r.Id, r.AgreementId, r.OrganisationId, r.OfferingId, r.PersonId, r.Email, r.Fields.Values, r.Status, r.Mail, r.MailReason, r.Attendance, r.Counted, r.Elsewhere, r.RegistrationId, r.RegisteredEmail, r.InviterName, r.CreatedAt, r.SentAt, r.CancelledAt);
    }

    private static async Task<Results<Ok<ListAnswer<GuestItem>>, ProblemAnswer>> ListAsync(
        Guid id, [AsParameters] ListInput input, string? status, string? mailStatus, string? attendance, Actor actor, ListGuests list, SeeQuota see, CancellationToken cancellationToken)
    {
        if ((await see.RunAsync(actor, id, cancellationToken)).Problem is { } missing)
            return Problems.ToResult(missing);
        var wrong = new[] { Wrong<GuestStatus>(status, "status"), Wrong<GuestMail>(mailStatus, "mailStatus"), Wrong<GuestAttendance>(attendance, "attendance") }.FirstOrDefault(problem => problem is not null);
        if (wrong is not null)
            return Problems.ToResult(wrong);
        var filter = new GuestFilter(id, Query: input.Q, Status: Named<GuestStatus>(status), Mail: Named<GuestMail>(mailStatus), Attendance: Named<GuestAttendance>(attendance));
        return await Lists.AnswerAsync(GuestRow.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), GuestItem.Of);
    }

    private static TEnum? Named<TEnum>(string? name) where TEnum : struct, Enum => name is { Length: > 0 } && !char.IsAsciiDigit(name[0]) && Enum.TryParse<TEnum>(name, true, out var value) ? value : null;

    private static Problem? Wrong<TEnum>(string? name, string field) where TEnum : struct, Enum =>
        name is null || Named<TEnum>(name) is not null ? null : Problem.Invalid(field, "This must be one of {0}.", string.Join(", ", Enum.GetNames<TEnum>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName)));

    private static async Task<Results<Ok<AddedAnswer>, ProblemAnswer>> AddAsync(Guid id, GuestsBody body, Actor actor, AddGuests add, CancellationToken cancellationToken) =>
        (await add.RunAsync(actor, new(id, [.. body.Guests.Select(guest => (guest ?? new GuestBody("")).Typed)], body.Send), cancellationToken)).ToOk(added => new AddedAnswer(added.Ids, added.Sent, QuotaAnswer.Of(added.Quota)));

    private static async Task<Results<Ok<CheckAnswer>, ProblemAnswer>> CheckAsync(Guid id, CheckBody body, Actor actor, CheckGuests check, CancellationToken cancellationToken) =>
        (await check.RunAsync(actor, id, [.. body.Guests.Select(guest => (guest ?? new GuestBody("")).Typed)], cancellationToken)).ToOk(seen => new CheckAnswer(seen.Asked, [.. seen.Rows.Select(row => new CheckedRow(row.Row, row.Problem?.Field, row.Problem?.English))], QuotaAnswer.Of(seen.Quota)));

    private static async Task<Results<Ok<SentAnswer>, ProblemAnswer>> SendManyAsync(Guid id, SendBody body, Actor actor, SendGuests send, CancellationToken cancellationToken) =>
        (await send.RunAsync(actor, new GuestsToSend(id, [.. body.Ids]), cancellationToken)).ToOk(sent => new SentAnswer(sent.Sent, sent.Skipped));

    private static async Task<Results<Ok<QuotaAnswer>, ProblemAnswer>> QuotaAsync(Guid id, Actor actor, SeeQuota see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, id, cancellationToken)).ToOk(QuotaAnswer.Of);

    private static async Task<Results<Ok<MessageAnswer>, ProblemAnswer>> WordsAsync(Guid id, MessageBody body, Actor actor, SetMessage set, CancellationToken cancellationToken) =>
        (await set.RunAsync(actor, id, body.Message, cancellationToken)).ToOk(words => new MessageAnswer(words));

    private static async Task<Results<Ok<GuestItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListGuests list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(GuestItem.Of);

    private static async Task<Results<Ok<GuestItem>, ProblemAnswer>> EditAsync(Guid id, GuestPatch body, Actor actor, EditGuest edit, ListGuests list, CancellationToken cancellationToken)
    {
        var edited = await edit.RunAsync(actor, new(id, body.Guest ?? new Dictionary<string, string?>(StringComparer.Ordinal)), cancellationToken);
        return edited.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(edited.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteGuests delete, CancellationToken cancellationToken)
    {
        var deleted = await delete.RunAsync(actor, [id], cancellationToken);
        return deleted is { Ok: true, Value.Deleted: 0 } ? Problems.ToResult(deleted.Value.Kept > 0 ? Used : Problem.NotFound("guest")) : deleted.ToNoContent();
    }

    private static async Task<Results<Ok<GuestItem>, ProblemAnswer>> ChangeAsync(Guid id, StatusBody body, Actor actor, ChangeGuestStatus change, CancellationToken cancellationToken) =>
        (await change.RunAsync(actor, new(id, body.Status), cancellationToken)).ToOk(GuestItem.Of);

    private static async Task<Results<Ok<SentAnswer>, ProblemAnswer>> SendAsync(Guid id, Actor actor, SendGuests send, CancellationToken cancellationToken) =>
        (await send.RunAsync(actor, id, cancellationToken)).ToOk(sent => new SentAnswer(sent.Sent, sent.Skipped));

    private static async Task<Results<NoContent, ProblemAnswer>> CancelAsync(Guid id, Actor actor, CancelGuest cancel, CancellationToken cancellationToken) =>
        (await cancel.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<LinkAnswer>, ProblemAnswer>> LinkAsync(Guid id, Actor actor, SeeGuestLink see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, id, cancellationToken)).ToOk(url => new LinkAnswer(url));
}
