using System.Globalization;
using System.Text;
using Latchstring.Data;
using Latchstring.Imports;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Imports;

/// <summary>Carrying an import out, and taking it back.</summary>
public class CommitImportTests
{
    private const string File = "firstName,lastName,email,phone,segment,membership,credits,location\nAda,Lovelace,ada@example.org,'+49 171 3920001,member,frozen,7,studio mitte\nBob,Berg,bob@example.org,,prospect,,,\nbroken,row,no address,,,,,\n";

    [Theory, EachDatabase, Trait("Req", "X9"), Trait("Req", "S2.33")]
    public async Task Takes_the_good_rows_over_and_keeps_the_others_with_their_reasons(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        await new CreatePerson(test.Database).RunAsync(kit.Sample.Owner, new("bob@example.org", "Bob", "Berg", Note: "Likes mornings", Segment: Segment.Lead));
        var import = await kit.ImportAsync(File, new(LocationId: kit.Studio.Location.Id));
        Assert.Equal((ImportStatus.Committed, 1, 1, 0, 1), (import.Status, import.New, import.Changed, import.Unchanged, import.Conflicts));
        var ada = (await kit.PersonAsync("ada@example.org"))!;
        Assert.Equal(new PersonFields("ada@example.org", "Ada", "Lovelace", "+491713920001", Segment: Segment.Member, LocationId: kit.Studio.Location.Id, Membership: Membership.Frozen, Credits: 7), PersonFields.Of(ada));
        var bob = (await kit.PersonAsync("bob@example.org"))!;
        Assert.Equal((Segment.Prospect, "Likes mornings", kit.Studio.Location.Id), (bob.Segment, bob.Note, bob.LocationId));
        var refused = Encoding.UTF8.GetString((await new SeeImport(test.Database).RefusedAsync(kit.Sample.Owner, import.Id)).Value).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("firstName,lastName,email,phone,segment,membership,credits,location,row,reason", refused[0]);
        Assert.StartsWith("broken,row,no address,,,,,,4,email: Enter an e-mail address", refused[1], StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == "person.imported"));
        Assert.Equal("import.committed", (await db.AuditEntries.SingleAsync(e => e.SubjectId == import.Id)).Action);
        Assert.Equal("import.ended", (await new CommitImport(test.Database).RunAsync(kit.Sample.Owner, import.Id)).Problem?.Code);
    }

    [Theory, EachDatabase(PostgresOnly = true)]
    public async Task An_import_does_not_wait_for_another_one_that_has_looked_at_the_same_tables(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        var file = new StringBuilder("email\n");
        for (var i = 0; i <= ImportPlan.ChunkSize; i++)
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"p{i}@example.org\n");
        var import = await test.Database.WriteAsync(kit.Sample.Id, async other =>
        {
            await other.ExecuteAsync("analyze person, access_code", default);
            return await kit.ImportAsync(file.ToString());
        });
        Assert.Equal((ImportStatus.Committed, ImportPlan.ChunkSize + 1), (import.Status, import.New));
    }

    [Theory, EachDatabase]
    public async Task The_same_file_again_changes_nothing_and_people_who_moved_on_meanwhile_count(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        await kit.ImportAsync(File);
        var again = (await kit.CheckAsync(File)).Value;
        Assert.Equal((0, 0, 2, 1), (again.Import.New, again.Import.Changed, again.Import.Unchanged, again.Import.Conflicts));
        Assert.Equal("import.nothing", (await new CommitImport(test.Database).RunAsync(kit.Sample.Owner, again.Import.Id)).Problem?.Code);
        var late = (await kit.CheckAsync("email,firstName\ncleo@example.org,Cleo\n")).Value;
        await kit.Sample.AddPersonAsync("cleo@example.org", "Cleopatra");
        Assert.Equal((0, 1), (await new CommitImport(test.Database).RunAsync(kit.Sample.Owner, late.Import.Id)).Value is var done ? (done.New, done.Changed) : default);
    }

    [Theory, EachDatabase]
    public async Task Undo_takes_back_all_but_the_people_who_were_touched_since_and_names_them(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        var create = new CreatePerson(test.Database);
        foreach (var name in new[] { "bob", "cleo", "dora" })
            await create.RunAsync(kit.Sample.Owner, new($"{name}@example.org", name, Credits: 3));
        var import = await kit.ImportAsync("email,lastName,credits\nada@example.org,New,\neve@example.org,New,\nfay@example.org,New,\nbob@example.org,Changed,\ncleo@example.org,Changed,\ndora@example.org,Changed,9\n");
        var (cleo, eve, dora) = ((await kit.PersonAsync("cleo@example.org"))!, (await kit.PersonAsync("eve@example.org"))!, (await kit.PersonAsync("dora@example.org"))!);
        await new EditPerson(test.Database).RunAsync(kit.Sample.Owner, new(cleo.Id, PersonFields.Of(cleo) with { Note = "edited since" }));
        await kit.Sample.AddAsync(new Registration { WorkspaceId = kit.Sample.Id, OfferingId = kit.Sample.Course.Id, PersonId = eve.Id, CreatedAt = test.Database.Now });
        await test.Database.WriteAsync(kit.Sample.Id, db => db.ExecuteAsync("update person set credits = 8 where workspace_id = @ws and id = @id", default, ("id", dora.Id))); // a booking
        await test.Database.WriteAsync(kit.Sample.Id, db => db.ExecuteAsync("update person set credits = 2 where workspace_id = @ws and email = 'bob@example.org'", default));

        var undone = (await kit.UndoAsync(import)).Value;
        Assert.Equal(["cleo Changed", "dora Changed", "eve@example.org"], undone.Kept.Select(person => person.Name.Replace("New", "eve@example.org", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Null(await kit.PersonAsync("ada@example.org"));
        Assert.Null(await kit.PersonAsync("fay@example.org"));
        var bob = (await kit.PersonAsync("bob@example.org"))!;
        Assert.Equal((null, 2), (bob.LastName, bob.Credits));
        Assert.Equal("Changed", (await kit.PersonAsync("cleo@example.org"))!.LastName);
        Assert.Equal("import.not_committed", (await kit.UndoAsync(import)).Problem?.Code);
        Assert.Equal(3, (await new SeeImport(test.Database).RunAsync(kit.Sample.Owner, import.Id)).Value.Kept.Count);
    }

    [Theory, EachDatabase]
    public async Task An_address_that_somebody_else_has_by_now_is_not_given_back(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        await new CreatePerson(test.Database).RunAsync(kit.Sample.Owner, new("old@example.org", "Ada", ClientId: "K-1"));
        var import = await kit.ImportAsync("clientId,email\nK-1,new@example.org\n", new(MatchBy.ClientId));
        await kit.Sample.AddPersonAsync("old@example.org");
        Assert.Equal("Ada", Assert.Single((await kit.UndoAsync(import)).Value.Kept).Name);
        Assert.NotNull(await kit.PersonAsync("new@example.org"));
    }

    [Theory, EachDatabase]
    public async Task Twelve_thousand_people_come_and_go_in_one_transaction_each_and_files_are_forgotten(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        var file = new StringBuilder("email,first name,last name\n");
        for (var i = 0; i < 12_000; i++)
            file.Append(CultureInfo.InvariantCulture, $"p{i}@example.org,Given{i},Name{i}\n");
        var import = await kit.ImportAsync(file.ToString());
        Assert.Equal(12_000, import.New);
        var changed = await kit.ImportAsync(file.ToString().Replace("Given", "Other", StringComparison.Ordinal));
        Assert.Equal(12_000, changed.Changed);
        Assert.Empty((await kit.UndoAsync(changed)).Value.Kept);
        Assert.Equal("Given7", (await kit.PersonAsync("p7@example.org"))!.FirstName);
        await kit.CheckAsync("email\nlate@example.org\n");
        test.Clock.Advance(Import.Kept + TimeSpan.FromDays(1));
        Assert.Equal("import.too_late", (await kit.UndoAsync(import)).Problem?.Code);
        await new ForgetStale(test.Database).RunAsync();
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal((0, 0), (await db.ImportChanges.CountAsync(), await db.ImportFiles.CountAsync()));
    }
}
