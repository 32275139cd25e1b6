using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>Makes a contract with one default price for each offering it opens, at base price (S0.46).</summary>
public sealed class CreateAgreement(Database database)
{
    public sealed record Input(Guid OrganisationId, Guid? OfferingId, Guid? ProgrammeId, AgreementFields Fields);

    public async Task<Result<Agreement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        var target = input.OfferingId is null == input.ProgrammeId is null ? Problem.Invalid("offeringId", "Choose what its codes open: one offering or one bundle.") : null;
        if (input.Fields.Refusal() is { } problem)
            return target is null ? problem : problem with { Also = [.. problem.Also, target] };
        if (target is not null)
            return target;
        return await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
        {
            if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == input.OrganisationId, cancellationToken) is not { } organisation)
                return Problem.NotFound("organisation");
            var agreement = new Agreement { WorkspaceId = actor.WorkspaceId, OrganisationId = input.OrganisationId, OfferingId = input.OfferingId, ProgrammeId = input.ProgrammeId, Name = "", CreatedAt = database.Now };
            var opens = await AgreementScope.OpensAsync(db, agreement, cancellationToken);
            var offerings = await db.Offerings.Where(o => opens.Contains(o.Id)).ToListAsync(cancellationToken);
            if (offerings.Count == 0 || offerings.Count < opens.Count || !offerings.TrueForAll(o => actor.May(Permission.ManageOfferings, o.Id)))
                return Problem.Invalid("offeringId", "This was not found. Choose what its codes open.");
            if (organisation.Kind == OrganisationKind.Partner && (input.OfferingId is null || offerings[0].Kind != OfferingKind.Event))
                return Problem.Invalid("offeringId", "A partner takes part in an event. Choose one.");
            if (await input.Fields.UnknownAsync(db, cancellationToken) is { } unknown)
                return unknown;
            input.Fields.ApplyTo(agreement);
            db.Add(agreement);
            foreach (var offering in offerings.Where(o => o.BasePrice is not null))
                db.Add(DefaultOf(agreement, offering, offerings.Count > 1, database.Now));
            db.Add(AuditEntry.By(actor, database.Now, "agreement.created", "agreement", agreement.Id, new { agreement.Name, agreement.OrganisationId, agreement.OfferingId, agreement.ProgrammeId, fields = input.Fields }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return agreement;
        }, cancellationToken);
    }

    /// <summary>Offerings may share a name, prices of a contract may not, since a file names them.</summary>
    private static Price DefaultOf(Agreement agreement, Offering offering, bool many, DateTimeOffset now) => new()
    {
        WorkspaceId = agreement.WorkspaceId,
        AgreementId = agreement.Id,
        OfferingId = offering.Id,
        Name = many && offering.Name.Length > 90 ? offering.Name[..90] : offering.Name.Length > 100 ? offering.Name[..100] : offering.Name,
        Amount = offering.PriceAmount!.Value,
        Currency = offering.PriceCurrency!,
        IsDefault = true,
        CreatedAt = now,
    };
}

/// <summary>Changes a contract for codes not yet redeemed.</summary>
public sealed class EditAgreement(Database database)
{
    public sealed record Input(Guid Id, AgreementFields Fields, int? Version = null);

    public async Task<Result<Agreement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        return await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManageOfferings, input.Id, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (await input.Fields.UnknownAsync(db, cancellationToken) is { } unknown)
                return unknown;
            var agreement = found.Value;
            var before = AgreementFields.Of(agreement);
            input.Fields.ApplyTo(agreement);
            if (input.Version is { } version)
                db.Entry(agreement).Property(a => a.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "agreement.edited", "agreement", agreement.Id, new { before, after = AgreementFields.Of(agreement) }));
            await db.SaveChangesAsync(cancellationToken);
            return agreement;
        }, cancellationToken);
    }
}
