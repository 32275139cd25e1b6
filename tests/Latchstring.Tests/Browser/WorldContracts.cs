using Latchstring.Agreements;
using Latchstring.Imports;
using Latchstring.Offerings;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Browser;

/// <summary>A client's contract with participants, some of whom hold codes; a template, properties, an upload and a prepared file.</summary>
internal static class WorldContracts
{
    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample)
    {
        var (id, now) = (sample.Id, test.Database.Now);
        var number = (await new SaveProperty(test.Database).RunAsync(sample.Owner, new(null, "Personnel number", Description: "As HR writes it", IsIdentifier: true))).Value;
        await new SaveProperty(test.Database).RunAsync(sample.Owner, new(null, "Department", PropertyType.Choice, Choices: "Sales\nIT\nProduction"));
        await new SaveProperty(test.Database).RunAsync(sample.Owner, new(null, "Date of birth", PropertyType.Date));
        var template = (await new SaveCsvTemplate(test.Database).RunAsync(sample.Owner, new(null, "HR of Aurora", "As their system exports it", new TemplateLayout(
            [new("Pers.-Nr.", ColumnHolds.Property, number.Id), new("Vorname", ColumnHolds.FirstName), new("Nachname", ColumnHolds.LastName), new("Mail", ColumnHolds.Email), new("Abteilung", ColumnHolds.Ignored), new("Preis", ColumnHolds.Price)],
            [new(MatchOn.Property, number.Id), new(MatchOn.Email)])))).Value;
        var organisation = await sample.AddAsync(new Organisation { WorkspaceId = id, Name = "Aurora Participants AG", CreatedAt = now });
        var agreement = await sample.AddAsync(new Agreement { WorkspaceId = id, OrganisationId = organisation.Id, OfferingId = sample.Course.Id, Name = "Executive health of participants", Prefix = "AUR", TemplateId = template.Id, CreatedAt = now });
        var price = await sample.AddAsync(new Price { WorkspaceId = id, OfferingId = sample.Course.Id, AgreementId = agreement.Id, Name = "Executive screening", Code = "EXEC", Amount = 45_000, Currency = "EUR", CreatedAt = now });
        var people = new List<Guid>();
        foreach (var (first, last) in new[] { ("Ines", "Okafor"), ("Maximilian-Alexander", "von Hohenlohe-Waldenburg-Schillingsfürst"), ("Li", "Wei"), ("Zoë", "Faßbinder") })
        {
            var fields = new PersonFields($"{first.ToLowerInvariant()}@aurora.example", first, last) { Values = new Dictionary<Guid, string?> { [number.Id] = $"00{people.Count}" } };
            people.Add((await new AddParticipant(test.Database).RunAsync(sample.Owner, new(agreement.Id, null, fields, people.Count == 1 ? "Prefers mornings" : null))).Value.PersonId);
        }
        await new GiveCodes(test.Database).RunAsync(sample.Owner, new(agreement.Id, [people[0], people[1]], PriceId: price.Id));
        using var file = new MemoryStream("Pers.-Nr.;Vorname;Nachname;Mail;Preis\n000;Inés;Okafor;;EXEC\n004;New;Comer;new@aurora.example;EXEC\n005;No;Price;np@aurora.example;gold\n;Nobody;Known;nk@aurora.example;\n"u8.ToArray());
        await new CheckImport(test.Database).RunAsync(sample.Owner, new(file, "aurora.csv", new(), agreement.Id));
        var prepared = await sample.AddAsync(new PreparedFile { WorkspaceId = id, FileName = "participants.csv", Content = [1, 2, 3], ActorId = sample.OwnerAccount.Id, CreatedAt = now, ExpiresAt = now.AddDays(7) });
        return
        [
            ("contracts", $"{agreement.Id}"), ("organisations", $"{organisation.Id}"), ("participants", $"{people[0]}"), ("properties", $"{number.Id}"), ("csv-templates", $"{template.Id}"), ("files", $"{prepared.Id}"),
        ];
    }
}
