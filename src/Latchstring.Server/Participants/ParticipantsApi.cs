using Latchstring.Participants;
using Latchstring.Server.Http;
using Latchstring.Server.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Participants;

/// <summary>
/// GET, POST /agreements/{id}/participants · GET /agreements/{id}/participants.csv · GET, PATCH, DELETE /agreements/{id}/participants/{personId} · POST /agreements/{id}/participants/codes · PUT /agreements/{id}/csv-template
/// </summary>
public static class ParticipantsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var participants = api.MapGroup("/agreements/{id:guid}").WithTags("Participants");
        participants.MapGet("/participants", ListAsync).Needs(Permission.SeePeople).WithSummary("The people under an agreement, with their codes");
        participants.MapGet("/participants.csv", CsvAsync).Needs(Permission.SeePeople).WithSummary("All participants in the format of the agreement's template, with their codes").Produces<string>(200, "text/csv");
        participants.MapPost("/participants", AddAsync).Needs(Permission.ManagePeople).WithSummary("Add a participant").WithDescription("Somebody who is here already by personId or by e-mail address; else a new person.");
        participants.MapGet("/participants/{personId:guid}", FindAsync).Needs(Permission.SeePeople).WithSummary("One participant");
        participants.MapPatch("/participants/{personId:guid}", EditAsync).Needs(Permission.ManagePeople).WithSummary("Change the notes on a participant");
        participants.MapDelete("/participants/{personId:guid}", RemoveAsync).Needs(Permission.ManagePeople).WithSummary("Take a person out of an agreement");
        participants.MapPost("/participants/codes", GiveAsync).Needs(Permission.ManageCodes).WithSummary("Make one code for each of these participants").WithDescription("Whoever holds an unused code already is left out, unless again is true.");
        participants.MapPut("/csv-template", ChooseAsync).Needs(Permission.ManageOfferings).WithSummary("Choose the template of an agreement's files");
    }

    private static async Task<Results<Ok<ListAnswer<ParticipantItem>>, ProblemAnswer>> ListAsync(Guid id, [AsParameters] ListInput input, bool? hasCode, Actor actor, ListParticipants list, CancellationToken cancellationToken) =>
        await Lists.AnswerAsync(ListParticipants.Rows, input, page => list.RunAsync(actor, id, new(input.Q, hasCode), page, cancellationToken), () => list.CountAsync(actor, id, new(input.Q, hasCode), cancellationToken), ParticipantItem.Of);

    private static async Task<Results<CsvAnswer, ProblemAnswer>> CsvAsync(Guid id, string? q, bool? hasCode, Actor actor, ExportParticipants export, CancellationToken cancellationToken)
    {
        var file = await export.RunAsync(actor, id, new(q, hasCode), cancellationToken);
        return file.Ok ? new CsvAnswer(file.Value.Name, file.Value.WriteAsync) : Problems.ToResult(file.Problem);
    }

    private static async Task<Results<Created<ParticipantAnswer>, ProblemAnswer>> AddAsync(Guid id, ParticipantBody body, Actor actor, AddParticipant add, CancellationToken cancellationToken) =>
        (await add.RunAsync(actor, new(id, body.PersonId, body.Person?.Fields, body.Notes), cancellationToken)).ToCreated(made => $"agreements/{id}/participants/{made.PersonId}", ParticipantAnswer.Of);

    private static async Task<Results<Ok<ParticipantAnswer>, ProblemAnswer>> FindAsync(Guid id, Guid personId, Actor actor, FindParticipant find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, new(id, personId), cancellationToken)).ToOk(ParticipantAnswer.Of);

    private static async Task<Results<Ok<ParticipantAnswer>, ProblemAnswer>> EditAsync(Guid id, Guid personId, ParticipantPatch body, Actor actor, EditParticipant edit, CancellationToken cancellationToken) =>
        (await edit.RunAsync(actor, new(id, personId, body.Notes), cancellationToken)).ToOk(ParticipantAnswer.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> RemoveAsync(Guid id, Guid personId, Actor actor, RemoveParticipant remove, CancellationToken cancellationToken) =>
        (await remove.RunAsync(actor, new(id, personId), cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<GivenAnswer>, ProblemAnswer>> GiveAsync(Guid id, GiveBody body, Actor actor, GiveCodes give, CancellationToken cancellationToken) =>
        (await give.RunAsync(actor, new CodesToGive(id, body.PersonIds, null, body.PriceId, body.Note, body.Again), cancellationToken)).ToOk(done => new GivenAnswer(done.Batch?.Id, done.CodeIds, done.Skipped));

    private static async Task<Results<NoContent, ProblemAnswer>> ChooseAsync(Guid id, TemplateChoice body, Actor actor, ChooseTemplate choose, CancellationToken cancellationToken) =>
        (await choose.RunAsync(actor, new(id, body.CsvTemplateId), cancellationToken)).ToNoContent();
}

/// <param name="PersonId">Somebody who is here already.</param>
/// <param name="Person">Somebody new, or known by this e-mail address.</param>
public sealed record ParticipantBody(Guid? PersonId = null, PersonBody? Person = null, string? Notes = null);

public sealed record ParticipantPatch(string? Notes);

/// <param name="PersonIds">At most 10,000.</param>
/// <param name="PriceId">One of the agreement's; left out = by its rules.</param>
/// <param name="Again">Also to those who hold an unused code.</param>
public sealed record GiveBody(IReadOnlyList<Guid> PersonIds, Guid? PriceId = null, string? Note = null, bool Again = false);

/// <param name="Skipped">They hold an unused code already.</param>
public sealed record GivenAnswer(Guid? BatchId, IReadOnlyList<Guid> CodeIds, int Skipped);

/// <param name="CsvTemplateId">Null = the built-in columns.</param>
public sealed record TemplateChoice(Guid? CsvTemplateId);

public sealed record ParticipantAnswer(Guid PersonId, Guid AgreementId, string? Notes, DateTimeOffset Since)
{
    internal static ParticipantAnswer Of(Participant p) => new(p.PersonId, p.AgreementId, p.Notes, p.CreatedAt);
}

/// <param name="Code">Their newest code, for keys that may see codes.</param>
/// <param name="Codes">How many they hold or used under this agreement.</param>
public sealed record ParticipantItem(Guid PersonId, string Name, string? Email, string? Phone, string? ClientId, string? Notes, DateTimeOffset Since, Guid? CodeId, string? Code, bool CodeUsed, string? Price, int Codes)
{
    internal static ParticipantItem Of(ParticipantRow row) => new(row.PersonId, row.Name, row.Email, row.Phone, row.ClientId, row.Notes, row.Since, row.CodeId, row.Code, row.CodeUsed, row.Price, row.Codes);
}
