using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Latchstring.Server.Accounts;

/// <summary>Sets the cookies of a sign-in and notes it: last sign-in, audit, known device.</summary>
public sealed class AccountSignIn(
    UserManager<Account> accounts, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Account> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Account> confirmation)
    : SignInManager<Account>(accounts, http, claims, options, logger, schemes, confirmation)
{
    /// <summary>The password was right. True when a second factor is still to come.</summary>
    public async Task<bool> StartAsync(Account account, bool stay)
    {
        var result = await SignInOrTwoFactorAsync(account, stay);
        if (result.Succeeded)
            await NoteAsync(account, "password");
        return result.RequiresTwoFactor;
    }

    /// <summary>All factors were right.</summary>
    public async Task FinishAsync(Account account, bool stay, string how)
    {
        await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await SignInAsync(account, stay);
        await NoteAsync(account, how);
    }

    private async Task NoteAsync(Account account, string how)
    {
        var database = Context.RequestServices.GetRequiredService<Database>();
        var actor = new Actor(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);
        await database.WriteAsync(account.WorkspaceId, async db =>
        {
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "account.signed_in", "account", account.Id, new { how }));
            await db.SaveChangesAsync();
            return await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, database.Now));
        });
        Context.RequestServices.GetRequiredService<KnownDevice>().Remember(account);
    }
}
