using Latchstring.Agreements;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Redemptions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Server.Cli.Demo;

/// <summary>A corporate client with a contract for two check-ups in a clinic, prices by department, participants, and codes of which some were used.</summary>
internal sealed class DemoContracts(Database database, DemoClock clock, Actor actor)
{
    private static readonly (string First, string Last, string Department)[] Staff =
    [
        ("Astrid", "Aalto", "Management"), ("Bruno", "Berg", "Sales"), ("Clara", "Conti", "Sales"), ("David", "Dahl", "Production"), ("Elif", "Ersoy", "Management"), ("Frieda", "Falk", "Production"),
        ("Goran", "Gashi", "Sales"), ("Hanne", "Holm", "Production"),
    ];

    public async Task RunAsync()
    {
        var create = new CreateOffering(database);
        var basic = (await create.RunAsync(actor, new(OfferingKind.Appointment, new("Health check", "Blood pressure, blood count and a talk with a doctor.", Price: new Money(12_000, "EUR"))))).Value;
        var executive = (await create.RunAsync(actor, new(OfferingKind.Appointment, new("Executive screening", "Half a day: heart, lungs, ultrasound, and a report.", Price: new Money(68_000, "EUR"))))).Value;
        var extra = (await new CreateExtra(database).RunAsync(actor, new(executive.Id, new("Stress ECG", 9_500)))).Value;
        var health = (await new CreateProgramme(database).RunAsync(actor, new("Executive health", [basic.Id, executive.Id]))).Value;
        var organisation = (await new CreateOrganisation(database).RunAsync(actor, new(new("Aurora AG", "AURORA")))).Value;
        var contract = (await new CreateAgreement(database).RunAsync(actor, new(organisation.Id, null, health.Id, new("Executive health 2026", "EH26", "AURORA", CodeUse: CodeUse.Unique)))).Value;
        var department = new Property { WorkspaceId = actor.WorkspaceId, Label = "Department", Type = PropertyType.Choice, Choices = "Management\nSales\nProduction", CreatedAt = database.Now };
        var people = await PeopleAsync(department);
        var price = new CreatePrice(database);
        var screening = (await price.RunAsync(actor, new(executive.Id, new("Executive screening, agreed", new Money(54_000, "EUR"), "EXEC", new Dictionary<Guid, long> { [extra.Id] = 6_000 }), contract.Id))).Value;
        var first = (await price.RunAsync(actor, new(basic.Id, new("Health check, first fifty", new Money(0, "EUR"), "FIRST50"), contract.Id))).Value;
        var rule = new CreatePriceRule(database);
        _ = (await rule.RunAsync(actor, new(contract.Id, new("Management", screening.Id, [new(ConditionSubject.Property, ConditionOperator.Is, ["Management"], department.Id)])))).Value;
        _ = (await rule.RunAsync(actor, new(contract.Id, new("First fifty", first.Id, [new(ConditionSubject.Redeemed, ConditionOperator.Below, ["50"])])))).Value;
        await CodesAsync(contract, people);
        await ClinicAsync(basic, executive, department);
        await InvitedAsync(contract, people);
    }

    private async Task ClinicAsync(Offering basic, Offering executive, Property department)
    {
        var clinic = (await new CreateLocation(database).RunAsync(actor, new("Clinic at the park", "Europe/Berlin", new(8, 0), new(16, 0), SupportContact: "desk@clinic.example"))).Value.Location;
        var open = new CreateAvailability(database);
        _ = (await open.RunAsync(actor, new(basic.Id, new(clinic.Id, (Weekdays)31, new(8, 0), new(12, 0), 30, null, 2)))).Value;
        _ = (await open.RunAsync(actor, new(executive.Id, new(clinic.Id, Weekdays.Tuesday | Weekdays.Thursday, new(8, 0), new(16, 0), 240)))).Value;
        foreach (var offering in new[] { basic, executive })
            _ = (await new SetRegistrationFields(database).RunAsync(actor, new(offering.Id, [new(RegistrationField.Phone), new(department.Id.ToString(), true, true)]))).Value;
    }

    /// <summary>Codes made for participants who have not come yet.</summary>
    private async Task InvitedAsync(Agreement contract, List<Person> people)
    {
        await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.AddRange(people.Select(person => new Participant { WorkspaceId = actor.WorkspaceId, AgreementId = contract.Id, PersonId = person.Id, CreatedAt = database.Now }));
            return await db.SaveChangesAsync();
        });
        var batch = (await new IssueCodes(database, new JobQueue()).RunAsync(actor, new(null, null, 3, Note: "For those who have not come yet", AgreementId: contract.Id))).Value;
        foreach (var (person, i) in people.Skip(5).Select((person, i) => (person, i)))
            _ = (await new AssignCode(database).RunAsync(actor, new(AccessCode.IdOf(batch.Id, i + 1), person.Id))).Value;
    }

    private async Task<List<Person>> PeopleAsync(Property department)
    {
        var people = Staff.Select((one, i) => new Person { WorkspaceId = actor.WorkspaceId, FirstName = one.First, LastName = one.Last, Email = $"{one.First}.{one.Last}@aurora.example".ToLowerInvariant(), ClientId = $"A-{1001 + i}", CreatedAt = database.Now }).ToList();
        await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.Add(department);
            db.AddRange(people);
            db.AddRange(people.Select((person, i) => new PersonProperty { WorkspaceId = actor.WorkspaceId, PersonId = person.Id, PropertyId = department.Id, Value = Staff[i].Department }));
            return await db.SaveChangesAsync();
        });
        return people;
    }

    private async Task CodesAsync(Agreement contract, List<Person> people)
    {
        var batch = (await new IssueCodes(database, new JobQueue()).RunAsync(actor, new(null, null, 40, Note: "Handed to the HR department", AgreementId: contract.Id))).Value;
        var rows = (await new CodeList(database).PageAsync(actor, new CodeFilter(BatchId: batch.Id), new PageRequest("created"))).Value.Items;
        await using var redeem = new RedeemCode(database, NullLogger<RedeemCode>.Instance);
        foreach (var (person, i) in people.Take(5).Select((person, i) => (person, i)))
        {
            clock.GoTo(34 - (7 * i));
            _ = (await redeem.RunAsync(Actor.Guest(actor.WorkspaceId, person.Email!), rows[i].Text, person.Id)).Value;
        }
    }
}
