using Latchstring.Offerings;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Offerings;

/// <summary>Who reaches what: scope within a workspace, and other workspaces.</summary>
public class OfferingScopeTests
{
    private static readonly OfferingFields Fields = new("Other");

    [Theory, EachDatabase]
    [Trait("Req", "S3.24")]
    [Trait("Req", "S4.29")]
    public async Task A_manager_of_one_course_sees_and_changes_only_that_one(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await sample.AddCourseAsync("Biology");
        var manager = sample.Staff(Permission.Manager, sample.Course.Id);

        Assert.Equal([sample.Course.Id], (await new ListOfferings(test.Database).RunAsync(manager, new(), new())).Value.Items.Select(row => row.Id));
        Assert.True((await new EditOffering(test.Database).RunAsync(manager, new(sample.Course.Id, Fields))).Ok);
        Assert.Equal(OfferingRefusals.OnlySome, (await new CreateOffering(test.Database).RunAsync(manager, new(OfferingKind.Course, Fields))).Problem);
        Assert.All(await AttemptsAsync(test, manager, other.Id, Guid.NewGuid(), Guid.NewGuid()), problem => Assert.Equal(404, problem?.Status));
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    public async Task Ids_of_another_workspace_are_not_found(TestDatabase test)
    {
        var (mine, theirs) = (await SampleWorkspace.CreateAsync(test), await SampleWorkspace.CreateAsync(test, "other"));
        var price = (await new CreatePrice(test.Database).RunAsync(theirs.Owner, new(theirs.Course.Id, new PriceFields("Full", new Money(1, "EUR"))))).Value;
        var resource = (await new AddResource(test.Database).RunAsync(theirs.Owner, new(theirs.Course.Id, "Slides", FileName: "s.pdf", Content: [1]))).Value;
        var bundle = (await new CreateProgramme(test.Database).RunAsync(theirs.Owner, new("All", [theirs.Course.Id]))).Value;

        Assert.All(await AttemptsAsync(test, mine.Owner, theirs.Course.Id, price.Id, resource.Id), problem => Assert.Equal(404, problem?.Status));
        Assert.Equal(404, (await new FindProgramme(test.Database).RunAsync(mine.Owner, bundle.Id)).Problem?.Status);
        Assert.Equal(404, (await new DeleteProgramme(test.Database).RunAsync(mine.Owner, bundle.Id)).Problem?.Status);
        Assert.Equal(404, (await new ArchiveProgramme(test.Database).RunAsync(mine.Owner, new(bundle.Id))).Problem?.Status);
        Assert.Equal("offeringIds", (await new CreateProgramme(test.Database).RunAsync(mine.Owner, new("Theirs", [theirs.Course.Id]))).Problem?.Field);
        Assert.Equal("Slides", Assert.Single((await new ListResources(test.Database).RunAsync(theirs.Owner, theirs.Course.Id)).Value).Title);
    }

    [Theory, EachDatabase]
    public async Task A_viewer_sees_and_changes_nothing(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var viewer = sample.Staff(Permission.Viewer);
        Assert.True((await new FindOffering(test.Database).RunAsync(viewer, sample.Course.Id)).Ok);
        var attempts = await AttemptsAsync(test, viewer, sample.Course.Id, Guid.NewGuid(), Guid.NewGuid());
        Assert.All(attempts.Skip(3), problem => Assert.Equal(Problem.Forbidden, problem));
    }

    /// <summary>The first three read, the others write.</summary>
    private static async Task<List<Problem?>> AttemptsAsync(TestDatabase test, Actor actor, Guid offering, Guid price, Guid resource) =>
    [
        (await new FindOffering(test.Database).RunAsync(actor, offering)).Problem,
        (await new ListResources(test.Database).RunAsync(actor, offering)).Problem,
        (await new OpenResource(test.Database).RunAsync(actor, resource)).Problem,
        (await new EditOffering(test.Database).RunAsync(actor, new(offering, Fields))).Problem,
        (await new ArchiveOffering(test.Database).RunAsync(actor, new(offering))).Problem,
        (await new DeleteOffering(test.Database).RunAsync(actor, offering)).Problem,
        (await new CreatePrice(test.Database).RunAsync(actor, new(offering, new PriceFields("P", new Money(1, "EUR"))))).Problem,
        (await new EditPrice(test.Database).RunAsync(actor, new(price, new PriceFields("P", new Money(1, "EUR"))))).Problem,
        (await new DeletePrice(test.Database).RunAsync(actor, price)).Problem,
        (await new AddResource(test.Database).RunAsync(actor, new(offering, "T", "https://example.org"))).Problem,
        (await new EditResource(test.Database).RunAsync(actor, new(resource, "T"))).Problem,
        (await new MoveResource(test.Database).RunAsync(actor, new(resource, Up: true))).Problem,
        (await new RemoveResource(test.Database).RunAsync(actor, resource)).Problem,
    ];
}
