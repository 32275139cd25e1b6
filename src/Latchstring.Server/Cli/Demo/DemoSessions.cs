using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Cli.Demo;

/// <summary>Three weeks of a studio behind us and four ahead: weekly sessions, who came, one that is full with people waiting, and a member who can sign in.</summary>
internal sealed class DemoSessions(Database database, DemoClock clock, Actor actor, Guid location)
{
    public const string Member = "mia@demo.test";

    private static readonly (string Title, Weekdays Days, TimeOnly At, int Minutes, int? Seats, int Credits, Segments For, string Trainer, string Place)[] Week =
    [
        ("Yoga flow", Weekdays.Tuesday | Weekdays.Thursday, new(18, 0), 60, 12, 1, Segments.None, "Tess Trainer", "Room 2"),
        ("Strength basics", Weekdays.Monday | Weekdays.Wednesday | Weekdays.Friday, new(7, 0), 45, 10, 1, Segments.None, "Jonas Kraft", "Room 1"),
        ("Saturday spinning", Weekdays.Saturday, new(10, 0), 50, 6, 1, Segments.None, "Amélie Roux", "Room 3"),
        ("Open gym", Weekdays.Sunday, new(9, 0), 180, null, 0, Segments.None, "", "Main floor"),
        ("Trial hour", Weekdays.Wednesday, new(17, 0), 60, 8, 0, Segments.Trial | Segments.Prospect, "Tess Trainer", "Room 1"),
    ];

    // Always the same weeks, so that two people talk about the same demo.
    private readonly Random _random = new(7);

    public async Task RunAsync()
    {
        clock.GoTo(25);
        Offering app;
        await using (var db = database.Read(actor.WorkspaceId))
            app = await db.Offerings.SingleAsync(o => o.LocationId == location);
        foreach (var (title, url) in new[] { ("House rules", "https://example.org/studio/rules"), ("Warm-up in ten minutes (video)", "https://example.org/studio/warm-up"), ("Training plan for beginners", "https://example.org/studio/plan") })
            _ = (await new AddResource(database).RunAsync(actor, new(app.Id, title, url))).Value;
        var mia = (await new CreatePerson(database).RunAsync(actor, new PersonFields(Member, "Mia", "Member", "+49 171 3920099", "SM-1999", "en", Segment: Segment.Member, LocationId: location, Credits: 12))).Value;
        await DemoStaff.AddParticipantAsync(database, mia);
        var members = await RegisterAsync(app.Id, mia);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var today = Days.Of(clock.Present, zone);
        var sessions = new List<Session>();
        foreach (var (title, days, at, minutes, seats, credits, open, trainer, place) in Week)
        {
            var made = await new CreateSeries(database).RunAsync(actor, new(app.Id, new SessionFields(title, today.AddDays(-21), at, minutes, seats, credits, open, place, trainer), days, today.AddDays(28)));
            sessions.AddRange(made.Value.Sessions);
        }
        foreach (var session in sessions.OrderBy(s => s.StartsAt).Where(s => s.StartsAt < clock.Present.AddDays(9)))
            await FillAsync(session, mia, members);
        clock.Now = clock.Present;
        // What people are told of all this left long ago.
        await database.WriteAsync(actor.WorkspaceId, db => db.Bookings.ExecuteUpdateAsync(set => set.SetProperty(b => b.Notice, (BookingNotice?)null)));
    }

    /// <summary>Two thirds of those who may have come in already.</summary>
    private Task<List<Person>> RegisterAsync(Guid app, Person mia) => database.WriteAsync(actor.WorkspaceId, async db =>
    {
        var people = await db.People.Where(p => p.LocationId == location && p.Email != null && (p.Segment == Segment.Member || p.Segment == Segment.Trial)).OrderBy(p => p.Id).ToListAsync();
        var members = people.Where((p, i) => p.Id == mia.Id || i % 3 != 2).ToList();
        foreach (var person in members)
            db.Add(new Registration { WorkspaceId = db.WorkspaceId, OfferingId = app, PersonId = person.Id, Source = RegistrationSource.Direct, Status = RegistrationStatus.Registered, CreatedAt = clock.Now });
        await db.SaveChangesAsync();
        await db.Offerings.Where(o => o.Id == app).ExecuteUpdateAsync(set => set.SetProperty(o => o.Registered, o => o.Registered + members.Count));
        return members;
    });

    private async Task FillAsync(Session session, Person mia, List<Person> members)
    {
        var spinning = session.Title == "Saturday spinning";
        var wanted = spinning ? 9 : 3 + _random.Next(6);
        var guests = members.Where(p => p.Id != mia.Id && p.Membership == Membership.Active && (p.Credits is null || !spinning)).OrderBy(_ => _random.Next()).Take(wanted).ToList();
        if (session.Title == "Yoga flow" || (spinning && session.StartsAt > clock.Present))
            guests.Insert(spinning ? guests.Count : 0, mia);
        var minute = 0;
        foreach (var person in guests)
        {
            clock.Now = Earlier(session.StartsAt.AddDays(-1).AddMinutes(minute++), clock.Present);
            // Who may not, or has spent all credits, hears so; in a demo too.
            var booked = await new BookSession(database).RunAsync(actor, new(session.Id, person.Id));
            if (booked is { Ok: true, Value.Status: BookingStatus.Booked } && session.EndsAt < clock.Present)
            {
                clock.Now = session.EndsAt.AddMinutes(5);
                await new MarkAttendance(database).RunAsync(actor, new MarkAttendance.Input(booked.Value.Id, _random.Next(8) == 0 ? Attendance.Absent : Attendance.Present));
            }
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
