using Latchstring.Bookings;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Bookings;

public class AvailabilityTests
{
    [Theory, EachDatabase]
    public async Task Hours_that_overlap_at_the_same_location_are_refused_others_are_not(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        var create = new CreateAvailability(test.Database);
        async Task<string?> Make(AvailabilityFields fields) => (await create.RunAsync(kit.Sample.Owner, new(kit.Exam.Id, fields))).Problem?.Field;
        Assert.Equal("opensAt", await Make(kit.Fields() with { OpensAt = new(9, 0), ClosesAt = new(11, 0) }));
        Assert.Null(await Make(kit.Fields() with { OpensAt = new(10, 0), ClosesAt = new(11, 0) }));
        Assert.Null(await Make(kit.Fields() with { OpensAt = new(14, 0), ClosesAt = new(16, 0), LastDay = new(2026, 6, 30) }));
        Assert.Null(await Make(kit.Fields() with { OpensAt = new(14, 0), ClosesAt = new(16, 0), FirstDay = new(2026, 7, 1) }));
        Assert.Equal("opensAt", await Make(kit.Fields() with { OpensAt = new(14, 0), ClosesAt = new(16, 0), FirstDay = new(2026, 6, 30) }));
        Assert.Equal("offering.no_appointments", (await create.RunAsync(kit.Sample.Owner, new(kit.Sample.Course.Id, kit.Fields()))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task What_does_not_fit_is_named_by_its_field(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        async Task<string?> Field(AvailabilityFields fields) => (await new EditAvailability(test.Database).RunAsync(kit.Sample.Owner, new(kit.Hours.Id, fields))).Problem?.Field;
        Assert.Equal("days", await Field(kit.Fields() with { Days = Weekdays.None }));
        Assert.Equal("closesAt", await Field(kit.Fields() with { ClosesAt = new(8, 30) }));
        Assert.Equal("closesAt", await Field(kit.Fields() with { ClosesAt = new(7, 30) }));
        Assert.Equal("minutes", await Field(kit.Fields() with { Minutes = 4 }));
        Assert.Equal("every", await Field(kit.Fields() with { Every = -1 }));
        Assert.Equal("places", await Field(kit.Fields() with { Places = 0 }));
        Assert.Equal("lastDay", await Field(kit.Fields() with { FirstDay = new(2026, 7, 1), LastDay = new(2026, 6, 1) }));
        Assert.Null(await Field(kit.Fields() with { Minutes = 30 }));
        Assert.Equal(4, (await kit.FreeAsync()).Count(slot => Days.Of(slot.StartsAt, TimeZoneInfo.Utc) == new DateOnly(2026, 6, 16)));
    }

    [Theory, EachDatabase]
    public async Task A_viewer_or_somebody_of_another_offering_changes_no_hours(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        var other = kit.Sample.Owner with { Offerings = new HashSet<Guid> { kit.Sample.Course.Id } };
        var viewer = kit.Sample.Owner with { Permissions = Permission.Viewer };
        foreach (var (actor, status) in new[] { (other, 404), (viewer, 403) })
        {
            Assert.Equal(status, (await new CreateAvailability(test.Database).RunAsync(actor, new(kit.Exam.Id, kit.Fields()))).Problem?.Status);
            Assert.Equal(status, (await new EditAvailability(test.Database).RunAsync(actor, new(kit.Hours.Id, kit.Fields()))).Problem?.Status);
            Assert.Equal(status, (await new DeleteAvailability(test.Database).RunAsync(actor, kit.Hours.Id)).Problem?.Status);
            Assert.Equal(status, (await new SetDay(test.Database).RunAsync(actor, new(kit.Clinic.Id, kit.Exam.Id, new(2026, 6, 16)))).Problem?.Status);
            Assert.Equal(403, (await new SetDay(test.Database).RunAsync(actor, new(kit.Clinic.Id, null, new(2026, 6, 16)))).Problem?.Status);
        }
    }

    [Theory, EachDatabase]
    public async Task A_day_is_set_once_and_taken_away_again(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        var set = new SetDay(test.Database);
        await set.RunAsync(kit.Sample.Owner, new(kit.Clinic.Id, kit.Exam.Id, new(2026, 6, 16)));
        var day = (await set.RunAsync(kit.Sample.Owner, new(kit.Clinic.Id, kit.Exam.Id, new(2026, 6, 16), new(14, 0), new(15, 0), "Inventory"))).Value;
        Assert.Equal(kit.First.AddHours(6), (await kit.FreeAsync())[0].StartsAt);
        Assert.Single((await new ListAvailabilities(test.Database).DaysAsync(kit.Sample.Owner, kit.Exam.Id)).Value);
        Assert.Equal("closesAt", (await set.RunAsync(kit.Sample.Owner, new(kit.Clinic.Id, kit.Exam.Id, new(2026, 6, 16), new(14, 0)))).Problem?.Field);
        Assert.True((await new UnsetDay(test.Database).RunAsync(kit.Sample.Owner, day.Id)).Ok);
        Assert.Equal(kit.First, (await kit.FreeAsync())[0].StartsAt);
    }
}
