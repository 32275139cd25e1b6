using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Founds a workspace together with its first owner. Only the operator at the command line does this; there is no actor yet.</summary>
public sealed class CreateWorkspace(Database database)
{
    public sealed record Input(string Slug, string? Name, string OwnerEmail, string OwnerPassword)
    {
        public string? OwnerName { get; init; }
        public string TimeZone { get; init; } = "Europe/Berlin";
        public string Locale { get; init; } = "en";
    }

    public async Task<Result<Workspace>> RunAsync(Input input, CancellationToken cancellationToken = default)
    {
        if ((Slug.Refusal(input.Slug) ?? Refusal(input)) is { } problem)
            return problem;
        var workspace = new Workspace { Slug = input.Slug, Name = input.Name.OrNull() ?? input.Slug, TimeZone = input.TimeZone, Locale = input.Locale, CreatedAt = database.Now };
        var email = EmailAddress.Normalize(input.OwnerEmail)!;
        var owner = new Account
        {
            WorkspaceId = workspace.Id,
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Name = input.OwnerName.OrNull() ?? email,
            PasswordHash = Passwords.Hash(input.OwnerPassword),
            Staff = StaffRole.Owner,
            CreatedAt = database.Now,
        };
        return await database.WriteAsync<Workspace>(workspace.Id, async db =>
        {
            if (await db.Workspaces.AnyAsync(w => w.Slug == workspace.Slug, cancellationToken))
                return new Problem("workspace.exists", 409, "A workspace with this name exists already. Choose another.", "slug");
            db.AddRange(workspace, owner, AuditEntry.By(Actor.System(workspace.Id), database.Now, "workspace.created", "workspace", workspace.Id, new { workspace.Slug, workspace.Name, Owner = email }));
            await db.SaveChangesAsync(cancellationToken);
            return workspace;
        }, cancellationToken);
    }

    private static Problem? Refusal(Input input) => new Check()
        .Line(input.Name, "name", 100)
        .That(EmailAddress.IsOne(EmailAddress.Normalize(input.OwnerEmail)), "ownerEmail", "This is not an e-mail address.")
        .Line(input.OwnerName, "ownerName", 100)
        .That(TimeZoneInfo.TryFindSystemTimeZoneById(input.TimeZone, out _), "timeZone", "This time zone is not known. Use a name such as Europe/Berlin.")
        .That(input.Locale is "en" or "de" or "fr", "locale", "Choose en, de or fr.")
        .Problem ?? Passwords.Refusal(input.OwnerPassword, Passwords.StaffLength, "ownerPassword", input.OwnerEmail, input.OwnerName);
}
