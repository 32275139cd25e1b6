using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Redemptions;

namespace Latchstring.Sending;

/// <summary>Mails the six digits that show that somebody reads their address (S0.60). At any hour, for they are sitting there; and not often.</summary>
public sealed class MailEmailProof(Database database, FailureLimits limits, ComposeMails compose, MailOrigin origin)
{
    public async Task<Problem?> RunAsync(Guid workspaceId, GuestDraft draft, CancellationToken cancellationToken = default)
    {
        var email = draft.Details.Email!;
        if (!await RecipientCaps.SpendAsync(limits, workspaceId, email, cancellationToken))
            return RecipientCaps.Reached;
        var more = new Dictionary<string, string?>(StringComparer.Ordinal) { [Placeholders.Code] = EmailProof.Digits(database.Keys, workspaceId, email, draft.Nonce) };
        await database.WriteAsync(workspaceId, db => new AccountMail(
            TemplateType.EmailProof, email, draft.Locale, draft.Details.FirstName, draft.Details.LastName, "", "Latchstring", database.Now + EmailProof.Lifetime, More: more).QueueAsync(db, database, compose, origin, cancellationToken), cancellationToken);
        return null;
    }
}
