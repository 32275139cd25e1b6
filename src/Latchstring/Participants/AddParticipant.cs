using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <param name="PersonId">Somebody who is here already; null = whoever has the e-mail address of <paramref name="Fields"/>, else a new person.</param>
public sealed record NewParticipant(Guid AgreementId, Guid? PersonId, PersonFields? Fields, string? Notes = null);

/// <summary>Puts one person under an agreement (S0.55).</summary>
public sealed class AddParticipant(Database database)
{
    public async Task<Result<Participant>> RunAsync(Actor actor, NewParticipant input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        return await database.WriteAsync<Participant>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManagePeople, input.AgreementId, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (new Check().Lines(input.Notes, "notes", ParticipantRefusals.LongestNotes).Problem is { } notes)
                return notes;
            if (input.PersonId is null && (input.Fields ?? new PersonFields(null)).Refusal() is { } problem)
                return problem;
            var person = await PersonAsync(db, actor, input, cancellationToken);
            if (!person.Ok)
                return person.Problem;
            if (await db.Participants.AnyAsync(p => p.AgreementId == input.AgreementId && p.PersonId == person.Value, cancellationToken))
                return ParticipantRefusals.Already;
            var participant = new Participant { WorkspaceId = actor.WorkspaceId, AgreementId = input.AgreementId, PersonId = person.Value, Notes = input.Notes.OrNull(), CreatedAt = database.Now };
            db.Add(participant);
            db.Add(AuditEntry.By(actor, database.Now, "participant.added", "person", person.Value, new { agreement = input.AgreementId }));
            await db.SaveChangesAsync(cancellationToken);
            return participant;
        }, cancellationToken);
    }

    private async Task<Result<Guid>> PersonAsync(Db db, Actor actor, NewParticipant input, CancellationToken cancellationToken)
    {
        var email = Person.NormalizeEmail(input.Fields?.Email);
        var known = input.PersonId ?? (email is null ? null : await db.People.Where(p => p.Email == email).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancellationToken));
        if (known is { } id)
            return await actor.ReachesPersonAsync(db, id, cancellationToken) ? id : input.PersonId is null ? ParticipantRefusals.Elsewhere : Problem.NotFound("person");
        if (await input.Fields!.LocationRefusalAsync(db, actor, null, cancellationToken) is { } elsewhere)
            return elsewhere;
        var person = new Person { WorkspaceId = actor.WorkspaceId, CreatedAt = database.Now };
        input.Fields.ApplyTo(person);
        db.Add(person);
        var values = await PersonValues.SetAsync(db, person.Id, input.Fields.Values, cancellationToken);
        if (!values.Ok)
            return values.Problem;
        db.Add(AuditEntry.By(actor, database.Now, "person.created", "person", person.Id));
        return person.Id;
    }
}

/// <summary>Changes what staff wrote about somebody under an agreement.</summary>
public sealed class EditParticipant(Database database)
{
    public sealed record Input(Guid AgreementId, Guid PersonId, string? Notes);

    public async Task<Result<Participant>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (new Check().Lines(input.Notes, "notes", ParticipantRefusals.LongestNotes).Problem is { } problem)
            return problem;
        return await database.WriteAsync<Participant>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManagePeople, input.AgreementId, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (await db.Participants.SingleOrDefaultAsync(p => p.AgreementId == input.AgreementId && p.PersonId == input.PersonId, cancellationToken) is not { } participant)
                return Problem.NotFound("participant");
            if (participant.Notes == input.Notes.OrNull())
                return participant;
            participant.Notes = input.Notes.OrNull();
            db.Add(AuditEntry.By(actor, database.Now, "participant.edited", "person", input.PersonId, new { agreement = input.AgreementId, fields = new[] { "notes" } }));
            await db.SaveChangesAsync(cancellationToken);
            return participant;
        }, cancellationToken);
    }
}

/// <summary>Takes a person out of an agreement. The person stays; while they hold an unused code of it, so does the participant.</summary>
public sealed class RemoveParticipant(Database database)
{
    public sealed record Input(Guid AgreementId, Guid PersonId);

    public async Task<Result<Participant>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        return await database.WriteAsync<Participant>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManagePeople, input.AgreementId, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (await db.Participants.SingleOrDefaultAsync(p => p.AgreementId == input.AgreementId && p.PersonId == input.PersonId, cancellationToken) is not { } participant)
                return Problem.NotFound("participant");
            var holds = await db.QueryAsync($"select 1 from participant t where t.workspace_id = @ws and t.agreement_id = @agreement and t.person_id = @person and {ListParticipants.HoldsUnused}", row => row.Int(0), cancellationToken, ("agreement", input.AgreementId), ("person", input.PersonId));
            if (holds.Count > 0)
                return ParticipantRefusals.HoldsCode;
            db.Remove(participant);
            db.Add(AuditEntry.By(actor, database.Now, "participant.removed", "person", input.PersonId, new { agreement = input.AgreementId }));
            await db.SaveChangesAsync(cancellationToken);
            return participant;
        }, cancellationToken);
    }
}

public static class ParticipantRefusals
{
    public const int LongestNotes = 10_000;
    public static readonly Problem Already = new("participant.already", 409, "This person is a participant of the contract already.", "email");
    public static readonly Problem HoldsCode = new("participant.holds_code", 409, "This person holds a code of the contract that is not used yet. Deactivate or reassign it first.");
    public static readonly Problem Elsewhere = new("import.elsewhere", 409, "Somebody outside your locations has this already. Ask an owner.", "email");
}
