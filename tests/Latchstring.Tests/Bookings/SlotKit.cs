using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.Tests.Support;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>A clinic with an examination, open every day from 08:00 to 10:00, an hour each. The clock of tests shows Monday, 15 June 2026, noon.</summary>
internal sealed class SlotKit(TestDatabase test, SampleWorkspace sample, Offering exam, Location clinic)
{
    public SampleWorkspace Sample => sample;
    public Offering Exam => exam;
    public Location Clinic => clinic;
    public Guid Id => sample.Id;
    public TestDatabase Test => test;
    public Database Database => test.Database;
    public Availability Hours { get; private set; } = null!;

    /// <summary>Tuesday, 16 June, 08:00 in Berlin.</summary>
    public DateTimeOffset First { get; } = new(2026, 6, 16, 6, 0, 0, TimeSpan.Zero);

    public static async Task<SlotKit> CreateAsync(TestDatabase test, int places = 1, long? price = null)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var clinic = (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Clinic", "Europe/Berlin", new(8, 0), new(16, 0), SupportContact: "desk@clinic.test"))).Value.Location;
        var exam = await sample.AddAsync(new Offering { WorkspaceId = sample.Id, Kind = OfferingKind.Appointment, Name = "Check-up", PriceAmount = price, PriceCurrency = price is null ? null : "EUR", CreatedAt = test.Database.Now });
        var kit = new SlotKit(test, sample, exam, clinic);
        var made = await new CreateAvailability(test.Database).RunAsync(sample.Owner, new(exam.Id, kit.Fields(places)));
        Assert.True(made.Ok, made.Problem?.English);
        kit.Hours = made.Value;
        return kit;
    }

    public AvailabilityFields Fields(int places = 1) => new(clinic.Id, (Weekdays)127, new(8, 0), new(10, 0), 60, null, places);

    public Task<Result<Hold>> HoldAsync(DateTimeOffset? at = null, Guid? code = null, Database? node = null, Guid? instead = null) =>
        new HoldSlot(node ?? Database, new SeeSlots(node ?? Database)).RunAsync(Id, new(exam.Id, clinic.Id, at ?? First, code, instead));

    public async Task<Hold> HeldAsync(DateTimeOffset? at = null, Guid? code = null)
    {
        var held = await HoldAsync(at, code);
        Assert.True(held.Ok, held.Problem?.English);
        return held.Value;
    }

    public async Task<IReadOnlyList<FreeSlot>> FreeAsync() => await new SeeSlots(Database).NextAsync(Id, exam.Id, clinic.Id, null, 3);

    public async Task<Session?> SessionAsync(DateTimeOffset? at = null)
    {
        await using var db = Database.Read(Id);
        return await db.Sessions.SingleOrDefaultAsync(s => s.OfferingId == exam.Id && s.StartsAt == (at ?? First));
    }

    public async Task<(CodeBatch Batch, string[] Texts)> CodesAsync(Verbs verbs, int quantity = 1, int maxUses = 1) =>
        await verbs.IssueAsync(sample.Owner, maxUses == 1 ? new NewBatch(exam.Id, null, quantity) : new NewBatch(exam.Id, null, quantity, Usage: Usage.Multiple, MaxUses: maxUses));

    /// <summary>The six digits of the last mail to an address.</summary>
    public async Task<string> DigitsAsync(string email)
    {
        await using var db = Database.Read(Id);
        var message = await db.Messages.Where(m => m.Address == email && m.Type == Latchstring.Sending.TemplateType.EmailProof).OrderByDescending(m => m.Id).FirstAsync();
        return System.Text.RegularExpressions.Regex.Match(Latchstring.Sending.ComposeMails.Open(Database.Keys.Of(Id), message.SealedMail!).Text, @"^\d{6}$", System.Text.RegularExpressions.RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Value;
    }

    public Task AssertInvariantsAsync() => Invariants.AssertAsync(Database, Id);
}
