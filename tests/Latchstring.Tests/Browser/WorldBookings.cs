using Latchstring.Bookings;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Browser;

/// <summary>A booking app in use, of which the owner is a member too, so that each of its pages shows something.</summary>
internal static class WorldBookings
{
    /// <summary>What stands for the ids in the addresses of its pages.</summary>
    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample)
    {
        var (now, id) = (test.Database.Now, sample.Id);
        var app = await sample.AddAsync(new Offering { WorkspaceId = id, Kind = OfferingKind.App, Name = "Studio Mitte", CreatedAt = now });
        await sample.AddAsync(new Resource { WorkspaceId = id, OfferingId = app.Id, Title = "House rules", Url = "https://example.org/rules", CreatedAt = now });
        var people = new List<Person>();
        foreach (var (first, email) in new[] { ("Olga", "olga@example.org"), ("Ben", "ben@example.org"), ("Cleo", "cleo@example.org"), ("Dora", "dora@example.org") })
        {
            var person = await sample.AddAsync(new Person { WorkspaceId = id, Email = email, FirstName = first, LastName = "Beispiel-Mustermann", Segment = Segment.Member, Credits = 4, CreatedAt = now });
            await sample.AddAsync(new Registration { WorkspaceId = id, OfferingId = app.Id, PersonId = person.Id, Source = RegistrationSource.Direct, Status = RegistrationStatus.Registered, CreatedAt = now });
            people.Add(person);
        }
        await test.Database.WriteAsync(id, async db =>
        {
            await db.Offerings.Where(o => o.Id == app.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Registered, people.Count));
            return await db.Accounts.Where(a => a.Id == sample.OwnerAccount.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.PersonId, people[0].Id));
        });
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        async Task<Session> Session(string title, int days, int hour, int? capacity, Segments open = Segments.None, int credits = 1) => (await new CreateSession(test.Database).RunAsync(sample.Owner, new(app.Id,
            new SessionFields(title, today.AddDays(days), new TimeOnly(hour, 30), 60, capacity, credits, open, "Room 2, first floor", "Tess Trainer", "Bring a towel and something to drink.")))).Value;
        var yoga = await Session("Yoga for beginners", 1, 18, 2);
        await Session("Yoga for beginners", 3, 18, 12);
        await Session("Strength and conditioning for people in a hurry", 1, 7, null, credits: 0);
        await Session("Trial hour", 2, 12, 5, Segments.Trial);
        var now2 = await Session("Open gym", 0, Math.Clamp(now.UtcDateTime.Hour, 1, 22), 20, credits: 0);
        var past = await Session("Pilates", -3, 9, 10);
        foreach (var person in people)
            await new BookSession(test.Database).RunAsync(sample.Owner, new(yoga.Id, person.Id));
        foreach (var (person, i) in people.Select((person, i) => (person, i)))
        {
            await sample.AddAsync(new Booking { WorkspaceId = id, SessionId = past.Id, PersonId = person.Id, Since = now.AddDays(-5), Attendance = (Attendance)(i % 3), CreatedAt = now.AddDays(-5) });
            await test.Database.WriteAsync(id, db => db.Sessions.Where(s => s.Id == past.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Booked, s => s.Booked + 1)));
        }
        await new BookSession(test.Database).RunAsync(sample.Owner, new(now2.Id, people[1].Id));
        await using var db = test.Database.Read(id);
        var mine = await db.Bookings.SingleAsync(b => b.SessionId == yoga.Id && b.PersonId == people[0].Id);
        return [("sessions", yoga.Id.ToString()), ("bookings", mine.Id.ToString())];
    }
}
