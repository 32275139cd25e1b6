using System.Text.RegularExpressions;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>The partner's own words in its invitations to one event (S1.44, S1.45): plain text, short, without links. Mails that are in line keep the words they have.</summary>
public sealed partial class SetMessage(Database database, GuestMails mails)
{
    public const int Longest = 500;

    /// <param name="words">Null or blank = none.</param>
    public async Task<Result<string?>> RunAsync(Actor actor, Guid agreementId, string? words, CancellationToken cancellationToken = default)
    {
        var text = Clean(words);
        return await database.WriteAsync<string?>(actor.WorkspaceId, async db =>
        {
            var found = await Partnership.FindAsync(db, actor, agreementId, toInvite: true, cancellationToken);
            if ((found.Problem ?? Refusal(text)) is { } problem)
                return problem;
            if (found.Value.Settings is not { Template: true } || !await GuestMails.HasTemplateAsync(db, cancellationToken))
                return PartnerRefusals.NoTemplate;
            await db.ExecuteAsync("update agreement set message = @text, version = version + 1 where workspace_id = @ws and id = @id", cancellationToken, ("text", text), ("id", agreementId));
            db.Add(AuditEntry.By(actor, database.Now, "agreement.message", "agreement", agreementId, new { text?.Length }));
            await db.SaveChangesAsync(cancellationToken);
            return text;
        }, cancellationToken);
    }

    /// <summary>The real mail with these words, to a guest called like the actor; nothing is kept or sent.</summary>
    public async Task<Result<Mail>> PreviewAsync(Actor actor, Guid agreementId, string? words, string address, string? locale, CancellationToken cancellationToken = default)
    {
        var text = Clean(words);
        if (Refusal(text) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Partnership.FindAsync(db, actor, agreementId, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var guest = new GuestLetter(Guid.Empty, Guid.Empty, Guid.Empty, 1, address, actor.Name, null, locale);
        return found.Value.Settings is { Template: true } && await mails.PreviewAsync(db, found.Value.Event, found.Value.Organisation.Name, text, guest, cancellationToken) is { } mail ? mail : PartnerRefusals.NoTemplate;
    }

    private static string? Clean(string? words) => words.OrNull()?.ReplaceLineEndings("\n");

    private static Problem? Refusal(string? text) => new Check()
        .Lines(text, "message", Longest)
        .That(text is null || !LinkLike().IsMatch(text), "message", "Links and addresses are not allowed here. The mail has its own button. If you did not mean a link, leave a space after the full stop.")
        .Problem;

    /// <summary>Mail programs make links of whatever looks like a host name, so that counts as one.</summary>
    [GeneratedRegex(@"://|www\.|[\p{L}\p{N}]\.\p{L}{2,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LinkLike();
}
