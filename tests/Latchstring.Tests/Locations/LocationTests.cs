using Latchstring.Data;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Locations;

public class LocationTests
{
    private static readonly LocationFields Studio = new("Studio Mitte", "Europe/Berlin", new(8, 0), new(16, 0), 1, "studio@example.org", 240, 168);

    [Theory, EachDatabase, Trait("Req", "S2.8")]
    public async Task A_location_comes_with_its_booking_app_and_two_lanes(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new CreateLocation(test.Database).RunAsync(sample.Owner, Studio)).Value;
        var found = (await new FindLocation(test.Database).RunAsync(sample.Owner, made.Location.Id)).Value;
        Assert.Equal(Studio, LocationFields.Of(found));
        Assert.Equal((OfferingKind.App, "Studio Mitte", "Europe/Berlin"), (found.App.Kind, found.App.Name, found.App.TimeZone));
        await using var db = test.Database.Read(sample.Id);
        var lanes = await db.Lanes.Where(l => l.Id == found.App.Id).OrderBy(l => l.Channel).ToListAsync();
        Assert.Equal([(Channel.Email, 1, new SendingWindow(new(8, 0), new(16, 0))), (Channel.Sms, 1, new SendingWindow(new(8, 0), new(16, 0)))], lanes.Select(l => (l.Channel, l.PerMinute, l.Window)));
        Assert.Equal("location.created", (await db.AuditEntries.SingleAsync(e => e.SubjectId == made.Location.Id)).Action);
    }

    [Theory, EachDatabase, Trait("Req", "S2.5"), Trait("Req", "S2.7")]
    public async Task Settings_reach_both_lanes_the_app_and_the_audit(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new CreateLocation(test.Database).RunAsync(sample.Owner, Studio)).Value;
        var changed = new LocationFields("Studio Nord", "Europe/Paris", new(9, 30), new(18, 0), 6000, null, 48, null);
        var saved = await new EditLocation(test.Database).RunAsync(sample.Owner, new(made.Location.Id, changed, 0));
        Assert.Equal(changed, LocationFields.Of(saved.Value));
        Assert.Equal(("Studio Nord", "Europe/Paris"), (saved.Value.App.Name, saved.Value.App.TimeZone));
        await using var db = test.Database.Read(sample.Id);
        Assert.All(await db.Lanes.Where(l => l.Id == made.App.Id).ToListAsync(), lane => Assert.Equal((6000, new TimeOnly(9, 30), new TimeOnly(18, 0)), (lane.PerMinute, lane.OpensAt, lane.ClosesAt)));
        Assert.Contains("\"perMinute\":6000", (await db.AuditEntries.SingleAsync(e => e.Action == "location.edited")).Detail, StringComparison.Ordinal);
        Assert.Equal("edit.conflict", (await new EditLocation(test.Database).RunAsync(sample.Owner, new(made.Location.Id, Studio, 0))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Names_every_field_that_is_wrong_at_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var bad = new LocationFields(" ", "Mars/Base", new(16, 0), new(8, 0), 0, new string('x', 201), 10, 10);
        var refused = (await new CreateLocation(test.Database).RunAsync(sample.Owner, bad)).Problem!;
        Assert.Equal(["name", "timeZone", "closesAt", "perMinute", "supportContact", "remindHours"], new[] { refused.Field }.Concat(refused.Also.Select(p => p.Field)));
    }

    [Theory, EachDatabase, Trait("Req", "S2.5")]
    public async Task What_waits_for_the_old_window_is_looked_at_again_when_the_window_changes(TestDatabase test)
    {
        test.Clock.Now = new DateTimeOffset(2026, 6, 15, 4, 30, 0, TimeSpan.Zero);
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new CreateLocation(test.Database).RunAsync(sample.Owner, Studio)).Value;
        var opening = new DateTimeOffset(2026, 6, 15, 6, 0, 0, TimeSpan.Zero);
        Message Waiting(DateTimeOffset notBefore, Guid sending, int attempts = 0) => new()
        {
            WorkspaceId = sample.Id, LaneId = made.App.Id, Rank = Rank.Batch, Address = "a@example.org", Domain = "example.org", Locale = "de", TimeZone = "Europe/Berlin", NotBefore = notBefore, SendingId = sending, Attempts = attempts, ActorName = "Olga", CreatedAt = test.Database.Now,
        };
        var campaign = await sample.AddAsync(new Campaign { WorkspaceId = sample.Id, OfferingId = made.App.Id, Name = "Later", Skipped = "{}", ActorName = "Olga", NotBefore = opening, CreatedAt = test.Database.Now });
        var putOff = await sample.AddAsync(Waiting(opening, Guid.CreateVersion7()));
        var scheduled = await sample.AddAsync(Waiting(opening, campaign.Id));
        var tryingAgain = await sample.AddAsync(Waiting(opening, Guid.CreateVersion7(), attempts: 1));
        await new EditLocation(test.Database).RunAsync(sample.Owner, new(made.Location.Id, Studio with { OpensAt = new(6, 0) }));
        await using var db = test.Database.Read(sample.Id);
        var times = await db.Messages.ToDictionaryAsync(m => m.Id, m => m.NotBefore);
        Assert.Equal((test.Database.Now, opening, opening), (times[putOff.Id], times[scheduled.Id], times[tryingAgain.Id]));
    }

    [Theory, EachDatabase]
    public async Task Archiving_takes_the_app_with_it_and_the_app_never_goes_alone(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var made = (await new CreateLocation(test.Database).RunAsync(sample.Owner, Studio)).Value;
        Assert.Equal("offering.of_location", (await new ArchiveOffering(test.Database).RunAsync(sample.Owner, new(made.App.Id))).Problem?.Code);
        Assert.Equal("offering.of_location", (await new DeleteOffering(test.Database).RunAsync(sample.Owner, made.App.Id)).Problem?.Code);
        var (archive, list) = (new ArchiveLocation(test.Database), new ListLocations(test.Database));
        await archive.RunAsync(sample.Owner, new(made.Location.Id));
        Assert.Empty((await list.RunAsync(sample.Owner, new(), new())).Value.Items);
        Assert.NotNull((await new FindOffering(test.Database).RunAsync(sample.Owner, made.App.Id)).Value.Offering.ArchivedAt);
        await archive.RunAsync(sample.Owner, new(made.Location.Id, Archived: false));
        Assert.Equal(made.App.Id, Assert.Single((await list.RunAsync(sample.Owner, new("mitte"), new())).Value.Items).AppId);
        Assert.Null((await new FindOffering(test.Database).RunAsync(sample.Owner, made.App.Id)).Value.Offering.ArchivedAt);
    }

    [Theory, EachDatabase, Trait("Req", "I9")]
    public async Task Whoever_is_limited_to_one_booking_app_has_its_location_and_its_people_only(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var create = new CreateLocation(test.Database);
        var (mine, other) = ((await create.RunAsync(sample.Owner, Studio)).Value, (await create.RunAsync(sample.Owner, Studio with { Name = "Studio Nord" })).Value);
        var anna = await sample.AddAsync(new Person { WorkspaceId = sample.Id, Email = "anna@example.org", LocationId = mine.Location.Id });
        var bert = await sample.AddAsync(new Person { WorkspaceId = sample.Id, Email = "bert@example.org", LocationId = other.Location.Id });
        var manager = sample.Staff(Permission.Manager, mine.App.Id);
        Assert.Equal(mine.Location.Id, Assert.Single((await new ListLocations(test.Database).RunAsync(manager, new(), new())).Value.Items).Id);
        Assert.Equal(404, (await new FindLocation(test.Database).RunAsync(manager, other.Location.Id)).Problem?.Status);
        Assert.Equal(404, (await new EditLocation(test.Database).RunAsync(manager, new(other.Location.Id, Studio))).Problem?.Status);
        Assert.Equal(404, (await new ArchiveLocation(test.Database).RunAsync(manager, new(other.Location.Id))).Problem?.Status);
        Assert.Equal("offering.scope", (await create.RunAsync(manager, Studio)).Problem?.Code);
        Assert.Equal(anna.Id, Assert.Single((await new ListPeople(test.Database).RunAsync(manager, new(), new())).Value.Items).Id);
        Assert.Equal(404, (await new FindPerson(test.Database).RunAsync(manager, bert.Id)).Problem?.Status);
        Assert.Equal("permission.missing", (await new EditLocation(test.Database).RunAsync(sample.Staff(Permission.Viewer), new(mine.Location.Id, Studio))).Problem?.Code);
    }
}
