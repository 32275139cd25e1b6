using Latchstring.CheckIns;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Browser;

/// <summary>An event whose door is open: guests, one of them in, one let in twice.</summary>
internal static class WorldEvents
{
    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample)
    {
        var (id, now) = (sample.Id, test.Database.Now);
        var gala = await sample.AddAsync(new Offering { WorkspaceId = id, Kind = OfferingKind.Event, Name = "Harbour conference of all the trades of the northern coast", Venue = "Pier 7, Hamburg", StartsAt = now.AddHours(1), EndsAt = now.AddHours(9), Registered = 3, CreatedAt = now });
        var guests = new List<Registration>();
        foreach (var (first, last) in new[] { ("Gina", "Guest"), ("Bartholomäus-Emanuel", "Freiherr von Schwarzenfels-Hohenstein"), ("Wei", "Li") })
        {
            var person = await sample.AddPersonAsync($"{first.ToLowerInvariant()}@harbour.example", first, last);
            guests.Add(await sample.AddAsync(new Registration { WorkspaceId = id, OfferingId = gala.Id, PersonId = person.Id, Source = RegistrationSource.Partner, Status = RegistrationStatus.Registered, CompanionOf = guests.Count == 2 ? guests[0].Id : null, CreatedAt = now }));
        }
        string Ticket(Registration guest) => SignedId.Of(test.Database.Keys, SignedId.Ticket, id, guest.Id);
        var door = new CheckInGuests(test.Database);
        await door.RunAsync(sample.Owner, new(gala.Id, "North door", [new Scan(Guid.CreateVersion7(), Ticket(guests[1]), now)]));
        await door.RunAsync(sample.Owner, new(gala.Id, "South door", [new Scan(Guid.CreateVersion7(), Ticket(guests[1]), now, LetIn: true), new Scan(Guid.CreateVersion7(), "nobody", now)]));
        return [("offerings:check-in", $"{gala.Id}"), ("offerings:door", $"{gala.Id}"), ("ticket", Ticket(guests[0]))];
    }
}
