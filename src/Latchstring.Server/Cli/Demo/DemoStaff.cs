using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Server.Cli.Demo;

/// <summary>Who can sign in to the demo.</summary>
internal static class DemoStaff
{
    public const string Owner = "owner@demo.test";
    public const string Manager = "manager@demo.test";
    public const string Viewer = "viewer@demo.test";
    public const string Participant = "pia@demo.test";

    /// <summary>Of everybody in the demo. It is printed at the start and in the README; a real workspace chooses its own.</summary>
    public const string Password = "Latchstring-demo-1";

    /// <summary>A manager who reaches one course only, and a viewer.</summary>
    public static Task AddAsync(Database database, Guid workspaceId, Offering course) => database.WriteAsync(workspaceId, db =>
    {
        var manager = Account(database, workspaceId, Manager, "Mario Manager", StaffRole.Manager);
        manager.Scoped = true;
        db.AddRange(manager, Account(database, workspaceId, Viewer, "Vera Viewer", StaffRole.Viewer));
        db.Add(new AccountScope { WorkspaceId = workspaceId, AccountId = manager.Id, OfferingId = course.Id });
        return db.SaveChangesAsync();
    });

    public static Task AddParticipantAsync(Database database, Person person) => database.WriteAsync(person.WorkspaceId, db =>
    {
        var account = Account(database, person.WorkspaceId, person.Email!, person.DisplayName, StaffRole.None);
        account.PersonId = person.Id;
        db.Add(account);
        return db.SaveChangesAsync();
    });

    public static Task AddColleagueAsync(Database database, Organisation partner, string email, string name, PartnerRole role) => database.WriteAsync(partner.WorkspaceId, db =>
    {
        var account = Account(database, partner.WorkspaceId, email, name, StaffRole.None);
        (account.OrganisationId, account.Partner) = (partner.Id, role);
        db.Add(account);
        return db.SaveChangesAsync();
    });

    private static Account Account(Database database, Guid workspaceId, string email, string name, StaffRole staff) => new()
    {
        WorkspaceId = workspaceId,
        Email = email,
        NormalizedEmail = email.ToUpperInvariant(),
        Name = name,
        PasswordHash = Passwords.Hash(Password),
        Staff = staff,
        CreatedAt = database.Now,
    };
}
