using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <param name="CodeIds">These codes; null = all that match <paramref name="Filter"/>. Only valid, unused, single-use codes that nobody else has are taken.</param>
/// <param name="Emails">One code to each address; empty = each code to whom it is assigned already.</param>
/// <param name="Locale">For people whose language is unknown; null = the workspace's.</param>
/// <param name="AnyoneMayRedeem">Off: the code becomes that person's and nobody else's. On: whoever holds it may use it.</param>
/// <param name="PerMinute">The lane's pace from now on; null = as it is.</param>
/// <param name="NotBefore">Not earlier, whatever the window says.</param>
/// <param name="DryRun">Only say what would happen.</param>
public sealed record CodesToSend(
    IReadOnlyCollection<Guid>? CodeIds, CodeFilter? Filter, IReadOnlyCollection<string> Emails, string? Locale = null, bool AnyoneMayRedeem = false, int? PerMinute = null, DateTimeOffset? NotBefore = null, bool DryRun = false);

/// <param name="Reason"><c>registered</c>, <c>invited</c> (has an unused code from an earlier mail), <c>suppressed</c>, <c>noAddress</c>.</param>
public sealed record SkippedRecipient(string Address, string Reason);

/// <param name="First">When the first leaves, and the <paramref name="Last"/>, by window and pace.</param>
/// <param name="SendingId">Names this act in the list of messages.</param>
public sealed record CodesSent(Guid SendingId, int Queued, IReadOnlyList<SkippedRecipient> Skipped, DateTimeOffset? First, DateTimeOffset? Last, int PerMinute, string Opens, int CodesLeft);

/// <summary>Mails codes to people: one each, in their language, at the lane's pace inside their window (S3.6, S3.7). Sending to an address makes the code its owner's (S3 (d)).</summary>
public sealed class SendCodes(Database database)
{
    public const int AtOnce = 5_000;

    public async Task<Result<CodesSent>> RunAsync(Actor actor, CodesToSend input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        if (Refusal(input) is { } problem)
            return problem;
        try
        {
            return await database.WriteAsync<CodesSent>(actor.WorkspaceId, async db =>
            {
                var plan = await SendingPlan.MakeAsync(db, actor, input, database, cancellationToken);
                if (!plan.Ok)
                    return plan.Problem;
                if (!input.DryRun && plan.Value.Recipients.Count > 0)
                    await QueueAsync(db, actor, input, plan.Value, cancellationToken);
                return plan.Value.Answer(database.Now);
            }, cancellationToken);
        }
        catch (Exception exception) when (exception is DbUpdateException && database.IsUniqueViolation(exception))
        {
            return SendingPlan.Overtaken;
        }
    }

    private static Problem? Refusal(CodesToSend input)
    {
        var wrong = input.Emails.Where(email => !EmailAddress.IsOne(EmailAddress.Normalize(email))).Distinct().ToList();
        return new Check()
            .That(wrong.Count == 0, "emails", "These are not e-mail addresses: {0}", string.Join(", ", wrong.Take(5).Select(email => TemplateText.OneLine(email ?? ""))) + (wrong.Count > 5 ? " …" : ""))
            .That(input.Emails.Count <= AtOnce, "emails", "Send to at most {0} addresses at once.", AtOnce)
            .That(input.CodeIds is null or { Count: <= ChangeCodes.AtOnce }, "codeIds", "Name at most {0} codes at once, or use a filter.", ChangeCodes.AtOnce)
            .That(input.Locale is null || DefaultTemplates.Locales.Contains(input.Locale), "locale", "Choose one of the languages.")
            .That(input.PerMinute is null or (>= 1 and <= Lane.FastestPerMinute), "perMinute", "Enter a number between {0} and {1}.", 1, Lane.FastestPerMinute)
            .Problem;
    }

    private async Task QueueAsync(Db db, Actor actor, CodesToSend input, SendingPlan plan, CancellationToken cancellationToken)
    {
        var now = database.Now;
        if (await db.Lanes.SingleOrDefaultAsync(l => l.Id == plan.LaneId && l.Channel == Channel.Email, cancellationToken) is { } lane)
            lane.PerMinute = plan.PerMinute;
        else
            db.Add(new Lane { WorkspaceId = db.WorkspaceId, Id = plan.LaneId, PerMinute = plan.PerMinute, NextAt = now });
        foreach (var one in plan.Recipients.Where(one => one.PersonId is null && !input.AnyoneMayRedeem))
        {
            var person = new Person { WorkspaceId = db.WorkspaceId, Email = one.Address, Locale = input.Locale, CreatedAt = now };
            one.PersonId = person.Id;
            db.Add(person);
            db.Add(AuditEntry.By(actor, now, "person.created", "person", person.Id));
        }
        await db.SaveChangesAsync(cancellationToken);
        if (!input.AnyoneMayRedeem && !await AssignAsync(db, plan.Recipients))
            throw new DbUpdateConcurrencyException();
        foreach (var (i, one) in plan.Recipients.Index())
        {
            var message = new Message
            {
                WorkspaceId = db.WorkspaceId,
                LaneId = plan.LaneId,
                Rank = plan.Recipients.Count == 1 ? Rank.OneToOne : Rank.Batch,
                Type = TemplateType.Code,
                Address = one.Address,
                Domain = Message.DomainOf(one.Address),
                Locale = one.Locale,
                TimeZone = plan.TimeZone,
                CodeId = one.CodeId,
                PersonId = input.AnyoneMayRedeem ? null : one.PersonId,
                Generation = one.Generation,
                SendingId = plan.SendingId,
                // One microsecond apart: the order of the list.
                CreatedAt = now.AddMicroseconds(i),
                NotBefore = plan.First(now),
                ActorName = actor.Name,
            };
            db.Add(message);
            db.Add(AuditEntry.By(actor, now, "code.mailed", "code", one.CodeId, new { To = one.PersonId, Message = message.Id }));
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>One guarded update whose row count is the answer: somebody may have used or taken a code meanwhile.</summary>
    private static async Task<bool> AssignAsync(Db db, List<Recipient> recipients) =>
        await db.UpdateManyAsync(
            """
            update access_code as c set assignee_id = a.person_id, version = version + 1 from {rows}
            where c.workspace_id = @ws and c.id = a.code_id and state = 'Active' and use_count = 0 and (assignee_id is null or assignee_id = a.person_id)
            """,
            [], ("code_id", recipients.Select(one => one.CodeId).ToArray()), ("person_id", recipients.Select(one => one.PersonId!.Value).ToArray())) == recipients.Count;
}
