using System.Net;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Invitations;

/// <summary>An invitation with whom it is for and what it opens.</summary>
/// <param name="Email">The address on file now; it becomes the user name (S2.19).</param>
/// <param name="HasAccount">They can sign in already, so no password is asked of them.</param>
/// <param name="Contact">Whom to ask when stuck (S2.32).</param>
public sealed record Invited(
    Guid Id, int Generation, Guid PersonId, string? FirstName, string? LastName, string? Phone, string? Email, Guid OfferingId, string OfferingName, Guid CodeId, byte[] Fingerprint, bool CodeIsActive, InviteState State, bool HasAccount, string Contact)
{
    /// <summary>"m•••@example.org": enough to know one's own, too little to learn somebody's.</summary>
    public string MaskedEmail => Email is { Length: > 0 } email ? $"{email[0]}•••{email[email.LastIndexOf('@')..]}" : "";
}

/// <summary>Why somebody cannot come in. Strangers hear one sentence for everything that is not right (X7).</summary>
public static class JoinRefusals
{
    public static readonly Problem NoMatch = new("join.no_match", 404, "This code does not belong to what you entered. Check both, or ask for a new invitation.", "code");
    public static readonly Problem Replaced = new("join.replaced", 410, "This link has been replaced by a newer one. Look for the latest invitation in your mail.");
    public static readonly Problem Expired = new("join.expired", 410, "This invitation has expired.");
    public static readonly Problem Accepted = new("join.accepted", 409, "You are registered already. Sign in with your e-mail address and your password.");
    public static readonly Problem TooLong = new("join.too_long", 410, "That took too long. Please enter your code once more.");

    public static Problem Locked(TimeSpan wait) => new("rate.limited", 429, "There were too many wrong codes. Please wait {0} minutes, then try again.", "code", (int)Math.Ceiling(wait.TotalMinutes))
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["retryAfter"] = (int)Math.Ceiling(wait.TotalSeconds) },
    };
}

/// <summary>Five wrong tries lock for a quarter of an hour and longer (S2.47); not even the right code is looked at meanwhile.</summary>
public static class JoinLimits
{
    public const int Tries = 5;
    public static readonly TryLimit Device = new("join.device", Tries - 1, TimeSpan.FromHours(2), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    /// <summary>The contact that was typed, or the invitation that the link names: strangers who know an address do not lock out who has the link.</summary>
    public static readonly TryLimit Contact = new("join.contact", Tries - 1, TimeSpan.FromHours(2), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    /// <summary>An office or a household shares one.</summary>
    public static readonly TryLimit Address = new("join.address", 30, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
}

/// <summary>Where a try comes from. <paramref name="Device"/> is the random value of a cookie.</summary>
public sealed record JoinSource(IPAddress? Address, string Device);

/// <summary>Finds the invitation that somebody stands before the door with. Reads, and counts failures.</summary>
public sealed class FindInvite(Database database, FailureLimits failures, LimitTries tries)
{
    private const string Columns =
        """
        select i.id, i.generation, p.id, p.first_name, p.last_name, p.phone, p.email, o.id, o.name, c.id, c.fingerprint,
            case when c.state = 'Active' and i.cancelled_at is null then 1 else 0 end,
            case when exists (select 1 from registration r where r.workspace_id = i.workspace_id and r.offering_id = i.offering_id and r.person_id = i.person_id and r.status = 'Registered') then 'Accepted'
                when i.sent_at is null then 'Queued' when @now < i.expires_at then 'Sent' else 'Expired' end,
            case when exists (select 1 from account a where a.workspace_id = p.workspace_id and a.person_id = p.id and a.password_hash is not null) then 1 else 0 end,
            coalesce(l.support_contact, w.support_contact, w.name),
            case when exists (select 1 from message m where m.workspace_id = i.workspace_id and m.code_id = i.code_id and m.channel = 'Email' and m.address <> p.email) then 1 else 0 end
        from invitation i
        join person p on p.workspace_id = i.workspace_id and p.id = i.person_id
        join access_code c on c.workspace_id = i.workspace_id and c.id = i.code_id
        join offering o on o.workspace_id = i.workspace_id and o.id = i.offering_id
        join workspace w on w.id = i.workspace_id
        left join location l on l.workspace_id = o.workspace_id and l.id = o.location_id
        """;

    /// <summary>By the link of the e-mail. An older generation, or an address that has changed since (S2.48), is <see cref="JoinRefusals.Replaced"/>.</summary>
    public async Task<Result<Invited>> ByTokenAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (InviteTokens.Read(database.Keys, workspaceId, token) is not var (id, generation))
            return JoinRefusals.NoMatch;
        return await ByIdAsync(workspaceId, id, cancellationToken) is { } found && found.Generation == generation && found.CodeIsActive ? found : JoinRefusals.Replaced;
    }

    /// <summary>Null also when the address has changed since the invitation went out: it is void then.</summary>
    public async Task<Invited?> ByIdAsync(Guid workspaceId, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return await OneAsync(db, "where i.workspace_id = @ws and i.id = @id", cancellationToken, ("id", id));
    }

    /// <summary>The code from the text message, beside the link or the e-mail address or telephone number on file (X15).</summary>
    public async Task<Result<Invited>> RunAsync(Guid workspaceId, string? token, string? contact, string? code, JoinSource source, CancellationToken cancellationToken = default)
    {
        var named = InviteTokens.Read(database.Keys, workspaceId, token);
        if (named is null && string.IsNullOrWhiteSpace(contact))
            return Problem.Invalid("contact", "Enter the e-mail address or the telephone number that the invitation went to.");
        if (string.IsNullOrWhiteSpace(code))
            return Problem.Invalid("code", "Enter your code.");
        if (!CodeText.TryParse(code, out var text))
            return Problem.Invalid("code", "A code has only letters from A to Z and digits. Check what you entered.");
        var address = failures.Hash(source.Address);
        TrySource[] sources =
        [
            new(JoinLimits.Device, failures.Hash(source.Device)), new(JoinLimits.Contact, failures.Hash(named is var (id, _) ? id.ToString() : Contact(contact!))), new(JoinLimits.Address, address),
        ];
        if (await tries.SpendAsync(workspaceId, sources, cancellationToken) is { Ticks: > 0 } wait)
            return JoinRefusals.Locked(wait);
        var fingerprint = database.Keys.Of(workspaceId).Fingerprint(text);
        await using var db = database.Read(workspaceId);
        var found = named is var (invitation, generation)
            ? await OneAsync(db, "where i.workspace_id = @ws and i.id = @id and i.generation = @generation", cancellationToken, ("id", invitation), ("generation", generation))
            : await OneAsync(db, "where c.workspace_id = @ws and c.fingerprint = @fingerprint", cancellationToken, ("fingerprint", fingerprint));
        if (found is null || !found.CodeIsActive || !found.Fingerprint.AsSpan().SequenceEqual(fingerprint) || (named is null && !IsTheirs(found, contact!)))
            return JoinRefusals.NoMatch;
        await tries.ForgiveAsync(workspaceId, sources[..2], cancellationToken);
        await tries.RefundAsync(workspaceId, sources[2..], cancellationToken);
        return found;
    }

    private async Task<Invited?> OneAsync(Db db, string where, CancellationToken cancellationToken, params (string, object?)[] parameters)
    {
        var found = await db.QueryAsync($"{Columns} {where}", row => (Moved: row.Int(15) == 1, Invited: new Invited(
            row.Guid(0), row.Int(1), row.Guid(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Guid(7), row.Text(8), row.Guid(9), row.BytesOrNull(10)!, row.Int(11) == 1,
            row.Enum<InviteState>(12), row.Int(13) == 1, row.Text(14))), cancellationToken, [("now", database.Now), .. parameters]);
        return found is [{ Moved: false, Invited.Email: not null } one] ? one.Invited : null;
    }

    private static string Contact(string typed) => Person.NormalizeEmail(typed) is { } email && email.Contains('@', StringComparison.Ordinal) ? email : Digits(typed);

    /// <summary>Numbers are compared by their digits, with or without the country in front.</summary>
    private static bool IsTheirs(Invited invited, string typed)
    {
        if (typed.Contains('@', StringComparison.Ordinal))
            return invited.Email == Person.NormalizeEmail(typed);
        var (one, other) = (Digits(typed).TrimStart('0'), Digits(invited.Phone ?? "").TrimStart('0'));
        return Math.Min(one.Length, other.Length) >= 7 && (one.EndsWith(other, StringComparison.Ordinal) || other.EndsWith(one, StringComparison.Ordinal));
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
