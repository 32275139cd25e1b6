using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

/// <summary>What a workspace wants to know of people beside the built-in fields (S0.48).</summary>
public class PropertyTests
{
    [Theory]
    [InlineData(PropertyType.YesNo, "Ja", "true"), InlineData(PropertyType.YesNo, "non", "false"), InlineData(PropertyType.YesNo, "maybe", null)]
    [InlineData(PropertyType.Choice, "sales", "Sales"), InlineData(PropertyType.Choice, "Kitchen", null)]
    [InlineData(PropertyType.Date, "2026-11-30", "2026-11-30"), InlineData(PropertyType.Date, "30.11.2026", "2026-11-30"), InlineData(PropertyType.Date, "30/11/2026", "2026-11-30")]
    [InlineData(PropertyType.Date, "11/30/2026", "2026-11-30"), InlineData(PropertyType.Date, "3. November 2026", "2026-11-03"), InlineData(PropertyType.Date, "3 février 2026", "2026-02-03"), InlineData(PropertyType.Date, "31.2.2026", null)]
    [InlineData(PropertyType.Number, "1.234,50", "1234.5"), InlineData(PropertyType.Number, "1,234.50", "1234.5"), InlineData(PropertyType.Number, "12,5", "12.5"), InlineData(PropertyType.Number, "-3", "-3")]
    [InlineData(PropertyType.Number, "1 234,5", "1234.5"), InlineData(PropertyType.Number, "1,234", null), InlineData(PropertyType.Number, "twelve", null), InlineData(PropertyType.Number, "0,125", "0.125")]
    [InlineData(PropertyType.Text, "  007 ", "007"), InlineData(PropertyType.Text, "a\u0000b", null)]
    [Trait("Req", "S0.48")]
    public void Reads_what_people_type_in_three_languages(PropertyType type, string typed, string? stored)
    {
        var property = new Property { Label = "Any", Type = type, Choices = "Sales\nIT" };
        var read = PropertyValue.Read(property, typed);
        Assert.Equal(stored, read.Ok ? read.Value : null);
        Assert.Equal(stored is null, read.Problem is not null);
        if (stored is not null)
            Assert.Equal(stored, PropertyValue.Read(property, stored).Value);
    }

    [Theory, EachDatabase, Trait("Req", "S0.48")]
    public async Task Owners_make_change_archive_and_delete_properties_and_nobody_else_does(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (save, list) = (new SaveProperty(test.Database), new ListProperties(test.Database));
        Assert.Equal("permission.missing", (await save.RunAsync(sample.Staff(Permission.Manager), new(null, "Department"))).Problem?.Code);
        var made = (await save.RunAsync(sample.Owner, new(null, "Department", PropertyType.Choice, "Where they work", "Sales\nIT\n\nsales"))).Value;
        Assert.Equal("Sales\nIT", made.Choices);
        Assert.Equal("label", (await save.RunAsync(sample.Owner, new(null, " department "))).Problem?.Field);
        Assert.Equal("choices", (await save.RunAsync(sample.Owner, new(null, "Size", PropertyType.Choice))).Problem?.Field);
        Assert.Equal("isIdentifier", (await save.RunAsync(sample.Owner, new(null, "Born", PropertyType.Date, IsIdentifier: true))).Problem?.Field);
        Assert.Equal("edit.conflict", (await save.RunAsync(sample.Owner, new(made.Id, "Dept", Choices: "IT", Version: 7))).Problem?.Code);
        Assert.Equal(PropertyType.Choice, (await save.RunAsync(sample.Owner, new(made.Id, "Dept", PropertyType.Text, Choices: "IT", Version: 0))).Value.Type);
        await new ArchiveProperty(test.Database).RunAsync(sample.Owner, new(made.Id));
        Assert.Empty((await list.RunAsync(sample.Owner)).Value);
        Assert.Single((await list.RunAsync(sample.Owner, archived: true)).Value);
        Assert.Equal(0, (await new DeleteProperty(test.Database).RunAsync(sample.Owner, made.Id)).Value);
        Assert.Equal(404, (await list.FindAsync(sample.Owner, made.Id)).Problem?.Status);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(["property.archived", "property.created", "property.deleted", "property.edited"], await db.AuditEntries.Where(e => e.Subject == "property").Select(e => e.Action).OrderBy(a => a).ToListAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S0.48")]
    public async Task People_have_values_which_are_checked_told_apart_exported_and_merged(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var save = new SaveProperty(test.Database);
        var number = (await save.RunAsync(sample.Owner, new(null, "Personnel number", IsIdentifier: true))).Value;
        var born = (await save.RunAsync(sample.Owner, new(null, "Born", PropertyType.Date))).Value;
        PersonFields Fields(string email, params (Property Property, string? Value)[] values) => new(email) { Values = values.ToDictionary(v => v.Property.Id, v => v.Value) };
        var create = new CreatePerson(test.Database);
        var ada = (await create.RunAsync(sample.Owner, Fields("ada@example.org", (number, "007"), (born, "10.12.1985")))).Value;
        var refused = await create.RunAsync(sample.Owner, Fields("bob@example.org", (number, "007"), (born, "yesterday")));
        Assert.Equal([PropertyValue.FieldOf(number.Id), PropertyValue.FieldOf(born.Id)], refused.Problem!.Also.Prepend(refused.Problem).Select(p => p.Field));
        Assert.False(await ExistsAsync(test, sample, "bob@example.org"));
        Assert.Equal(["1985-12-10", "007"], (await new FindPerson(test.Database).RunAsync(sample.Owner, ada.Id)).Value.Values.Select(v => v.Value));
        var edit = new EditPerson(test.Database);
        var edited = (await edit.RunAsync(sample.Owner, new(ada.Id, Fields("ada@example.org", (born, null)), ada.Version))).Value;
        Assert.Equal(ada.Version + 1, edited.Version);
        Assert.Equal("edit.conflict", (await edit.RunAsync(sample.Owner, new(ada.Id, Fields("ada@example.org", (born, "1.1.1990")), ada.Version))).Problem?.Code);
        var export = (await new ExportPerson(test.Database).RunAsync(sample.Owner, ada.Id)).Value;
        Assert.Equal("007", export.Person.Properties["Personnel number"]);
        var twin = (await create.RunAsync(sample.Owner, Fields("twin@example.org", (number, "008"), (born, "1.1.1990")))).Value;
        await new MergePeople(test.Database).RunAsync(sample.Owner, new(ada.Id, twin.Id, []));
        Assert.Equal(["1990-01-01", "007"], (await new FindPerson(test.Database).RunAsync(sample.Owner, ada.Id)).Value.Values.Select(v => v.Value));
        Assert.Equal(1, (await new DeleteProperty(test.Database).RunAsync(sample.Owner, born.Id)).Value);
        Assert.True((await new DeletePerson(test.Database).RunAsync(sample.Owner, ada.Id)).Ok);
    }

    private static async Task<bool> ExistsAsync(TestDatabase test, SampleWorkspace sample, string email)
    {
        await using var db = test.Database.Read(sample.Id);
        return await db.People.AnyAsync(p => p.Email == email);
    }
}
