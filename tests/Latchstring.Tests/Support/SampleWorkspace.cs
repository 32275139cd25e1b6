using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Support;

/// <summary>A workspace with an owner and a course, ready for codes.</summary>
public sealed class SampleWorkspace
{
    private readonly Database _database;

    private SampleWorkspace(Database database, Workspace workspace, Account owner, Offering course) =>
        (_database, Workspace, OwnerAccount, Course) = (database, workspace, owner, course);

    public Workspace Workspace { get; }
    public Guid Id => Workspace.Id;
    public Account OwnerAccount { get; }
    public Offering Course { get; }

    /// <summary>May everything here, redeeming for others included.</summary>
    public Actor Owner => Staff(Permission.All);

    public static async Task<SampleWorkspace> CreateAsync(TestDatabase test, string slug = "acme")
    {
        var (database, now) = (test.Database, test.Database.Now);
        var workspace = new Workspace { Slug = slug, Name = $"Academy {slug}", CreatedAt = now };
        var email = $"owner@{slug}.test";
        var owner = new Account { WorkspaceId = workspace.Id, Email = email, NormalizedEmail = email.ToUpperInvariant(), Name = "Olga Owner", Staff = StaffRole.Owner, CreatedAt = now };
        var course = new Offering { WorkspaceId = workspace.Id, Kind = OfferingKind.Course, Name = "Algebra for everybody", CreatedAt = now };
        await database.WriteAsync(workspace.Id, async db =>
        {
            db.Add(workspace);
            db.Add(owner);
            db.Add(course);
            return await db.SaveChangesAsync();
        });
        return new SampleWorkspace(database, workspace, owner, course);
    }

    /// <summary>A sample made before.</summary>
    public static async Task<SampleWorkspace> FindAsync(TestDatabase test, string slug)
    {
        await using var all = test.Database.Read(Guid.Empty);
        var workspace = await all.Workspaces.SingleAsync(w => w.Slug == slug);
        await using var db = test.Database.Read(workspace.Id);
        return new SampleWorkspace(test.Database, workspace, await db.Accounts.FirstAsync(), await db.Offerings.OrderBy(o => o.Id).FirstAsync());
    }

    /// <summary>Somebody of the staff with these permissions, limited to <paramref name="offerings"/> when any are given.</summary>
    public Actor Staff(Permission permissions, params Guid[] offerings) =>
        new(Id, ActorKind.Account, OwnerAccount.Id, OwnerAccount.Name, permissions, offerings.Length == 0 ? null : offerings.ToHashSet());

    public Task<Offering> AddCourseAsync(string name, int? capacity = null, long? price = null, int? accessDays = null) => AddAsync(new Offering
    {
        WorkspaceId = Id,
        Kind = OfferingKind.Course,
        Name = name,
        Capacity = capacity,
        PriceAmount = price,
        PriceCurrency = price is null ? null : "EUR",
        AccessDays = accessDays,
        CreatedAt = _database.Now,
    });

    public Task<Person> AddPersonAsync(string email, string? firstName = null, string? lastName = null) =>
        AddAsync(new Person { WorkspaceId = Id, Email = email, FirstName = firstName, LastName = lastName, CreatedAt = _database.Now });

    /// <summary>Stores any noun as it is.</summary>
    public async Task<T> AddAsync<T>(T noun) where T : class
    {
        await _database.WriteAsync(Id, async db =>
        {
            db.Add(noun);
            return await db.SaveChangesAsync();
        });
        return noun;
    }
}
