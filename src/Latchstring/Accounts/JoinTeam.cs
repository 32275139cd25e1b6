using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <param name="Password">The new account's password; or the present one of an account that exists already.</param>
/// <param name="NewPassword">Asked for when the present password is too short for staff.</param>
public sealed record JoinInput(string? Token, string? Name, string? Password, string? NewPassword = null);

/// <summary>
/// Spends a link onto the staff or onto the team of a partner. A new address becomes an account; whoever has one here already (a participant)
/// keeps it, proves it with its password and gets the role. A link alone never takes over an account, and nobody works for two.
/// </summary>
public sealed class JoinTeam(Database database)
{
    public static readonly Problem Elsewhere = new("account.elsewhere", 409, "This address works for somebody else here already. Ask for an invitation to another address.");

    /// <summary>The open link of either kind behind a token. Changes nothing.</summary>
    public async Task<InviteLink?> FindAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default) =>
        await database.FindOpenAsync(workspaceId, InviteLinkKind.Staff, token, cancellationToken) ?? await database.FindOpenAsync(workspaceId, InviteLinkKind.Partner, token, cancellationToken);

    /// <summary>Both see other people's data, so both need a long password.</summary>
    public static int LengthFor(int workspaceLength) => Passwords.LengthFor(StaffRole.Viewer, workspaceLength);

    public async Task<Result<Account>> RunAsync(Guid workspaceId, JoinInput input, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(workspaceId, input.Token, cancellationToken) is not { } link)
            return OneTimeLinks.Dead;
        await using var db = database.Read(workspaceId);
        var known = await FindAsync(db, link, cancellationToken);
        var length = LengthFor((await db.Workspaces.SingleAsync(w => w.Id == workspaceId, cancellationToken)).PasswordLength);
        string? hash;
        if (known?.PasswordHash is { } present)
        {
            if (known.Status == AccountStatus.Blocked || !Passwords.Verify(present, input.Password))
                return Problem.Invalid("password", "This is not the password of your account here.");
            if (WorksElsewhere(known, link))
                return Elsewhere;
            var (chosen, field) = string.IsNullOrEmpty(input.NewPassword) ? (input.Password, "newPassword") : (input.NewPassword, "newPassword");
            if (Passwords.Refusal(chosen, length, field, known.Name, link.Email) is { } tooWeak)
                return tooWeak;
            hash = chosen == input.Password ? present : Passwords.Hash(chosen!);
        }
        else
        {
            Problem? name = string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > 100 ? Problem.Invalid("name", "Your name, please, in at most {0} characters.", 100) : null;
            var password = Passwords.Refusal(input.Password, length, "password", input.Name, link.Email);
            if ((name ?? password) is { } refusal)
                return name is not null && password is not null ? refusal with { Also = [password] } : refusal;
            hash = Passwords.Hash(input.Password!);
        }
        return await database.WriteAsync<Account>(workspaceId, async write =>
        {
            if (!await OneTimeLinks.SpendAsync(write, link, database.Now, cancellationToken))
                return OneTimeLinks.Dead;
            var account = await FindAsync(write, link, cancellationToken);
            if (account is not null && WorksElsewhere(account, link))
                return Elsewhere;
            if (account is null)
                write.Accounts.Add(account = new Account { WorkspaceId = workspaceId, Email = link.Email, NormalizedEmail = link.Email.ToUpperInvariant(), Name = input.Name!.Trim(), CreatedAt = database.Now });
            (account.PasswordHash, account.SecurityStamp, account.Status) = (hash, Guid.NewGuid().ToString("N"), AccountStatus.Active);
            if (link.Kind == InviteLinkKind.Partner)
            {
                (account.OrganisationId, account.Partner) = (link.OrganisationId, link.Partner);
                write.AuditEntries.Add(AuditEntry.By(Joined(account), database.Now, "team.joined", "account", account.Id, new { account.Email, role = account.Partner, organisation = account.OrganisationId, link = link.Id }));
                await write.SaveChangesAsync(cancellationToken);
                return account;
            }
            var offerings = link.Scope?.Split(' ').Select(Guid.Parse).ToList();
            if (offerings is not null)
                offerings = await write.Offerings.Where(o => offerings.Contains(o.Id)).Select(o => o.Id).ToListAsync(cancellationToken);
            await StaffRules.PlaceAsync(write, account, new StaffPlace(link.Staff, offerings), cancellationToken);
            write.AuditEntries.Add(AuditEntry.By(Joined(account), database.Now, "staff.joined", "account", account.Id, new { account.Email, role = account.Staff, offerings, link = link.Id }));
            await write.SaveChangesAsync(cancellationToken);
            return account;
        }, cancellationToken);
    }

    private static Actor Joined(Account account) => new(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);

    private static bool WorksElsewhere(Account account, InviteLink link) => link.Kind == InviteLinkKind.Partner
        ? account.Staff != StaffRole.None || (account.Partner != PartnerRole.None && account.OrganisationId != link.OrganisationId)
        : account.Partner != PartnerRole.None;

    private static Task<Account?> FindAsync(Db db, InviteLink link, CancellationToken cancellationToken)
    {
        var normalized = link.Email.ToUpperInvariant();
        return db.Accounts.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized, cancellationToken);
    }
}
