using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Invitations;

/// <summary>
/// Whoever has shown their code chooses a password: an account with the e-mail on file as user name, which is not typed (S2.13 to S2.19). The code
/// is redeemed by <see cref="RedeemCode"/> afterwards, signed in.
/// </summary>
public sealed class JoinApp(Database database, FindInvite find)
{
    /// <param name="Email">The address on file when the code was shown; a later change makes it worthless (S2.48).</param>
    /// <param name="FirstName">Asked only of whom we know no name.</param>
    public sealed record Input(Guid InvitationId, int Generation, string Email, string? Password, string? FirstName, string? LastName, string? Locale);

    public async Task<Result<Account>> RunAsync(Guid workspaceId, Input input, CancellationToken cancellationToken = default)
    {
        if (await find.ByIdAsync(workspaceId, input.InvitationId, cancellationToken) is not { } invited || !IsOpen(invited, input))
            return JoinRefusals.TooLong;
        if (invited.State is InviteState.Expired)
            return JoinRefusals.Expired;
        if (invited.HasAccount)
            return JoinRefusals.Accepted;
        var (first, last) = (invited.FirstName ?? input.FirstName.OrNull(), invited.LastName ?? input.LastName.OrNull());
        if (await RefusalAsync(workspaceId, input, first, last, cancellationToken) is { } problem)
            return problem;
        var hash = Passwords.Hash(input.Password!);
        try
        {
            return await database.WriteAsync<Account>(workspaceId, db => CreateAsync(db, invited, first, last, hash, input.Locale, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            return JoinRefusals.Accepted;
        }
    }

    private static bool IsOpen(Invited invited, Input input) => invited.Generation == input.Generation && invited.CodeIsActive && invited.Email == input.Email;

    private async Task<Problem?> RefusalAsync(Guid workspaceId, Input input, string? first, string? last, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspaceId);
        var length = await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.PasswordLength).SingleAsync(cancellationToken);
        var problems = new[]
        {
            Passwords.Refusal(input.Password, Passwords.LengthFor(StaffRole.None, length), "password", input.Email, first, last),
            new Check().Required(first, "firstName", 100).Line(last, "lastName", 100).Problem,
        }.OfType<Problem>().ToList();
        return problems.Count == 0 ? null : problems[0] with { Also = problems[1..] };
    }

    private async Task<Result<Account>> CreateAsync(Db db, Invited invited, string? first, string? last, string hash, string? locale, CancellationToken cancellationToken)
    {
        var person = await db.People.SingleAsync(p => p.Id == invited.PersonId, cancellationToken);
        if (person.Email != invited.Email || !await db.Invitations.AnyAsync(i => i.Id == invited.Id && i.Generation == invited.Generation && i.CancelledAt == null, cancellationToken))
            return JoinRefusals.TooLong;
        var normalized = invited.Email!.ToUpperInvariant();
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized, cancellationToken);
        // Somebody else's account under this address, or one with a password: two with one address cannot both come in (S2.48).
        if (account is not null && (account.PersonId != person.Id || account.PasswordHash is not null || account.Status == AccountStatus.Blocked))
            return JoinRefusals.Accepted;
        (person.FirstName, person.LastName) = (first, last);
        if (account is null)
            db.Add(account = new Account { WorkspaceId = db.WorkspaceId, Email = invited.Email!, NormalizedEmail = normalized, Name = person.DisplayName, PersonId = person.Id, Locale = person.Locale ?? locale, CreatedAt = database.Now });
        (account.PasswordHash, account.Status, account.LastSignInAt) = (hash, AccountStatus.Active, database.Now);
        var self = new Actor(db.WorkspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);
        db.Add(AuditEntry.By(self, database.Now, "account.joined", "account", account.Id, new { personId = person.Id, invitationId = invited.Id }));
        await db.SaveChangesAsync(cancellationToken);
        return account;
    }
}
