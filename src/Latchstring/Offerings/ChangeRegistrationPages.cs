using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>The registration pages of an event, in the order of their making.</summary>
public sealed class ListRegistrationPages(Database database)
{
    public async Task<Result<IReadOnlyList<RegistrationPage>>> RunAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, offeringId) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await db.Offerings.AnyAsync(o => o.Id == offeringId && o.Kind == OfferingKind.Event, cancellationToken))
            return Problem.NotFound("offering");
        return await db.RegistrationPages.Where(p => p.OfferingId == offeringId).OrderBy(p => p.Id).ToListAsync(cancellationToken);
    }

    public async Task<Result<RegistrationPage>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var page = await db.RegistrationPages.SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        return page is not null && actor.May(Permission.SeeOfferings, page.OfferingId) ? page : actor.May(Permission.SeeOfferings) ? Problem.NotFound("registration_page") : Problem.Forbidden;
    }
}

/// <param name="Steps">null = those of the template.</param>
public sealed record RegistrationPageFields(string? Name, IReadOnlyList<RegistrationStep>? Steps)
{
    internal Problem? Refusal() => new Check().Required(Name, "name", 100).Problem;
}

public sealed class CreateRegistrationPage(Database database)
{
    public sealed record Input(Guid OfferingId, RegistrationPageFields Fields);

    public async Task<Result<RegistrationPage>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManageOfferings, input.OfferingId) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<RegistrationPage>(actor.WorkspaceId, async db =>
        {
            if (!await db.Offerings.AnyAsync(o => o.Id == input.OfferingId && o.Kind == OfferingKind.Event, cancellationToken))
                return Problem.NotFound("offering");
            var steps = input.Fields.Steps ?? RegistrationSteps.Template;
            if (RegistrationSteps.Refusal(steps, await EditRegistrationPage.PropertiesAsync(db, cancellationToken)) is { } wrong)
                return wrong;
            var page = new RegistrationPage { WorkspaceId = db.WorkspaceId, OfferingId = input.OfferingId, Name = input.Fields.Name!.Trim(), Steps = RegistrationSteps.ToJson(steps), CreatedAt = database.Now };
            db.Add(page);
            db.Add(AuditEntry.By(actor, database.Now, "registration_page.created", "offering", page.OfferingId, new { pageId = page.Id, page.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return page;
        }, cancellationToken);
    }
}

public sealed class EditRegistrationPage(Database database)
{
    /// <param name="Fields">Without steps the page is reset to the template: what stood there is replaced (S1.15).</param>
    /// <param name="Version">The version that was read; null overwrites whatever is there.</param>
    public sealed record Input(Guid Id, RegistrationPageFields Fields, int? Version = null);

    public async Task<Result<RegistrationPage>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        return await database.WriteAsync<RegistrationPage>(actor.WorkspaceId, async db =>
        {
            if (await db.RegistrationPages.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken) is not { } page || !actor.May(Permission.ManageOfferings, page.OfferingId))
                return Problem.NotFound("registration_page");
            if (RegistrationSteps.Refusal(input.Fields.Steps ?? RegistrationSteps.Template, await PropertiesAsync(db, cancellationToken)) is { } wrong)
                return wrong;
            (page.Name, page.Steps) = (input.Fields.Name!.Trim(), RegistrationSteps.ToJson(input.Fields.Steps ?? RegistrationSteps.Template));
            if (input.Version is { } version)
                db.Entry(page).Property(p => p.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, input.Fields.Steps is null ? "registration_page.reset" : "registration_page.edited", "offering", page.OfferingId, new { pageId = page.Id, page.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return page;
        }, cancellationToken);
    }

    internal static Task<List<Guid>> PropertiesAsync(Db db, CancellationToken cancellationToken) => db.Properties.Where(p => p.ArchivedAt == null).Select(p => p.Id).ToListAsync(cancellationToken);
}

public sealed class DeleteRegistrationPage(Database database)
{
    public static readonly Problem Attached = new("registration_page.attached", 409, "Guests of partners register with this page. Choose another one for them first.");

    public async Task<Result<RegistrationPage>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<RegistrationPage>(actor.WorkspaceId, async db =>
        {
            if (await db.RegistrationPages.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } page || !actor.May(Permission.ManageOfferings, page.OfferingId))
                return Problem.NotFound("registration_page");
            if (await db.PartnerSettings.AnyAsync(s => s.PageId == id, cancellationToken))
                return Attached;
            db.Remove(page);
            db.Add(AuditEntry.By(actor, database.Now, "registration_page.deleted", "offering", page.OfferingId, new { page.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return page;
        }, cancellationToken);
    }
}
