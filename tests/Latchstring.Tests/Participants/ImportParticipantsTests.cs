using System.Text;
using Latchstring.Codes;
using Latchstring.Imports;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Participants;

/// <summary>The file that a client's HR sends, with a price for each who is to get a code.</summary>
public class ImportParticipantsTests
{
    private const string Header = "First name,Last name,E-mail,Phone,Client number,Language,Notes,Price,Invitation code\r\n";

    [Theory, EachDatabase, Trait("Req", "S0.28"), Trait("Req", "S0.31"), Trait("Req", "S0.32"), Trait("Req", "S0.33"), Trait("Req", "S0.52"), Trait("Req", "X9")]
    public async Task A_price_makes_a_code_a_blank_none_and_an_unknown_one_none_but_says_so(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        var view = (await kit.CheckAsync(Header + "Ada,Lovelace,ada@example.org,,K-1,,Night shift,exec,\r\nBob,Berg,bob@example.org,,K-2,,,,\r\nCleo,Cruz,cleo@example.org,,K-3,,,gold,\r\nDora,Damm,nowhere,,K-4,,,BASIC,\r\nEmil,Erb,emil@example.org,,K-5,,, Basic check ,\r\n")).Value;
        Assert.Equal([(2, RowOutcome.New, CodeStep.Make), (3, RowOutcome.New, CodeStep.None), (4, RowOutcome.New, CodeStep.None), (5, RowOutcome.Error, CodeStep.None), (6, RowOutcome.New, CodeStep.Make)], view.Rows.Select(row => (row.Number, row.Outcome, row.Code)));
        Assert.Equal((4, 2, 1, 1), (view.Report.New, view.Report.Codes, view.Report.NoCode, view.Report.Errors));
        Assert.Equal("import.price_unknown", view.Rows[2].Problem?.Code);
        var refused = Encoding.UTF8.GetString((await kit.See.RefusedAsync(kit.Owner, view.Import.Id)).Value);
        Assert.Contains("gold,,4,\"price: gold is no price", refused, StringComparison.Ordinal);
        Assert.Contains("email: Enter an e-mail address", refused, StringComparison.Ordinal);
        await kit.CommitAsync(view);
        var code = Assert.Single(await kit.Contract.CodesOfAsync((await kit.PersonAsync("ada@example.org"))!.Id));
        Assert.Equal((kit.Contract.Screening.Id, "Executive screening"), (code.PriceId, code.Price));
        Assert.Equal(2, (await new ListParticipants(test.Database).CountAsync(kit.Owner, kit.Contract.Id, new(HasCode: true))).Rows);
        Assert.Equal(4, (await new ListParticipants(test.Database).CountAsync(kit.Owner, kit.Contract.Id, new())).Rows);
        var done = (await new ListImported(test.Database).RunAsync(kit.Owner, view.Import.Id, new())).Value.Items;
        Assert.Equal(code.Text, done.Single(row => row.Email == "ada@example.org").Code);
        await Invariants.AssertAsync(test.Database, kit.Contract.Sample.Id);
    }

    [Theory, EachDatabase, Trait("Req", "S0.30"), Trait("Req", "S0.40"), Trait("Req", "S0.39")]
    public async Task The_download_holds_codes_and_comes_back_unchanged_to_the_byte(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        await kit.ImportAsync(Header + "=Ada,Lovelace,ada@example.org,'+49 171 3920001,007,de,\"a;b\n\"\"c\"\"\",EXEC,\r\nBob,'-Berg,bob@example.org,,,,,,\r\n");
        var file = await kit.Contract.FileAsync();
        var ada = (await kit.PersonAsync("ada@example.org"))!;
        Assert.Equal(("=Ada", "Lovelace", "+491713920001", "007"), (ada.FirstName, ada.LastName, ada.Phone, ada.ClientId));
        Assert.Contains("EXEC,AURORA-", file, StringComparison.Ordinal);
        Assert.All(file.Split([",", "\r\n", "\uFEFF"], StringSplitOptions.None), cell => Assert.False(CsvCells.LooksLikeFormula(cell)));
        var again = (await kit.CheckAsync(file)).Value;
        Assert.Equal((0, 0, 2, 0), (again.Report.New, again.Report.Changed, again.Report.Unchanged, again.Report.Conflicts));
        Assert.Equal("import.nothing", (await new CommitImport(test.Database).RunAsync(kit.Owner, again.Import.Id)).Problem?.Code);
        Assert.Equal(file, await kit.Contract.FileAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S0 (d)"), Trait("Req", "S0.53"), Trait("Req", "S0.37"), Trait("Req", "S0.38")]
    public async Task Another_price_changes_the_unused_code_and_stored_data_stays_unless_updating_was_chosen(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        await kit.ImportAsync(Header + "Ada,Lovelace,ada@example.org,,K-1,,,EXEC,\r\n");
        var ada = (await kit.PersonAsync("ada@example.org"))!;
        var before = Assert.Single(await kit.Contract.CodesOfAsync(ada.Id));
        var kept = await kit.ImportAsync(Header + "Augusta,King,ada@example.org,,K-1,,,BASIC,\r\n", update: false);
        Assert.Equal((1, 1), (kept.Changed, kept.Numbers.Repriced));
        Assert.Equal("Ada", (await kit.PersonAsync("ada@example.org"))!.FirstName);
        var after = Assert.Single(await kit.Contract.CodesOfAsync(ada.Id));
        Assert.Equal((before.Id, kit.Contract.Basic.Id), (after.Id, after.PriceId));
        await kit.ImportAsync(Header + "Augusta,King,ada@example.org,,K-1,,Fresh,BASIC,\r\nBob,Berg,bob@example.org,,,,,BASIC,\r\n", update: true);
        Assert.Equal("Augusta", (await kit.PersonAsync("ada@example.org"))!.FirstName);
        var known = await kit.Contract.Sample.AddPersonAsync("known@example.org", "Karl", "Known");
        var made = await kit.ImportAsync(Header + "Carl,Other,known@example.org,,,,,EXEC,\r\n", update: false);
        Assert.Equal((1, 1), (made.Numbers.Joined, made.Numbers.Codes));
        Assert.Single(await kit.Contract.CodesOfAsync(known.Id));
        Assert.Equal("Karl", (await kit.PersonAsync("known@example.org"))!.FirstName);
    }

    [Theory, EachDatabase, Trait("Req", "S0.50"), Trait("Req", "S0.51"), Trait("Req", "S0.29"), Trait("Req", "S0.49")]
    public async Task People_are_recognised_in_the_templates_order_and_a_blank_identifier_makes_nobody(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var number = (await new SaveProperty(test.Database).RunAsync(sample.Owner, new(null, "Personnel number", IsIdentifier: true))).Value;
        var template = (await new SaveCsvTemplate(test.Database).RunAsync(sample.Owner, new(null, "HR", null, new TemplateLayout(
            [new("Pers.-Nr.", ColumnHolds.Property, number.Id), new("Vorname", ColumnHolds.FirstName), new("Mail", ColumnHolds.Email), new("Mobil", ColumnHolds.Phone), new("Abteilung", ColumnHolds.Ignored)],
            [new(MatchOn.Property, number.Id), new(MatchOn.Email), new(MatchOn.Phone)])))).Value;
        var kit = await ImportContractKit.CreateAsync(test, sample, template.Id);
        var create = new CreatePerson(test.Database);
        var byNumber = (await create.RunAsync(sample.Owner, new("first@example.org", "First") { Values = new Dictionary<Guid, string?> { [number.Id] = "0042" } })).Value;
        var byMail = (await create.RunAsync(sample.Owner, new("second@example.org", "Second", Phone: "+49 171 1"))).Value;
        var view = (await kit.CheckAsync("Pers.-Nr.;Vorname;Mail;Mobil;Abteilung\r\n0042;Erste;;+49 171 1;A\r\n;Zweite;second@example.org;;B\r\n;Niemand;nobody@example.org;;C\r\n0043;Neu;new@example.org;;D\r\n", update: true)).Value;
        Assert.Equal([(byNumber.Id, RowOutcome.Changed), (byMail.Id, RowOutcome.Changed), (null, RowOutcome.Conflict), (null, RowOutcome.New)], view.Rows.Select(row => (row.PersonId, row.Outcome)));
        Assert.Equal(("import.identifier", "Personnel number"), (view.Rows[2].Problem?.Code, view.Rows[2].Problem?.Field));
        Assert.Equal(["Abteilung"], view.Report.IgnoredColumns);
        await kit.CommitAsync(view);
        Assert.Null(await kit.PersonAsync("nobody@example.org"));
        Assert.Equal(0, (await new CodeList(test.Database).CountAsync(sample.Owner, new())).Rows);
        Assert.StartsWith("\uFEFFPers.-Nr.,Vorname,Mail,Mobil,Abteilung,Invitation code\r\n", await kit.Contract.FileAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "X9")]
    public async Task Undo_leaves_the_database_as_it_was_except_for_who_was_touched_since(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        await kit.ImportAsync(Header + "Ada,Lovelace,ada@example.org,,K-1,,Old,EXEC,\r\nBob,Berg,bob@example.org,,K-2,,,,\r\n");
        await kit.Contract.Sample.AddPersonAsync("known@example.org", "Karl", "Known");
        var before = await kit.StateAsync();
        var import = await kit.ImportAsync(Header + "Augusta,Lovelace,ada@example.org,,K-1,,New,BASIC,\r\nBob,Berg,bob@example.org,,K-2,,,EXEC,\r\nCarl,Known,known@example.org,,,,,,\r\nNew,Comer,new@example.org,,,,,EXEC,\r\n");
        Assert.NotEqual(before, await kit.StateAsync());
        Assert.Empty((await new UndoImport(test.Database).RunAsync(kit.Owner, import.Id)).Value.Kept);
        Assert.Equal(before, await kit.StateAsync());
        await Invariants.AssertAsync(test.Database, kit.Contract.Sample.Id);

        var second = await kit.ImportAsync(Header + "Bob,Berg,bob@example.org,,K-2,,,EXEC,\r\nZoe,Late,zoe@example.org,,,,,EXEC,\r\n");
        await test.Database.WriteAsync(kit.Contract.Sample.Id, db => db.ExecuteAsync("update access_code set state = 'Inactive', version = 1 where workspace_id = @ws and assignee_id = (select id from person where workspace_id = @ws and email = 'zoe@example.org')", default));
        Assert.Equal("Zoe Late", Assert.Single((await new UndoImport(test.Database).RunAsync(kit.Owner, second.Id)).Value.Kept).Name);
        Assert.Empty(await kit.Contract.CodesOfAsync((await kit.PersonAsync("bob@example.org"))!.Id));
    }
}
