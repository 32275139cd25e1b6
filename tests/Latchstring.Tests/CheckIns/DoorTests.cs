using Latchstring.CheckIns;
using Latchstring.Codes;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.CheckIns;

public class DoorTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.81")]
    public async Task A_scan_makes_a_guest_present_once_and_says_so_the_second_time(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 2);
        var first = await kit.ScanAsync(kit.TicketOf(kit.Guests[0]));
        Assert.Equal((CheckInOutcome.Entered, "Gina Guest 0000"), (first.Outcome, first.Name));
        test.Clock.Now += TimeSpan.FromMinutes(5);
        var second = await kit.ScanAsync(kit.TicketOf(kit.Guests[0]).ToLowerInvariant(), "South door");
        Assert.Equal((CheckInOutcome.Again, first.FirstAt), (second.Outcome, second.FirstAt));
        Assert.Equal(new DoorCounts(2, 1, 0), (await kit.See.CountsAsync(kit.Sample.Owner, kit.Event.Id)).Value);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "registration.checked_in" && e.SubjectId == kit.Guests[0].PersonId));
        Assert.Equal(2, await db.CheckIns.CountAsync());
    }

    [Theory, EachDatabase]
    public async Task A_scan_that_is_sent_twice_counts_once(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        var id = Guid.CreateVersion7();
        var ticket = kit.TicketOf(kit.Guests[0]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => kit.ScanAsync(ticket, id: id)));
        Assert.All(answers, answer => Assert.Equal(CheckInOutcome.Entered, answer.Outcome));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(1, await db.CheckIns.CountAsync());
    }

    [Theory, EachDatabase]
    public async Task Who_has_no_place_does_not_come_in(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 2);
        Assert.Equal(CheckInOutcome.Unknown, (await kit.ScanAsync("no such ticket")).Outcome);
        Assert.Equal(CheckInOutcome.Unknown, (await kit.ScanAsync(null)).Outcome);
        var forged = kit.TicketOf(kit.Guests[0])[..^1] + (kit.TicketOf(kit.Guests[0])[^1] == '0' ? '1' : '0');
        Assert.Equal(CheckInOutcome.Unknown, (await kit.ScanAsync(forged)).Outcome);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        Assert.Equal(CheckInOutcome.Unknown, (await kit.ScanAsync(SignedId.Of(test.Database.Keys, SignedId.Ticket, other.Id, kit.Guests[0].Id))).Outcome);
        await kit.Sample.AddPersonAsync("stranger@example.org", "Sam", "Stranger");
        Assert.Equal((CheckInOutcome.NotRegistered, "Sam Stranger"), await kit.ScanAsync("Stranger@Example.org") is var said ? (said.Outcome, said.Name) : default);
        Assert.True((await new CancelRegistration(test.Database).RunAsync(kit.Sample.Owner, new(kit.Guests[1].Id))).Ok);
        Assert.Equal(CheckInOutcome.NotRegistered, (await kit.ScanAsync(kit.TicketOf(kit.Guests[1]))).Outcome);
        Assert.Null((await kit.ReadAsync(kit.Guests[1])).CheckedInAt);
        Assert.Equal(CheckInOutcome.Entered, (await kit.ScanAsync("guest0@example.org")).Outcome);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.81")]
    public async Task A_badge_of_another_event_registers_its_holder_only_where_that_is_allowed(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 3);
        var small = await DoorKit.AddEventAsync(test, kit.Sample, "Dinner", capacity: 2);
        Task<Scanned> AtDinner(Registration guest) => ScanAtAsync(kit, small.Id, guest);
        Assert.Equal(CheckInOutcome.OtherEvent, (await AtDinner(kit.Guests[0])).Outcome);
        await kit.Sample.AddAsync(new PartnerSettings { WorkspaceId = kit.Sample.Id, OfferingId = small.Id, OtherBadges = true });
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AtDinner(kit.Guests[0])));
        Assert.Equal(1, together.Count(one => one.Outcome == CheckInOutcome.Entered));
        Assert.Equal(3, together.Count(one => one.Outcome == CheckInOutcome.Again));
        Assert.Equal(CheckInOutcome.Entered, (await AtDinner(kit.Guests[1])).Outcome);
        Assert.Equal(CheckInOutcome.Full, (await AtDinner(kit.Guests[2])).Outcome);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(2, await db.Registrations.CountAsync(r => r.OfferingId == small.Id && r.Status == RegistrationStatus.Registered && r.CheckedInAt != null));
        Assert.Equal(2, (await db.Offerings.SingleAsync(o => o.Id == small.Id)).Registered);
    }

    [Theory, EachDatabase]
    public async Task Devices_without_network_let_in_and_the_lists_agree_afterwards(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 3);
        var before = test.Database.Now;
        test.Clock.Now += TimeSpan.FromMinutes(10);
        Assert.Equal(CheckInOutcome.Entered, (await kit.ScanAsync(kit.TicketOf(kit.Guests[0]))).Outcome);
        // The other door was offline: it let the same guest in earlier, and one more.
        var late = (await kit.Door.RunAsync(kit.Sample.Owner, new(kit.Event.Id, "South door", [kit.ScanOf(kit.Guests[0], before.AddMinutes(2), letIn: true), kit.ScanOf(kit.Guests[1], before.AddMinutes(3), letIn: true)]))).Value;
        Assert.Equal([CheckInOutcome.Twice, CheckInOutcome.Entered], late.Select(one => one.Outcome));
        Assert.Equal(before.AddMinutes(2), (await kit.ReadAsync(kit.Guests[0])).CheckedInAt);
        Assert.Equal(new DoorCounts(3, 2, 1), (await kit.See.CountsAsync(kit.Sample.Owner, kit.Event.Id)).Value);
        var conflicts = (await kit.See.ScansAsync(kit.Sample.Owner, kit.Event.Id, conflicts: true, new())).Value.Items;
        Assert.Equal(("Gina Guest 0000", "South door"), (Assert.Single(conflicts).Name, conflicts[0].Device));
    }

    [Theory, EachDatabase]
    public async Task A_clock_that_runs_fast_does_not_date_an_entry_into_the_future(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        await kit.Door.RunAsync(kit.Sample.Owner, new(kit.Event.Id, "Fast", [kit.ScanOf(kit.Guests[0], test.Database.Now.AddDays(3))]));
        Assert.Equal(test.Database.Now, (await kit.ReadAsync(kit.Guests[0])).CheckedInAt);
    }

    [Theory, EachDatabase]
    public async Task An_entry_can_be_taken_back_and_the_guest_comes_in_again(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        await kit.ScanAsync(kit.TicketOf(kit.Guests[0]));
        Assert.True((await kit.Door.UndoAsync(kit.Sample.Owner, kit.Event.Id, kit.Guests[0].Id)).Ok);
        Assert.Equal(0, (await kit.See.CountsAsync(kit.Sample.Owner, kit.Event.Id)).Value.Present);
        Assert.Equal(CheckInOutcome.Entered, (await kit.ScanAsync(kit.TicketOf(kit.Guests[0]))).Outcome);
        Assert.Equal(404, (await kit.Door.UndoAsync(kit.Sample.Owner, kit.Event.Id, Guid.NewGuid())).Problem?.Status);
    }

    [Theory, EachDatabase]
    public async Task Only_staff_who_reach_the_event_open_its_door(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        CheckInGuests.Input input = new(kit.Event.Id, "Door", [kit.ScanOf(kit.Guests[0])]);
        Assert.Equal(403, (await kit.Door.RunAsync(kit.Sample.Staff(Permission.Viewer), input)).Problem?.Status);
        Assert.Equal(404, (await kit.Door.RunAsync(kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id), input)).Problem?.Status);
        Assert.Equal(403, (await kit.See.OfflineAsync(kit.Sample.Staff(Permission.Viewer), kit.Event.Id)).Problem?.Status);
        Assert.Equal("device", (await kit.Door.RunAsync(kit.Sample.Owner, input with { Device = " " })).Problem?.Field);
        Assert.Equal("scans", (await kit.Door.RunAsync(kit.Sample.Owner, input with { Scans = [] })).Problem?.Field);
        Assert.Equal(404, (await kit.Door.RunAsync(kit.Sample.Owner, input with { OfferingId = kit.Sample.Course.Id })).Problem?.Status);
    }

    [Theory, EachDatabase]
    public async Task What_a_device_keeps_tells_tickets_apart_and_makes_none(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 20);
        await kit.ScanAsync(kit.TicketOf(kit.Guests[3]));
        var kept = (await kit.See.OfflineAsync(kit.Sample.Owner, kit.Event.Id)).Value;
        Assert.Equal(20, kept.Select(one => one.Ticket).Distinct().Count());
        Assert.Equal("Gina Guest 0003", Assert.Single(kept, one => one.IsIn).Name);
        Assert.DoesNotContain(kit.Guests, guest => kept.Any(one => kit.TicketOf(guest).Contains(one.Ticket, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>LATCHSTRING_DOOR_GUESTS=5000 for the whole size.</summary>
    [Theory, EachDatabase]
    public async Task Ten_devices_two_of_them_offline_count_each_guest_once(TestDatabase test)
    {
        var size = int.TryParse(Environment.GetEnvironmentVariable("LATCHSTRING_DOOR_GUESTS"), out var given) ? given : 400;
        var kit = await DoorKit.CreateAsync(test, size);
        var random = new Random(7);
        var start = test.Database.Now;
        test.Clock.Now += TimeSpan.FromMinutes(10);
        // Every guest comes once; one in twenty shows the same ticket at a second door.
        var shown = kit.Guests.Concat(kit.Guests.Where(_ => random.Next(20) == 0)).OrderBy(_ => random.Next()).Select((guest, i) => (guest, Device: i % 10, At: start.AddSeconds(random.Next(600)))).ToList();
        var seen = new HashSet<(int, Guid)>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async device =>
        {
            var offline = device < 2;
            var scans = shown.Where(one => one.Device == device).Select(one => kit.ScanOf(one.guest, one.At, offline && Knows(device, one.guest.Id))).ToList();
            foreach (var some in scans.Chunk(offline ? 200 : 5))
            {
                // A device that heard no answer sends again.
                for (var again = 0; again < 2; again++)
                    Assert.True((await kit.Door.RunAsync(kit.Sample.Owner, new(kit.Event.Id, $"Door {device}", some))).Ok);
            }
        }));
        var counts = (await kit.See.CountsAsync(kit.Sample.Owner, kit.Event.Id)).Value;
        Assert.Equal((size, size), (counts.Registered, counts.Present));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(size, await db.CheckIns.CountAsync(c => c.Outcome == CheckInOutcome.Entered));
        Assert.Equal(shown.Count, await db.CheckIns.CountAsync());
        Assert.Equal(shown.Count - size, await db.CheckIns.CountAsync(c => c.Outcome == CheckInOutcome.Again || c.Outcome == CheckInOutcome.Twice));
        Assert.Equal(await db.CheckIns.CountAsync(c => c.Outcome == CheckInOutcome.Twice), (await kit.See.CountScansAsync(kit.Sample.Owner, kit.Event.Id, conflicts: true)).Rows);
        Assert.Equal(size, await db.AuditEntries.CountAsync(e => e.Action == "registration.checked_in"));

        bool Knows(int device, Guid guest)
        {
            lock (seen)
                return seen.Add((device, guest));
        }
    }

    private static async Task<Scanned> ScanAtAsync(DoorKit kit, Guid offering, Registration guest) => (await kit.Door.RunAsync(kit.Sample.Owner, new(offering, "Dinner door", [kit.ScanOf(guest)]))).Value[0];
}
