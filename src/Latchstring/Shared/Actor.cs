namespace Latchstring;

/// <summary>Who acts: the name and id that stand in the audit, and what they may do there.</summary>
public enum ActorKind { Account, ApiKey, Guest, System }

/// <summary>What an account's role or an API key allows. Scope narrows it to offerings (S3.24, S4.29).</summary>
[Flags]
public enum Permission
{
    None = 0,
    SeeCodes = 1,
    ManageCodes = 2,
    ExportCodes = 4,
    SeeOfferings = 8,
    ManageOfferings = 16,
    SeePeople = 32,
    ManagePeople = 64,
    Redeem = 128,
    SeeAudit = 256,
    ManageWorkspace = 512,
    ManagePrices = 1024,
    Viewer = SeeCodes | SeeOfferings | SeePeople,
    Manager = Viewer | ManageCodes | ExportCodes | ManageOfferings | ManagePeople | ManagePrices | SeeAudit,
    All = Manager | Redeem | ManageWorkspace,
}

/// <summary>On the team of a partner: a member sees its guests, an administrator invites them and asks colleagues in (S1.42, S1.74).</summary>
public enum PartnerRole { None, Member, Admin }

public static class PermissionNames
{
    private static readonly Permission[] Single = [.. System.Enum.GetValues<Permission>().Where(permission => System.Numerics.BitOperations.PopCount((uint)permission) == 1)];

    /// <summary>The single permissions in it, by their names in API and audit: <c>seeCodes</c>.</summary>
    public static string[] Names(this Permission permissions) =>
        [.. Single.Where(single => permissions.HasFlag(single)).Select(single => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(single.ToString()))];
}

/// <param name="WorkspaceId">The only workspace this actor can reach.</param>
/// <param name="Id">Account or key id; null for guests and the system.</param>
/// <param name="Offerings">Offerings the actor is limited to; null = all of the workspace.</param>
public sealed record Actor(Guid WorkspaceId, ActorKind Kind, Guid? Id, string Name, Permission Permissions, IReadOnlySet<Guid>? Offerings = null)
{
    /// <summary>The partner whose team they are on; null = of none, as all staff.</summary>
    public Guid? OrganisationId { get; init; }
    public PartnerRole PartnerRole { get; init; }

    public bool May(Permission permission) => (Permissions & permission) == permission;

    /// <summary>May act on this offering: the permission and the scope both reach it.</summary>
    public bool May(Permission permission, Guid offeringId) => May(permission) && (Offerings is null || Offerings.Contains(offeringId));

    public static Actor System(Guid workspaceId) => new(workspaceId, ActorKind.System, null, "Latchstring", Permission.All);

    public static Actor Guest(Guid workspaceId, string name) => new(workspaceId, ActorKind.Guest, null, name, Permission.None);
}
