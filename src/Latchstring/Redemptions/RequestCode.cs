using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <param name="Code">The refused code as typed, if there was one; staff then see which it was.</param>
/// <param name="Refusal">The refusal that led here, e.g. <c>code.expired</c>.</param>
public sealed record CodeRequestInput(string? Email, string? Name, string? Message, string? Code, string? Refusal, CodeSource Source);

/// <summary>Puts "ask for a new code" into the organizer's queue. Three in ten minutes and six a day, for each address and each e-mail.</summary>
public sealed class RequestCode(Database database, FailureLimits limits)
{
    public const int MessageLength = 1000;

    public async Task<Result<CodeRequest>> RunAsync(Actor actor, CodeRequestInput input, CancellationToken cancellationToken = default)
    {
        var email = Person.NormalizeEmail(input.Email);
        if (!Person.IsEmail(email))
            return Problem.Invalid("email", "Enter an e-mail address such as anna@example.org.");
        if (input.Name?.Trim().Length > 100)
            return Problem.Invalid("name", "At most {0} characters fit here.", 100);
        if (input.Message?.Trim().Length > MessageLength)
            return Problem.Invalid("message", "At most {0} characters fit here.", MessageLength);
        if (await CrowdedAsync(actor.WorkspaceId, email!, input.Source, cancellationToken) is { } crowded)
            return crowded;
        return await database.WriteAsync<CodeRequest>(actor.WorkspaceId, async db =>
        {
            var request = new CodeRequest
            {
                WorkspaceId = actor.WorkspaceId,
                Email = email!,
                Name = Clean(input.Name),
                Message = Clean(input.Message),
                Refusal = input.Refusal is { Length: <= 40 } refusal && Texts.IsPlain(refusal) ? refusal : null,
                CodeId = await CodeIdAsync(db, input.Code, cancellationToken),
                CreatedAt = database.Now,
            };
            db.Add(request);
            db.Add(Audit.AuditEntry.By(actor, database.Now, "code.requested", "code_request", request.Id, new { request.Refusal, request.CodeId }));
            await db.SaveChangesAsync(cancellationToken);
            return request;
        }, cancellationToken);
    }

    private async Task<Problem?> CrowdedAsync(Guid workspaceId, string email, CodeSource source, CancellationToken cancellationToken)
    {
        var keys = new[] { "request:address:" + limits.Hash(source.Address), "request:email:" + limits.Hash(email) };
        var counts = await limits.ReadAsync(workspaceId, [.. keys, .. keys.Select(key => key + ":day")], cancellationToken);
        if (keys.Any(key => counts.GetValueOrDefault(key) is { Count: >= 3 } || counts.GetValueOrDefault(key + ":day") is { Count: >= 6 }))
            return new Problem("rate.limited", 429, "You have asked several times already. The organizer has your message; please give them a little time.");
        await limits.AddAsync(workspaceId, [.. keys.Select(key => new FailureBucket(key, TimeSpan.FromMinutes(10))), .. keys.Select(key => new FailureBucket(key + ":day", TimeSpan.FromDays(1)))], cancellationToken);
        return null;
    }

    private async Task<Guid?> CodeIdAsync(Db db, string? typed, CancellationToken cancellationToken)
    {
        if (!CodeText.TryParse(typed, out var text))
            return null;
        var fingerprint = database.Keys.Of(db.WorkspaceId).Fingerprint(text);
        return await db.AccessCodes.Where(code => code.Fingerprint == fingerprint).Select(code => (Guid?)code.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Without control and direction characters, so that the queue shows what was meant.</summary>
    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var kept = text.Where(c => c is '\n' || (!char.IsControl(c) && c is not (>= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069')));
        return string.Concat(kept).Trim();
    }
}
