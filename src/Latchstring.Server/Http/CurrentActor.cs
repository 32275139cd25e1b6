using Latchstring.Accounts;
using Latchstring.Agreements;

namespace Latchstring.Server.Http;

/// <summary>Who asks, freshly read: the signed-in account of this workspace, the API key, or a guest. Verbs get <see cref="Value"/>.</summary>
public sealed class CurrentActor(CurrentWorkspace workspace, IHttpContextAccessor http)
{
    private Actor? _value;

    public Actor Value => _value ?? http.HttpContext?.Features.Get<Actor>() ?? Actor.Guest(workspace.Known ? workspace.Id : Guid.Empty, "Guest");

    /// <summary>The signed-in account; null for guests and API keys.</summary>
    public Account? Account { get; private set; }

    /// <summary>The partner on whose team they are, while its area is open to them (S1.73); null for everybody else.</summary>
    public Organisation? Partner { get; private set; }

    public bool SignedIn => Account is not null;
    public bool IsStaff => Account is { Staff: not StaffRole.None };

    /// <summary>For showing or hiding a button; the verb checks again.</summary>
    public bool May(Permission permission) => Value.May(permission);

    public bool May(Permission permission, Guid offeringId) => Value.May(permission, offeringId);

    /// <summary>When they last proved who they are; what protects an account may be changed for 15 minutes after that.</summary>
    public DateTimeOffset SignedInAt { get; private set; }

    public bool IsFresh(DateTimeOffset now) => SignedIn && now - SignedInAt < TimeSpan.FromMinutes(15);

    internal void Set(Account account, IReadOnlySet<Guid>? offerings, DateTimeOffset signedInAt, Organisation? partner = null)
    {
        (Account, SignedInAt, Partner) = (account, signedInAt, partner);
        _value = new Actor(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, account.Permissions, offerings)
        {
            OrganisationId = partner?.Id,
            PartnerRole = partner is null ? PartnerRole.None : account.Partner,
        };
    }
}
