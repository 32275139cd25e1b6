using Latchstring.Bookings;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Browser;

/// <summary>An examination that can be had at a location by appointment.</summary>
internal static class WorldAppointments
{
    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample, LocationView place)
    {
        var now = test.Database.Now;
        var exam = await sample.AddAsync(new Offering { WorkspaceId = sample.Id, Kind = OfferingKind.Appointment, Name = "Executive health check", Description = "Two hours with a doctor, fasting.", PriceAmount = 45_000, PriceCurrency = "EUR", CreatedAt = now });
        var create = new CreateAvailability(test.Database);
        Assert.True((await create.RunAsync(sample.Owner, new(exam.Id, new(place.Location.Id, (Weekdays)31, new(8, 0), new(12, 0), 60, null, 2)))).Ok);
        Assert.True((await create.RunAsync(sample.Owner, new(exam.Id, new(place.Location.Id, Weekdays.Tuesday | Weekdays.Thursday, new(14, 0), new(18, 0), 45, 60)))).Ok);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await new SetDay(test.Database).RunAsync(sample.Owner, new(place.Location.Id, null, today.AddDays(8), Note: "Staff outing"));
        return [("offerings:availability", exam.Id.ToString())];
    }
}
