using Latchstring.Data;

namespace Latchstring.Codes;

public enum CodeChange { Deactivate, Reactivate, Archive, Restore, Delete }

/// <summary>What a change needs to know of a code. <paramref name="Ever"/>: it was redeemed once, even if that was reversed later.</summary>
public readonly record struct ChangeableCode(Guid Id, Guid BatchId, CodeState State, int UseCount, int? MaxUses, DateTimeOffset? ValidTill, bool Ever);

/// <summary>
/// Which code may change how. Active ⇄ Inactive; Active or Inactive → Archived → Inactive; deleted is only what is off and was never redeemed (X1).
/// </summary>
public static class ChangeRules
{
    public static readonly Problem Used = new("code.used", 409, "This code has been redeemed, so its record is kept. Archive it instead.");
    public static readonly Problem StillActive = new("code.active", 409, "An active code cannot be deleted. Deactivate it first.");
    public static readonly Problem Archived = new("code.archived", 409, "This code is archived. Restore it first.");
    public static readonly Problem NotArchived = new("code.not_archived", 409, "Only an archived code can be restored.");
    public static readonly Problem UsedUp = new("code.used_up", 409, "This code has been used, so it stays deactivated.");
    public static readonly Problem Expired = new("code.expired", 409, "This code has expired. Give it a later date first.");

    /// <summary>Null = allowed, also when the code is in that state already.</summary>
    public static Problem? Refusal(CodeChange change, ChangeableCode code, DateTimeOffset now) => change switch
    {
        CodeChange.Deactivate => code.State == CodeState.Archived ? Archived : null,
        // Never used and not expired (S3 (d)); a code for many keeps its remaining uses.
        CodeChange.Reactivate => code.State == CodeState.Archived ? Archived : code.State == CodeState.Active ? null : code.UseCount >= code.MaxUses ? UsedUp : now >= code.ValidTill ? Expired : null,
        CodeChange.Restore => code.State == CodeState.Archived ? null : NotArchived,
        CodeChange.Delete => code.Ever ? Used : code.State == CodeState.Active ? StillActive : null,
        _ => null,
    };

    /// <summary>The state afterwards; deleting leaves none.</summary>
    public static CodeState? After(CodeChange change) => change switch
    {
        CodeChange.Reactivate => CodeState.Active,
        CodeChange.Archive => CodeState.Archived,
        CodeChange.Delete => null,
        _ => CodeState.Inactive,
    };

    public static string ActionOf(CodeChange change) => change switch
    {
        CodeChange.Deactivate => "code.deactivated",
        CodeChange.Reactivate => "code.reactivated",
        CodeChange.Archive => "code.archived",
        CodeChange.Restore => "code.restored",
        _ => "code.deleted",
    };
}
