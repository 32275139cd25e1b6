namespace Latchstring.Server.Audit;

/// <summary>What stands in the history, in words; keys of <see cref="AuditText"/>. A test finds an action that verbs write and nobody has named here.</summary>
public static class Actions
{
    public static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["account.blocked"] = "Blocked an account",
        ["account.created"] = "Made an account",
        ["account.linked"] = "Linked an account to a person",
        ["account.passkey_added"] = "Added a passkey",
        ["account.passkey_removed"] = "Removed a passkey",
        ["account.password_link_made"] = "Made a link to set a password",
        ["account.password_set_by_link"] = "Set a password by link",
        ["account.registered"] = "Registered",
        ["account.signed_in"] = "Signed in",
        ["account.unblocked"] = "Unblocked an account",
        ["batch.imported"] = "Imported codes",
        ["batch.made"] = "Made codes",
        ["code.activated"] = "Reactivated a code",
        ["code.archived"] = "Archived a code",
        ["code.assigned"] = "Assigned a code",
        ["code.deactivated"] = "Deactivated a code",
        ["code.deleted"] = "Deleted a code",
        ["code.edited"] = "Changed a code",
        ["code.exported"] = "Exported a code",
        ["code.reactivated"] = "Reactivated a code",
        ["code.redeemed"] = "Redeemed a code",
        ["code.requested"] = "Asked for a new code",
        ["code.restored"] = "Restored a code",
        ["codes.change_started"] = "Started changing many codes",
        ["codes.exported"] = "Exported codes",
        ["guessing.noticed"] = "Noticed guessing",
        ["key.created"] = "Made an API key",
        ["key.revoked"] = "Revoked an API key",
        ["link.revoked"] = "Revoked a link",
        ["offering.created"] = "Made an offering",
        ["offering.deleted"] = "Deleted an offering",
        ["offering.edited"] = "Changed an offering",
        ["person.added"] = "Added a person",
        ["person.created"] = "Added a person",
        ["person.deleted"] = "Deleted a person",
        ["person.edited"] = "Changed a person",
        ["person.edited_self"] = "Changed their own details",
        ["person.exported"] = "Exported a person's data",
        ["price.created"] = "Made a price",
        ["price.deleted"] = "Deleted a price",
        ["price.edited"] = "Changed a price",
        ["programme.created"] = "Made a bundle",
        ["programme.deleted"] = "Deleted a bundle",
        ["programme.edited"] = "Changed a bundle",
        ["redemption.reversed"] = "Took a redemption back",
        ["registration.access_changed"] = "Changed how long access lasts",
        ["registration.cancelled"] = "Took a person out",
        ["resource.added"] = "Added a resource",
        ["resource.edited"] = "Changed a resource",
        ["resource.moved"] = "Moved a resource",
        ["resource.removed"] = "Removed a resource",
        ["staff.invited"] = "Invited staff",
        ["staff.joined"] = "Joined the staff",
        ["staff.ownership_handed_over"] = "Handed the workspace over",
        ["workspace.changed"] = "Changed the workspace",
        ["workspace.created"] = "Made the workspace",
    };

    /// <summary>The nouns acted on.</summary>
    public static readonly IReadOnlyDictionary<string, string> Subjects = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["code"] = "Code",
        ["batch"] = "Batch",
        ["export"] = "Export",
        ["offering"] = "Offering",
        ["programme"] = "Bundle",
        ["person"] = "Person",
        ["account"] = "Account",
        ["link"] = "Link",
        ["key"] = "API key",
        ["code_request"] = "Request",
        ["job"] = "Long work",
        ["workspace"] = "Workspace",
    };

    /// <summary>Where the thing can be seen, below /{workspace}/admin; null = nowhere.</summary>
    public static string? PathOf(string subject, Guid? id) => id is null ? null : subject switch
    {
        "code" => $"codes/{id}",
        "batch" => $"batches/{id}",
        "offering" => $"offerings/{id}",
        "person" => $"people/{id}",
        "job" => $"jobs/{id}",
        "code_request" => "requests",
        "key" => "settings/api-keys",
        "account" or "link" => "settings/staff",
        _ => null,
    };
}
