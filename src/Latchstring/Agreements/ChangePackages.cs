using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

internal static class PackageRules
{
    /// <summary>A package may be held for any event, so only staff who are not limited to some may change it.</summary>
    public static Problem? Refusal(Actor actor) => actor.May(Permission.ManageOfferings) && actor.Offerings is null ? null : Problem.Forbidden;

    public static async Task<Problem?> TakenAsync(Db db, string name, Guid? but, CancellationToken cancellationToken) =>
        await db.Packages.AnyAsync(p => p.Name == name && p.Id != but, cancellationToken) ? Problem.Invalid("name", "Another package has this name already.") : null;
}

/// <summary>Adds a package that partners may hold (S1.80).</summary>
public sealed class CreatePackage(Database database)
{
    public async Task<Result<Package>> RunAsync(Actor actor, PackageFields input, CancellationToken cancellationToken = default)
    {
        if ((PackageRules.Refusal(actor) ?? input.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Package>(actor.WorkspaceId, async db =>
        {
            if (await PackageRules.TakenAsync(db, input.Name!.Trim(), null, cancellationToken) is { } taken)
                return taken;
            var package = new Package { WorkspaceId = actor.WorkspaceId, Name = "", CreatedAt = database.Now };
            input.ApplyTo(package);
            db.Add(package);
            db.Add(AuditEntry.By(actor, database.Now, "package.created", "package", package.Id, PackageFields.Of(package)));
            await db.SaveChangesAsync(cancellationToken);
            return package;
        }, cancellationToken);
    }
}

/// <summary>Changes a package. A quota below what is used blocks new invitations only.</summary>
public sealed class EditPackage(Database database)
{
    public sealed record Input(Guid Id, PackageFields Fields, int? Version = null);

    public async Task<Result<Package>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((PackageRules.Refusal(actor) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Package>(actor.WorkspaceId, async db =>
        {
            if (await db.Packages.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken) is not { } package)
                return Problem.NotFound("package");
            if (await PackageRules.TakenAsync(db, input.Fields.Name!.Trim(), package.Id, cancellationToken) is { } taken)
                return taken;
            var before = PackageFields.Of(package);
            input.Fields.ApplyTo(package);
            if (input.Version is { } version)
                db.Entry(package).Property(p => p.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "package.edited", "package", package.Id, new { before, after = PackageFields.Of(package) }));
            await db.SaveChangesAsync(cancellationToken);
            return package;
        }, cancellationToken);
    }
}

/// <summary>Deletes a package; whoever held it falls back to what else says a number. Invitations already sent stay usable (S1.29, S1.30).</summary>
public sealed class DeletePackage(Database database)
{
    public async Task<Result<Package>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (PackageRules.Refusal(actor) is { } problem)
            return problem;
        return await database.WriteAsync<Package>(actor.WorkspaceId, async db =>
        {
            if (await db.Packages.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } package)
                return Problem.NotFound("package");
            var held = await db.Holdings.Where(h => h.PackageId == id).SumAsync(h => h.Quantity, cancellationToken);
            db.Remove(package);
            db.Add(AuditEntry.By(actor, database.Now, "package.deleted", "package", id, new { package.Name, package.InvitationQuota, held }));
            await db.SaveChangesAsync(cancellationToken);
            return package;
        }, cancellationToken);
    }
}
