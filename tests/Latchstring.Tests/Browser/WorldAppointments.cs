using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

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
        // Not tomorrow: whatever the hour is, this slot lies ahead. A Monday to Friday.
        var day = Enumerable.Range(2, 4).Select(today.AddDays).First(one => one.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        var at = Days.At(day, new(9, 0), TimeZoneInfo.FindSystemTimeZoneById(place.Location.TimeZone));
        await using var verbs = new Verbs(test);
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(exam.Id, null, 30));
        var hold = (await new HoldSlot(test.Database, new SeeSlots(test.Database)).RunAsync(sample.Id, new(exam.Id, place.Location.Id, at, AccessCode.IdOf(batch.Id, 1)))).Value;
        await using var db = test.Database.Read(sample.Id);
        var owner = (await db.Accounts.SingleAsync(a => a.Id == sample.OwnerAccount.Id)).PersonId!.Value;
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[1], owner)).Ok);
        var mine = (await new BookSlot(test.Database).RunAsync(sample.Owner, new(exam.Id, place.Location.Id, at, owner))).Value;
        return
        [
            ("offerings:availability", exam.Id.ToString()), ("offerings:registration", exam.Id.ToString()), ("i:{hold:guid}", texts[0]), ("codes:booking", AccessCode.IdOf(batch.Id, 1).ToString()), ("book", hold.Id.ToString()),
            ("bookings:{id:guid}", mine.Id.ToString()), ("bookings:move", mine.Id.ToString()), ("bookings:payment", mine.Id.ToString()),
        ];
    }
}
