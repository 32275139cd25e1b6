using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <summary>Says by which template the files of a contract are read and written; null = the built-in columns.</summary>
public sealed class ChooseTemplate(Database database)
{
    public sealed record Input(Guid AgreementId, Guid? TemplateId);

    public async Task<Result<Agreement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) => await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
    {
        var found = await AgreementScope.FindAsync(db, actor, Permission.ManageOfferings, input.AgreementId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        if (input.TemplateId is { } id && !await db.CsvTemplates.AnyAsync(t => t.Id == id, cancellationToken))
            return Problem.Invalid("templateId", "Choose one of the templates.");
        if (found.Value.TemplateId == input.TemplateId)
            return found.Value;
        found.Value.TemplateId = input.TemplateId;
        db.Add(AuditEntry.By(actor, database.Now, "agreement.edited", "agreement", found.Value.Id, new { template = input.TemplateId }));
        await db.SaveChangesAsync(cancellationToken);
        return found.Value;
    }, cancellationToken);
}
