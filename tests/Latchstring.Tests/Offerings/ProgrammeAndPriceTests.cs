using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Offerings;

public class ProgrammeAndPriceTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S4.37")]
    public async Task A_bundle_holds_several_offerings_in_their_order(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (biology, chemistry) = (await sample.AddCourseAsync("Biology"), await sample.AddCourseAsync("Chemistry"));
        var bundle = (await new CreateProgramme(test.Database).RunAsync(sample.Owner, new("Science", [chemistry.Id, biology.Id]))).Value;
        var find = new FindProgramme(test.Database);
        Assert.Equal(["Chemistry", "Biology"], (await find.RunAsync(sample.Owner, bundle.Id)).Value.Offerings.Select(o => o.Name));

        await new EditProgramme(test.Database).RunAsync(sample.Owner, new(bundle.Id, new("Sciences", [biology.Id, sample.Course.Id]), Version: 0));
        var edited = (await find.RunAsync(sample.Owner, bundle.Id)).Value;
        Assert.Equal(("Sciences", 1), (edited.Programme.Name, edited.Programme.Version));
        Assert.Equal(["Biology", sample.Course.Name], edited.Offerings.Select(o => o.Name));
        Assert.Equal("edit.conflict", (await new EditProgramme(test.Database).RunAsync(sample.Owner, new(bundle.Id, new("Late", [biology.Id]), Version: 0))).Problem?.Code);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.37")]
    public async Task A_bundle_needs_an_offering_and_is_archived_when_codes_open_it(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var create = new CreateProgramme(test.Database);
        Assert.Equal("offeringIds", (await create.RunAsync(sample.Owner, new("Empty", []))).Problem?.Field);
        var bundle = (await create.RunAsync(sample.Owner, new("Used", [sample.Course.Id]))).Value;
        await sample.AddAsync(new CodeBatch { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, Quantity = 1, MadeByName = "Olga", CreatedAt = test.Database.Now });

        Assert.Equal(OfferingRefusals.BundleInUse, (await new DeleteProgramme(test.Database).RunAsync(sample.Owner, bundle.Id)).Problem);
        Assert.Equal(OfferingRefusals.InUse, (await new DeleteOffering(test.Database).RunAsync(sample.Owner, sample.Course.Id)).Problem);
        await new ArchiveProgramme(test.Database).RunAsync(sample.Owner, new(bundle.Id));
        Assert.Empty((await new ListProgrammes(test.Database).RunAsync(sample.Owner, new(), new())).Value.Items);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.24")]
    public async Task A_scope_sees_only_bundles_that_lie_in_it_wholly(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await sample.AddCourseAsync("Biology");
        var create = new CreateProgramme(test.Database);
        var inside = (await create.RunAsync(sample.Owner, new("Inside", [sample.Course.Id]))).Value;
        var across = (await create.RunAsync(sample.Owner, new("Across", [sample.Course.Id, other.Id]))).Value;
        var manager = sample.Staff(Permission.Manager, sample.Course.Id);
        Assert.Equal([inside.Id], (await new ListProgrammes(test.Database).RunAsync(manager, new(), new())).Value.Items.Select(row => row.Id));
        Assert.Equal(404, (await new EditProgramme(test.Database).RunAsync(manager, new(across.Id, new("Mine", [sample.Course.Id])))).Problem?.Status);
        Assert.Equal("offeringIds", (await new EditProgramme(test.Database).RunAsync(manager, new(inside.Id, new("More", [sample.Course.Id, other.Id])))).Problem?.Field);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S0.7")]
    public async Task A_price_is_named_once_in_its_offering_and_stays_while_codes_carry_it(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var create = new CreatePrice(test.Database);
        var student = (await create.RunAsync(sample.Owner, new(sample.Course.Id, new PriceFields("Student", new Money(900, "EUR"), "STU")))).Value;
        Assert.Equal("name", (await create.RunAsync(sample.Owner, new(sample.Course.Id, new PriceFields("STU", new Money(1, "EUR"))))).Problem?.Field);
        Assert.Equal("code", (await create.RunAsync(sample.Owner, new(sample.Course.Id, new PriceFields("Other", new Money(1, "EUR"), "Student")))).Problem?.Field);
        Assert.Equal("price", (await create.RunAsync(sample.Owner, new(sample.Course.Id, new PriceFields("None", null)))).Problem?.Field);

        await sample.AddAsync(new CodeBatch { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PriceId = student.Id, Quantity = 1, MadeByName = "Olga", CreatedAt = test.Database.Now });
        Assert.Equal(OfferingRefusals.PriceInUse, (await new DeletePrice(test.Database).RunAsync(sample.Owner, student.Id)).Problem);
        await new EditPrice(test.Database).RunAsync(sample.Owner, new(student.Id, new PriceFields("Student", new Money(700, "EUR"))));
        Assert.Equal(new Money(700, "EUR"), (await new ListPrices(test.Database).FindAsync(sample.Owner, student.Id)).Value.Amount);
        var spare = (await create.RunAsync(sample.Owner, new(sample.Course.Id, new PriceFields("Spare", new Money(1, "EUR"))))).Value;
        Assert.True((await new DeletePrice(test.Database).RunAsync(sample.Owner, spare.Id)).Ok);
    }

    [Fact]
    [Trait("Req", "X11")]
    public void The_price_of_the_code_comes_before_the_base_price()
    {
        var course = new Offering { Name = "Algebra", PriceAmount = 900, PriceCurrency = "EUR" };
        var price = new Price { Name = "Student", Amount = 500, Currency = "EUR" };
        Assert.Equal(new CodePrice(new Money(500, "EUR"), PriceReason.CodePrice, "Student"), CodePrice.Of(price, [course]));
        Assert.Equal(new CodePrice(new Money(900, "EUR"), PriceReason.BasePrice), CodePrice.Of(null, [course]));
        Assert.Null(CodePrice.Of(null, [new Offering { Name = "Free" }]));
    }

    [Theory]
    [Trait("Req", "X11")]
    [InlineData(PriceReason.CodePrice, 0L, "makes it free")]
    [InlineData(PriceReason.CodePrice, 500L, "price of the code")]
    [InlineData(PriceReason.BasePrice, 900L, "base price")]
    [InlineData(PriceReason.None, null, "nothing to pay")]
    public void Every_price_says_why(PriceReason reason, long? amount, string why) =>
        Assert.Contains(why, WhyPrice.Sentence(reason, amount), StringComparison.Ordinal);
}
