using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.People;
using Latchstring.Redemptions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Server.Cli.Demo;

/// <summary>Six weeks of a course provider's life, done with the real verbs: batches in every naming, redemptions day by day, some taken back or switched off.</summary>
internal sealed class DemoWeeks(Database database, DemoClock clock, Actor actor, DemoCourses courses) : IDisposable
{
    private sealed record Stock(CodeBatch Batch, Naming Naming, string? Name, int Uses)
    {
        public int Taken { get; set; }
    }

    private readonly JobQueue _jobs = new();
    private readonly List<Stock> _stock = [];
    // Always the same weeks, so that two people talk about the same demo.
    private readonly Random _random = new(20);
    private int _people;

    public async Task RunAsync()
    {
        await using var redeem = new RedeemCode(database, NullLogger<RedeemCode>.Instance);
        for (var day = 42; day >= 0; day--)
        {
            clock.GoTo(day);
            await IssueAsync(day);
            await RedeemAsync(redeem, day);
            if (day == 20)
                await TakeBackAsync();
            if (day == 12)
                await SwitchOffAsync();
        }
        clock.Now = clock.Present;
    }

    public void Dispose() => _jobs.Dispose();

    private async Task IssueAsync(int day)
    {
        var algebra = courses.Algebra.Id;
        NewBatch? batch = day switch
        {
            42 => new(algebra, null, 250, PriceId: courses.Partner.Id, ValidTill: In(60), Note: "Spring campaign, bookshop partners"),
            35 => new(courses.Watercolour.Id, null, 120, Naming.NamePlusRandom, "AQUA", ValidTill: In(-3), Note: "Library fair, given out on paper"),
            30 => new(courses.FirstAid.Id, null, 1, Naming.NamePlusRandom, "TEAM", Usage.Multiple, 20, ValidTill: In(9), Note: "Fire brigade: one code for the team"),
            28 => new(algebra, null, 30, Naming.Sequential, "MATHS", AcceptGuessable: true, Note: "Classroom 4b, handed out by the teacher"),
            20 => new(null, courses.Bundle.Id, 80, ValidTill: In(6), Note: "Welcome box"),
            14 => new(courses.Watercolour.Id, null, 1, Naming.NamePlusRandom, "HELLO", Usage.Multiple, null, true, Note: "Newsletter readers"),
            6 => new(courses.Safety.Id, null, 500, Note: "Staff of the town hall"),
            2 => new(courses.Watercolour.Id, null, 40, ValidFrom: In(14), ValidTill: In(200), Note: "Summer term, opens later"),
            _ => null,
        };
        if (batch is null)
            return;
        var made = (await new IssueCodes(database, _jobs).RunAsync(actor, batch)).Value;
        _stock.Add(new Stock(made, batch.Naming, batch.CustomName, batch.Usage == Usage.Single ? 1 : batch.MaxUses ?? 1000));
        if (day == 6)
            _ = (await new HandOutCodes(database, _jobs).RunAsync(actor, new("Shop of the town hall", new CodeFilter(BatchId: made.Id)))).Value;
    }

    private async Task RedeemAsync(RedeemCode redeem, int day)
    {
        var weekend = clock.Now.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var hours = Enumerable.Range(0, Next(weekend ? 3 : 9)).Select(_ => 7 + Next(13) + _random.NextDouble()).Order().ToList();
        foreach (var hour in hours)
        {
            clock.GoTo(day, hour);
            var open = _stock.Where(s => s.Taken < s.Batch.Quantity * s.Uses * 0.8 && clock.Now < (s.Batch.ValidTill ?? DateTimeOffset.MaxValue) && clock.Now >= (s.Batch.ValidFrom ?? DateTimeOffset.MinValue)).ToList();
            if (open.Count == 0)
                continue;
            var stock = open[Next(open.Count)];
            var number = stock.Uses > 1 ? 1 : stock.Taken + 1;
            stock.Taken++;
            var person = await PersonAsync();
            var text = CodeBatch.TextOf(database.Keys.Of(actor.WorkspaceId), stock.Batch.Id, stock.Naming, stock.Name, stock.Batch.FirstInSequence, number);
            _ = (await redeem.RunAsync(Actor.Guest(actor.WorkspaceId, person.Email!), text, person.Id)).Value;
        }
    }

    private async Task<Person> PersonAsync()
    {
        var fields = _people == 0 ? new PersonFields(DemoStaff.Participant, "Pia", "Participant", Locale: "en") : DemoPeople.Number(_people);
        var person = (await new CreatePerson(database).RunAsync(Actor.System(actor.WorkspaceId), fields)).Value;
        if (_people++ == 0)
            await DemoStaff.AddParticipantAsync(database, person);
        return person;
    }

    private async Task TakeBackAsync()
    {
        await using var db = database.Read(actor.WorkspaceId);
        var last = db.Redemptions.OrderByDescending(r => r.Id).Select(r => r.Id).First();
        _ = (await new ReverseRedemption(database).RunAsync(actor, new(last, "Signed up for the wrong course"))).Value;
    }

    private async Task SwitchOffAsync()
    {
        var change = new ChangeCodes(database, _jobs);
        IReadOnlyCollection<Guid> Numbers(int batch, int from, int count) => [.. Enumerable.Range(from, count).Select(n => AccessCode.IdOf(_stock[batch].Batch.Id, n))];
        await change.RunAsync(actor, new CodesToChange(CodeChange.Deactivate, Numbers(0, 230, 12)));
        await change.RunAsync(actor, new CodesToChange(CodeChange.Archive, Numbers(0, 242, 5)));
        await change.RunAsync(actor, new CodesToChange(CodeChange.Delete, Numbers(0, 230, 2)));
    }

    /// <summary>Midnight, so many days ahead, in the zone of a new workspace.</summary>
    private DateTimeOffset In(int days)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        return Days.StartOf(Days.Of(clock.Present.AddDays(days), zone), zone);
    }

    private int Next(int below) => _random.Next(below);
}
