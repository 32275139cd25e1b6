using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>Somebody who gets a mail, and the code in it.</summary>
internal sealed class Recipient
{
    public required string Address { get; init; }
    public required string Locale { get; init; }
    public Guid? PersonId { get; set; }
    public Guid CodeId { get; set; }
    public int Generation { get; set; } = 1;
}

/// <summary>Who would get which code when, and who would not and why: the same for the dry run and for the act.</summary>
internal sealed class SendingPlan
{
    public static readonly Problem Overtaken = new("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
    private static readonly Problem NoCodes = new("codes.none_to_send", 409, "None of these codes can be sent. A code to send is valid, unused, for one person, and nobody else has it.");
    private static readonly Problem Mixed = new("codes.mixed", 409, "These codes open different things. Choose codes of one offering or bundle.");

    private readonly List<SkippedRecipient> _skipped = [];
    private int _ahead;
    private int _left;
    private DateTimeOffset? _notBefore;

    public Guid SendingId { get; } = Guid.CreateVersion7();
    public Guid LaneId { get; private set; }
    public int PerMinute { get; private set; }
    public string TimeZone { get; private set; } = "";
    public List<Recipient> Recipients { get; } = [];
    private string Opens { get; set; } = "";

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    private SendingWindow Window { get; set; }

    public DateTimeOffset First(DateTimeOffset now) => Window.OpenAt(_notBefore > now ? _notBefore.Value : now, Zone);

    public CodesSent Answer(DateTimeOffset now)
    {
        var (first, last) = Recipients.Count == 0 ? ((DateTimeOffset?)null, (DateTimeOffset?)null)
            : (Window.LastOf(_ahead + 1, First(now), new Pace(PerMinute), Zone), Window.LastOf(_ahead + Recipients.Count, First(now), new Pace(PerMinute), Zone));
        return new CodesSent(SendingId, Recipients.Count, _skipped, first, last, PerMinute, Opens, _left);
    }

    public static async Task<Result<SendingPlan>> MakeAsync(Db db, Actor actor, CodesToSend input, Database database, CancellationToken cancellationToken)
    {
        var plan = new SendingPlan { _notBefore = input.NotBefore };
        var codes = await plan.CodesAsync(db, actor, input, database, cancellationToken);
        if (!codes.Ok)
            return codes.Problem;
        await plan.LaneAsync(db, input, cancellationToken);
        var wanted = await plan.WantedAsync(db, input, codes.Value, cancellationToken);
        return plan.Deal(wanted, codes.Value, input) is { } problem ? problem : plan;
    }

    private sealed record Code(Guid Id, Guid? AssigneeId, Guid? OfferingId, Guid? ProgrammeId, int Generation);

    /// <summary>What may be sent of the selection. A code that went to somebody before is theirs, unless that mail never left.</summary>
    private async Task<Result<List<Code>>> CodesAsync(Db db, Actor actor, CodesToSend input, Database database, CancellationToken cancellationToken)
    {
        var filter = (input.Filter ?? new CodeFilter()) with { Status = CodeStatus.Valid, Used = false, Usage = Usage.Single };
        if (await filter.WhereAsync(db, actor, database.Keys.Of(db.WorkspaceId), database.Now, cancellationToken) is not { } where)
            return NoCodes;
        if (input.CodeIds is { } ids)
            where.And($"c.id in ({string.Join(',', ids.Select((_, i) => $"@o{i}").DefaultIfEmpty("null"))})", [.. ids.Select((id, i) => ($"o{i}", (object?)id))]);
        where.And("not exists (select 1 from message m where m.workspace_id = @ws and m.code_id = c.id and m.status <> 'NotSent')");
        var codes = await db.QueryAsync(
            $"""
            select c.id, c.assignee_id, b.offering_id, b.programme_id, coalesce((select max(m.generation) from message m where m.workspace_id = @ws and m.code_id = c.id), 0) + 1
            from access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id
            where {where.Sql("c.workspace_id = @ws")} order by c.id limit {ChangeCodes.AtOnce}
            """,
            row => new Code(row.Guid(0), row.GuidOrNull(1), row.GuidOrNull(2), row.GuidOrNull(3), row.Int(4)), cancellationToken, [.. where.Parameters]);
        if (codes.Count == 0)
            return NoCodes;
        var lanes = codes.Select(code => code.OfferingId ?? code.ProgrammeId!.Value).Distinct().ToList();
        LaneId = lanes[0];
        return lanes.Count > 1 ? Mixed : codes;
    }

    private async Task LaneAsync(Db db, CodesToSend input, CancellationToken cancellationToken)
    {
        var offering = await db.Offerings.SingleOrDefaultAsync(o => o.Id == LaneId, cancellationToken);
        Opens = offering?.Name ?? await db.Programmes.Where(p => p.Id == LaneId).Select(p => p.Name).SingleAsync(cancellationToken);
        TimeZone = offering?.TimeZone ?? await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.TimeZone).SingleAsync(cancellationToken);
        var lane = await db.Lanes.AsNoTracking().SingleOrDefaultAsync(l => l.Id == LaneId && l.Channel == Channel.Email, cancellationToken) ?? new Lane();
        (PerMinute, Window) = (input.PerMinute ?? lane.PerMinute, lane.Window);
        _ahead = await db.Messages.CountAsync(m => m.LaneId == LaneId && m.Channel == Channel.Email && m.Status == MessageStatus.Queued, cancellationToken);
    }

    /// <summary>People to write to, without those that must not be.</summary>
    private async Task<List<Recipient>> WantedAsync(Db db, CodesToSend input, List<Code> codes, CancellationToken cancellationToken)
    {
        var locale = input.Locale ?? await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.Locale).SingleAsync(cancellationToken);
        var emails = input.Emails.Select(email => EmailAddress.Normalize(email)!).Distinct().ToArray();
        var assignees = emails.Length > 0 ? [] : codes.Select(code => code.AssigneeId).OfType<Guid>().Distinct().ToArray();
        var people = emails.Length > 0
            ? await db.People.AsNoTracking().Where(p => p.Email != null && emails.Contains(p.Email)).ToListAsync(cancellationToken)
            : await db.People.AsNoTracking().Where(p => assignees.Contains(p.Id)).ToListAsync(cancellationToken);
        var byEmail = people.Where(p => p.Email is not null).ToDictionary(p => p.Email!, StringComparer.Ordinal);
        _skipped.AddRange(people.Where(p => p.Email is null).Select(p => new SkippedRecipient(p.DisplayName, "noAddress")));
        var addresses = emails.Length > 0 ? emails : [.. byEmail.Keys];
        var blocked = await BlockedAsync(db, addresses, [.. people.Select(p => p.Id)], cancellationToken);
        var wanted = new List<Recipient>();
        foreach (var address in addresses)
        {
            var person = byEmail.GetValueOrDefault(address);
            var reason = blocked.Suppressed.Contains(address) ? "suppressed" : person is not null && blocked.Registered.Contains(person.Id) ? "registered" : blocked.Invited.Contains(address) ? "invited" : null;
            if (reason is null)
                wanted.Add(new Recipient { Address = address, PersonId = person?.Id, Locale = DefaultTemplates.Known(person?.Locale ?? locale) });
            else
                _skipped.Add(new SkippedRecipient(address, reason));
        }
        return wanted;
    }

    private async Task<(HashSet<string> Suppressed, HashSet<Guid> Registered, HashSet<string> Invited)> BlockedAsync(Db db, string[] addresses, Guid[] people, CancellationToken cancellationToken) => (
        [.. await db.Suppressions.Where(s => s.Channel == Channel.Email && addresses.Contains(s.Address)).Select(s => s.Address).ToListAsync(cancellationToken)],
        [.. await db.Registrations.Where(r => r.OfferingId == LaneId && people.Contains(r.PersonId) && r.Status == RegistrationStatus.Registered).Select(r => r.PersonId).ToListAsync(cancellationToken)],
        [.. await db.Messages.Where(m => m.LaneId == LaneId && m.Type == TemplateType.Code && m.Status != MessageStatus.NotSent && addresses.Contains(m.Address)
                && db.AccessCodes.Any(c => c.Id == m.CodeId && c.State == CodeState.Active && c.UseCount == 0)).Select(m => m.Address).ToListAsync(cancellationToken)]);

    /// <summary>Everybody's own code first, then the unassigned ones in their order.</summary>
    private Problem? Deal(List<Recipient> wanted, List<Code> codes, CodesToSend input)
    {
        var own = codes.Where(code => code.AssigneeId is not null).GroupBy(code => code.AssigneeId!.Value).ToDictionary(group => group.Key, group => group.First());
        var free = new Queue<Code>(codes.Where(code => code.AssigneeId is null));
        if (input.Emails.Count == 0 && own.Count == 0)
            return Problem.Invalid("emails", "Enter the addresses that get a code. None of the chosen codes belongs to anybody yet.");
        var missing = wanted.Count(one => one.PersonId is not { } person || !own.ContainsKey(person)) - free.Count;
        if (missing > 0)
            return new Problem("codes.too_few", 409, "{0} addresses, but only {1} codes that can be sent. Make more codes or shorten the list.", "emails", wanted.Count, wanted.Count - missing);
        foreach (var one in wanted)
        {
            var code = one.PersonId is { } person && own.TryGetValue(person, out var known) ? known : free.Dequeue();
            (one.CodeId, one.Generation) = (code.Id, code.Generation);
            Recipients.Add(one);
        }
        _left = free.Count;
        return null;
    }
}
