using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>A workspace with a booking app, its members and sessions.</summary>
internal sealed class BookingKit(TestDatabase test, SampleWorkspace sample, Offering app)
{
    public SampleWorkspace Sample => sample;
    public Offering App => app;
    public Guid Id => sample.Id;
    public Database Database => test.Database;

    public static async Task<BookingKit> CreateAsync(TestDatabase test, string? zone = null)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var studio = await sample.AddAsync(new Location { WorkspaceId = sample.Id, Name = "Studio", TimeZone = zone ?? "Europe/Berlin", SupportContact = "desk@studio.test", CreatedAt = test.Database.Now });
        var app = await sample.AddAsync(new Offering { WorkspaceId = sample.Id, Kind = OfferingKind.App, Name = "Studio app", LocationId = studio.Id, CreatedAt = test.Database.Now });
        return new BookingKit(test, sample, app);
    }

    public async Task<Person> MemberAsync(string name, int? credits = null, Segment segment = Segment.Member, Membership membership = Membership.Active, bool registered = true, DateTimeOffset? until = null)
    {
        var person = await sample.AddAsync(new Person { WorkspaceId = Id, Email = $"{name.ToLowerInvariant()}@example.org", FirstName = name, Segment = segment, Membership = membership, Credits = credits, CreatedAt = test.Database.Now });
        if (registered)
        {
            await sample.AddAsync(new Registration { WorkspaceId = Id, OfferingId = app.Id, PersonId = person.Id, Source = RegistrationSource.Direct, Status = RegistrationStatus.Registered, AccessUntil = until, CreatedAt = test.Database.Now });
            await Database.WriteAsync(Id, db => db.Offerings.Where(o => o.Id == app.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Registered, o => o.Registered + 1)));
        }
        return person;
    }

    /// <summary>Of 16 June 2026 at 18:00 in the studio, unless said otherwise; the clock of tests shows 15 June, noon.</summary>
    public async Task<Session> SessionAsync(int? capacity = 10, int credits = 0, Segments openTo = Segments.None, int days = 1, string title = "Yoga")
    {
        var made = await new CreateSession(Database).RunAsync(sample.Owner, new(app.Id, Fields(title, capacity, credits, openTo, days)));
        Assert.True(made.Ok, made.Problem?.English);
        return made.Value;
    }

    public SessionFields Fields(string title = "Yoga", int? capacity = 10, int credits = 0, Segments openTo = Segments.None, int days = 1) =>
        new(title, DateOnly.FromDateTime(test.Database.Now.UtcDateTime).AddDays(days), new TimeOnly(18, 0), 60, capacity, credits, openTo);

    public Task<Result<Booking>> BookAsync(Session session, Person person, bool wait = true, Actor? actor = null) => new BookSession(Database).RunAsync(actor ?? sample.Owner, new(session.Id, person.Id, wait));

    public async Task<Booking> BookedAsync(Session session, Person person)
    {
        var booked = await BookAsync(session, person);
        Assert.True(booked.Ok, booked.Problem?.English);
        return booked.Value;
    }

    public Task<Result<Booking>> CancelAsync(Booking booking) => new CancelBooking(Database).RunAsync(sample.Owner, booking.Id);

    public async Task<Session> NowAsync(Session session)
    {
        await using var db = Database.Read(Id);
        return await db.Sessions.SingleAsync(s => s.Id == session.Id);
    }

    public async Task<BookingStatus?> StatusAsync(Session session, Person person)
    {
        await using var db = Database.Read(Id);
        return (await db.Bookings.SingleOrDefaultAsync(b => b.SessionId == session.Id && b.PersonId == person.Id))?.Status;
    }

    public async Task<int?> CreditsAsync(Person person)
    {
        await using var db = Database.Read(Id);
        return (await db.People.SingleAsync(p => p.Id == person.Id)).Credits;
    }

    public Task AssertInvariantsAsync() => Invariants.AssertAsync(Database, Id);
}
