using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Offerings;

public class OfferingTests
{
    private static readonly OfferingFields Geometry = new(
        "Geometry", "Lines and circles", TestClock.Start, TestClock.Start.AddDays(30), "Europe/Paris", new Money(4900, "EUR"), 20, 90, "https://help.example.org/get-in");

    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task Makes_a_course_with_all_its_fields_and_finds_it_again(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = await new CreateOffering(test.Database).RunAsync(sample.Owner, new(OfferingKind.Course, Geometry));
        var found = await new FindOffering(test.Database).RunAsync(sample.Owner, made.Value.Id);
        Assert.Equal(Geometry, OfferingFields.Of(found.Value.Offering));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal("offering.created", (await db.AuditEntries.SingleAsync(e => e.SubjectId == made.Value.Id)).Action);
    }

    [Theory, EachDatabase]
    public async Task Names_every_field_that_is_wrong_at_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var bad = new OfferingFields(" ", StartsAt: TestClock.Start, EndsAt: TestClock.Start, TimeZone: "W. Europe Standard Time", Price: new Money(-1, "EUR"), Capacity: 0, AccessDays: -3, HowToUrl: "javascript:alert(1)");
        var refused = (await new CreateOffering(test.Database).RunAsync(sample.Owner, new(OfferingKind.Course, bad))).Problem!;
        Assert.Equal(["name", "endsAt", "timeZone", "price", "capacity", "accessDays", "howToUrl"], new[] { refused.Field }.Concat(refused.Also.Select(p => p.Field)));
    }

    [Theory, EachDatabase]
    public async Task Two_who_edit_at_once_do_not_overwrite_each_other(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var edit = new EditOffering(test.Database);
        Assert.True((await edit.RunAsync(sample.Owner, new(sample.Course.Id, Geometry, Version: 0))).Ok);
        Assert.Equal("edit.conflict", (await edit.RunAsync(sample.Owner, new(sample.Course.Id, Geometry with { Name = "Later" }, Version: 0))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task An_archived_offering_leaves_the_list_and_comes_back(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (archive, list) = (new ArchiveOffering(test.Database), new ListOfferings(test.Database));
        await archive.RunAsync(sample.Owner, new(sample.Course.Id));
        Assert.Empty((await list.RunAsync(sample.Owner, new(), new())).Value.Items);
        Assert.Single((await list.RunAsync(sample.Owner, new(Archived: true), new())).Value.Items);
        await archive.RunAsync(sample.Owner, new(sample.Course.Id, Archived: false));
        Assert.Single((await list.RunAsync(sample.Owner, new(), new())).Value.Items);
    }

    [Theory, EachDatabase]
    public async Task Deletes_only_what_nothing_hangs_on(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var delete = new DeleteOffering(test.Database);
        var used = await sample.AddCourseAsync("With codes");
        await sample.AddAsync(new CodeBatch { WorkspaceId = sample.Id, OfferingId = used.Id, Quantity = 1, MadeByName = "Olga", CreatedAt = test.Database.Now });
        await new CreatePrice(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, new PriceFields("Student", new Money(900, "EUR"))));

        Assert.Equal(OfferingRefusals.InUse, (await delete.RunAsync(sample.Owner, used.Id)).Problem);
        Assert.True((await delete.RunAsync(sample.Owner, sample.Course.Id)).Ok);
        Assert.Equal(404, (await delete.RunAsync(sample.Owner, sample.Course.Id)).Problem?.Status);
        Assert.Equal(404, (await new FindOffering(test.Database).RunAsync(sample.Owner, sample.Course.Id)).Problem?.Status);
    }

    [Theory, EachDatabase]
    public async Task Shows_how_many_codes_were_issued_used_and_expire_soon(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        CodeBatch Batch(int issued, int used, int inactive, int? days) => new()
        {
            WorkspaceId = sample.Id,
            OfferingId = sample.Course.Id,
            Quantity = issued,
            Issued = issued,
            Used = used,
            Inactive = inactive,
            ValidTill = days is { } d ? test.Database.Now.AddDays(d) : null,
            MadeByName = "Olga",
            CreatedAt = test.Database.Now,
        };
        await sample.AddAsync(Batch(50, 10, 5, 7));
        await sample.AddAsync(Batch(30, 0, 0, null));
        var view = (await new FindOffering(test.Database).RunAsync(sample.Owner, sample.Course.Id)).Value;
        Assert.Equal((80, 10, 75, 35), (view.Issued, view.Used, view.Usable, view.Expiring));
        var row = Assert.Single((await new ListOfferings(test.Database).RunAsync(sample.Owner, new(), new())).Value.Items);
        Assert.Equal((80, 10), (row.Issued, row.Used));
    }

    [Theory, EachDatabase]
    public async Task Search_forgives_case_and_order_of_words_and_reads_wildcards_as_letters(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await sample.AddCourseAsync("Überblick 100% Mathe");
        var list = new ListOfferings(test.Database);
        foreach (var (query, hits) in new[] { ("überblick", 1), ("MATHE überb", 1), ("100%", 1), ("1%m", 0), ("", 2), ("everybody mathe", 0) })
            Assert.Equal((query, hits), (query, (await list.RunAsync(sample.Owner, new(query), new())).Value.Items.Count));
    }
}
