using System.Text;
using Latchstring.Imports;
using Latchstring.People;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Imports;

/// <summary>What a file would do, before it does anything.</summary>
public class CheckImportTests
{
    [Theory, EachDatabase, Trait("Req", "X9"), Trait("Req", "S2.33")]
    public async Task Says_of_each_row_whether_it_is_new_changed_unchanged_a_conflict_or_an_error(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        var create = new CreatePerson(test.Database);
        await create.RunAsync(kit.Sample.Owner, new("ada@example.org", "Ada", "Lovelace", Segment: Segment.Trial, LocationId: kit.Studio.Location.Id));
        await create.RunAsync(kit.Sample.Owner, new("bob@example.org", "Bob", "Berg", Segment: Segment.Member));
        var view = (await kit.CheckAsync("""
            Vorname;Name;E-Mail;Telefon;Gruppe;Standort;Guthaben;Lieblingsfarbe
            Ada;Lovelace;ADA@example.org;;Mitglied;Studio Mitte;;blau
            Bob;Berg;bob@example.org;;Lead;;;
            Cleo;Cruz;;'+49 171 3920001;Trial;;5;
            Dora;Damm;dora@example;;;;;
            Ada;Zwei;ada@example.org;;;;;
            Emil;Erb;;call me;Kunde;Nirgends;viele;
            Nobody;At all;;;;;;
            """)).Value;
        Assert.Equal(
            [(2, RowOutcome.Changed, "segment"), (3, RowOutcome.Unchanged, "segment"), (4, RowOutcome.New, null), (5, RowOutcome.Error, "email"), (6, RowOutcome.Conflict, "email"), (7, RowOutcome.Error, "segment"), (8, RowOutcome.Error, null)],
            view.Rows.Select(row => (row.Number, row.Outcome, row.Outcome == RowOutcome.Changed ? Assert.Single(row.Changes!) : row.Problem?.Field)));
        Assert.Equal(["segment", "location", "credits"], view.Rows[5].Problem!.Also.Prepend(view.Rows[5].Problem!).Select(problem => problem.Field));
        Assert.Equal((1, 1, 1, 4), (view.Import.New, view.Import.Changed, view.Import.Unchanged, view.Import.Conflicts));
        Assert.Equal(["Lieblingsfarbe"], view.Report.IgnoredColumns);
        Assert.Equal("+491713920001", Person.NormalizePhone(view.Rows[2].Fields!.Phone));
        Assert.Equal(2, (await kit.PeopleAsync()).Count);
    }

    [Theory, EachDatabase]
    public async Task Recognises_by_what_was_chosen_and_by_the_others_where_a_row_has_none_of_it(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        var create = new CreatePerson(test.Database);
        await create.RunAsync(kit.Sample.Owner, new("ada@example.org", "Ada", ClientId: "K-1"));
        await create.RunAsync(kit.Sample.Owner, new(null, "Bob", Phone: "+49 171 3920001"));
        await create.RunAsync(kit.Sample.Owner, new("cleo@example.org", "Cleo", Phone: "+49 171 3920002"));
        await create.RunAsync(kit.Sample.Owner, new("cleo2@example.org", "Cleo", Phone: "0049 171 3920002"));
        const string File = "clientId,email,phone,firstName\nK-1,new@example.org,,Ada\n,,0049 (0)171 3920001,Robert\n,,+491713920002,Cleo\nK-9,ada@example.org,,Eve\n";
        var byNumber = (await kit.CheckAsync(File, new(MatchBy.ClientId))).Value.Rows;
        Assert.Equal([RowOutcome.Changed, RowOutcome.Changed, RowOutcome.Conflict, RowOutcome.Conflict], byNumber.Select(row => row.Outcome));
        Assert.Equal(["import.several", "import.email_taken"], byNumber.Skip(2).Select(row => row.Problem!.Code));
        var byEmail = (await kit.CheckAsync(File, new(MatchBy.Email, Update: false))).Value.Rows;
        Assert.Equal([RowOutcome.New, RowOutcome.Unchanged, RowOutcome.Conflict, RowOutcome.Unchanged], byEmail.Select(row => row.Outcome));
    }

    [Theory, EachDatabase]
    public async Task Somebody_with_a_scope_neither_sees_nor_changes_people_of_other_places(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        await kit.Sample.AddPersonAsync("secret@example.org", "Sonja", "Secret");
        var manager = kit.Sample.Staff(Permission.Manager, kit.Studio.App.Id);
        var rows = (await kit.CheckAsync("email,firstName\nsecret@example.org,X\nnew@example.org,Y\n", null, manager)).Value.Rows;
        Assert.Equal(["import.elsewhere", "import.no_location"], rows.Select(row => row.Problem!.Code));
        Assert.All(rows, row => Assert.DoesNotContain("Sonja", row.Problem!.English, StringComparison.Ordinal));
        var placed = (await kit.CheckAsync("email,firstName\nnew@example.org,Y\n", new(LocationId: kit.Studio.Location.Id), manager)).Value;
        Assert.Equal(RowOutcome.New, Assert.Single(placed.Rows).Outcome);
        Assert.Equal(404, (await new SeeImport(test.Database).RunAsync(kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id) with { Id = Guid.NewGuid() }, placed.Import.Id)).Problem?.Status);
        Assert.Equal("permission.missing", (await kit.CheckAsync("email\na@example.org\n", null, kit.Sample.Staff(Permission.Viewer))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task What_changes_a_sign_in_or_an_invitation_by_the_way_stays_out(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        var (anna, _) = await Latchstring.Tests.People.PersonTests.WithAccountAsync(kit.Sample, "anna@example.org");
        await new EditPerson(test.Database).RunAsync(kit.Sample.Owner, new(anna.Id, new("anna@example.org", "Anna", ClientId: "K-1")));
        var row = Assert.Single((await kit.CheckAsync("clientId,email\nK-1,other@example.org\n", new(MatchBy.ClientId))).Value.Rows);
        Assert.Equal("import.sign_in", row.Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "X9")]
    public async Task Files_that_are_none_are_refused_whole_and_a_large_one_with_its_limit(TestDatabase test)
    {
        var kit = await ImportKit.CreateAsync(test);
        foreach (var (file, sentence) in new[] { ("", "The file is empty."), ("colour,size\nred,9\n", "No column was recognised."), ("email,E-Mail\na@b.de,c@d.de\n", "Two columns mean the same"), ("email\n", "no rows below its header") })
            Assert.Contains(sentence, (await kit.CheckAsync(file)).Problem?.English, StringComparison.Ordinal);
        var large = new StringBuilder("email,note\n");
        var note = new string('x', 60_000);
        while (large.Length <= CsvTable.MaxBytes)
            large.Append(System.Globalization.CultureInfo.InvariantCulture, $"p{large.Length}@example.org,{note}\n");
        Assert.Equal("The file is larger than 20 MB. Split it and import the parts.", (await kit.CheckAsync(large.ToString())).Problem?.English);
    }
}
