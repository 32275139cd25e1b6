using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Offerings;

public sealed class CreateOffering(Database database)
{
    public sealed record Input(OfferingKind Kind, OfferingFields Fields);

    public async Task<Result<Offering>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (actor.Offerings is not null)
            return OfferingRefusals.OnlySome;
        if ((Enum.IsDefined(input.Kind) ? input.Fields.Refusal() : Problem.Invalid("kind", "Choose what it is.")) is { } problem)
            return problem;
        var offering = new Offering { WorkspaceId = actor.WorkspaceId, Kind = input.Kind, Name = "", CreatedAt = database.Now };
        input.Fields.ApplyTo(offering);
        return await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.Add(offering);
            db.Add(AuditEntry.By(actor, database.Now, "offering.created", "offering", offering.Id, new { offering.Kind, offering.Name }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return offering;
        }, cancellationToken);
    }
}
