using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Accounts;

/// <summary>Makes a key for a program. Its text is in the answer once and nowhere else.</summary>
public sealed class CreateApiKey(Database database)
{
    public sealed record Input(string Name, Permission Permissions);

    public sealed record Made(ApiKey Key, string Text);

    public async Task<Result<Made>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace) || actor.Offerings is not null)
            return Problem.Forbidden;
        if ((NameRefusal(input.Name) ?? PermissionRefusal(actor, input.Permissions)) is { } problem)
            return problem;
        var text = ApiKeyText.New(actor.WorkspaceId);
        var key = new ApiKey
        {
            WorkspaceId = actor.WorkspaceId,
            Name = input.Name.Trim(),
            KeyHash = ApiKeyText.HashOf(text),
            Hint = text[^4..],
            Permissions = input.Permissions,
            CreatedAt = database.Now,
        };
        return await database.WriteAsync<Made>(actor.WorkspaceId, async db =>
        {
            db.Add(key);
            db.Add(AuditEntry.By(actor, database.Now, "key.created", "key", key.Id, new { key.Name, permissions = key.Permissions.Names() }));
            await db.SaveChangesAsync(cancellationToken);
            return new Made(key, text);
        }, cancellationToken);
    }

    private static Problem? NameRefusal(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > 100 || name.Any(char.IsControl) ? Problem.Invalid("name", "Give the key a name of 1 to 100 characters.") : null;

    /// <summary>A key passes on no more than it has; an owner, who redeems for nobody, may let a program do so.</summary>
    private static Problem? PermissionRefusal(Actor actor, Permission permissions) =>
        permissions == Permission.None || (permissions & ~Permission.All) != Permission.None ? Problem.Invalid("permissions", "Choose at least one permission.")
        : actor.Kind == ActorKind.ApiKey && !actor.May(permissions) ? Problem.Invalid("permissions", "A key can pass on only the permissions that it has.")
        : null;
}
