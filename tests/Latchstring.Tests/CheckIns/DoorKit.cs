using Latchstring.CheckIns;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.CheckIns;

/// <summary>An event with guests, their tickets, and devices at its doors.</summary>
internal sealed class DoorKit
{
    public required TestDatabase Test { get; init; }
    public required SampleWorkspace Sample { get; init; }
    public required Offering Event { get; init; }
    public List<Registration> Guests { get; } = [];

    public CheckInGuests Door => new(Test.Database);
    public SeeDoor See => new(Test.Database);

    public static async Task<DoorKit> CreateAsync(TestDatabase test, int guests, int? capacity = null)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var kit = new DoorKit { Test = test, Sample = sample, Event = await AddEventAsync(test, sample, "Harbour conference", guests, capacity) };
        for (var i = 0; i < guests; i++)
            kit.Guests.Add(Place(kit, Guid.CreateVersion7(), kit.Event.Id));
        await test.Database.WriteAsync(sample.Id, async db =>
        {
            db.AddRange(kit.Guests.Select((guest, i) => new Latchstring.People.Person { WorkspaceId = sample.Id, Id = guest.PersonId, Email = $"guest{i}@example.org", FirstName = "Gina", LastName = $"Guest {i:0000}", CreatedAt = test.Database.Now }));
            db.AddRange(kit.Guests);
            return await db.SaveChangesAsync();
        });
        return kit;
    }

    public static Task<Offering> AddEventAsync(TestDatabase test, SampleWorkspace sample, string name, int registered = 0, int? capacity = null) => sample.AddAsync(new Offering
    {
        WorkspaceId = sample.Id, Kind = OfferingKind.Event, Name = name, Venue = "Pier 7", StartsAt = test.Database.Now.AddHours(1), EndsAt = test.Database.Now.AddHours(9), Registered = registered, Capacity = capacity, CreatedAt = test.Database.Now,
    });

    public string TicketOf(Registration guest) => SignedId.Of(Test.Database.Keys, SignedId.Ticket, Sample.Id, guest.Id);

    public Scan ScanOf(Registration guest, DateTimeOffset? at = null, bool letIn = false) => new(Guid.CreateVersion7(), TicketOf(guest), at ?? Test.Database.Now, letIn);

    public async Task<Scanned> ScanAsync(string? text, string device = "North door", Guid? id = null) =>
        (await Door.RunAsync(Sample.Owner, new(Event.Id, device, [new Scan(id ?? Guid.CreateVersion7(), text, Test.Database.Now)]))).Value[0];

    public async Task<Registration> ReadAsync(Registration guest)
    {
        await using var db = Test.Database.Read(Sample.Id);
        return await db.Registrations.SingleAsync(r => r.Id == guest.Id);
    }

    private static Registration Place(DoorKit kit, Guid person, Guid offering) => new()
    {
        WorkspaceId = kit.Sample.Id, OfferingId = offering, PersonId = person, Source = RegistrationSource.Partner, Status = RegistrationStatus.Registered, CreatedAt = kit.Test.Database.Now,
    };
}
