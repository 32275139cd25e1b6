using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Workspaces;

public sealed record WorkspaceSettings(string? Name, string? TimeZone, string? Locale, string? Currency, string? SupportContact, int? PasswordLength, int? Version = null, bool TrackOpens = false, int MaxImportRows = 200_000, int MaxImportMegabytes = 20);

/// <summary>Changes what holds for the whole workspace.</summary>
public sealed class ChangeSettings(Database database)
{
    public static readonly IReadOnlyList<string> Locales = ["en", "de", "fr"];

    public async Task<Result<Workspace>> RunAsync(Actor actor, WorkspaceSettings input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        if (Refusals(input).ToList() is [var first, .. var more])
            return first with { Also = more };
        return await database.WriteAsync<Workspace>(actor.WorkspaceId, async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken);
            if (input.Version is { } seen && seen != workspace.Version)
                throw new DbUpdateConcurrencyException();
            var before = Of(workspace);
            (workspace.Name, workspace.TimeZone, workspace.Locale) = (input.Name!.Trim(), input.TimeZone!, input.Locale!);
            (workspace.Currency, workspace.PasswordLength) = (input.Currency!, input.PasswordLength!.Value);
            workspace.TrackOpens = input.TrackOpens;
            (workspace.MaxImportRows, workspace.MaxImportMegabytes) = (input.MaxImportRows, input.MaxImportMegabytes);
            workspace.SupportContact = string.IsNullOrWhiteSpace(input.SupportContact) ? null : input.SupportContact.Trim();
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "workspace.changed", "workspace", workspace.Id, new { from = before, to = Of(workspace) }));
            await db.SaveChangesAsync(cancellationToken);
            return workspace;
        }, cancellationToken);
    }

    private static IEnumerable<Problem> Refusals(WorkspaceSettings input)
    {
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Trim().Length > 100)
            yield return Problem.Invalid("name", "The workspace needs a name of at most {0} characters.", 100);
        if (input.TimeZone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(input.TimeZone, out var zone) || !zone.HasIanaId)
            yield return Problem.Invalid("timeZone", "Choose a time zone from the list, such as Europe/Berlin.");
        if (!Locales.Contains(input.Locale))
            yield return Problem.Invalid("locale", "Choose one of the languages.");
        if (!Money.IsCurrency(input.Currency))
            yield return Problem.Invalid("currency", "A currency has three capital letters, such as EUR.");
        if (input.SupportContact is { Length: > 200 })
            yield return Problem.Invalid("supportContact", "The contact may have at most {0} characters.", 200);
        if (input.MaxImportRows is < 1 or > LargestImportRows)
            yield return Problem.Invalid("maxImportRows", "Enter a number between {0} and {1}.", 1, LargestImportRows);
        if (input.MaxImportMegabytes is < 1 or > LargestImportMegabytes)
            yield return Problem.Invalid("maxImportMegabytes", "Enter a number between {0} and {1}.", 1, LargestImportMegabytes);
        if (input.PasswordLength is not (>= 6 and <= 64))
            yield return Problem.Invalid("passwordLength", "A password length lies between {0} and {1}.", 6, 64);
    }

    /// <summary>No file larger than this is read, whatever a workspace asks for.</summary>
    public const int LargestImportMegabytes = 120;
    public const int LargestImportRows = 2_000_000;

    private static object Of(Workspace w) => new { w.Name, w.TimeZone, w.Locale, w.Currency, w.SupportContact, w.PasswordLength, w.TrackOpens, w.MaxImportRows, w.MaxImportMegabytes };
}
