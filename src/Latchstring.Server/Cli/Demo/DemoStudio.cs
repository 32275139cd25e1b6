using System.Globalization;
using System.Text;
using Latchstring.Data;
using Latchstring.Locations;
using Latchstring.People;

namespace Latchstring.Server.Cli.Demo;

/// <summary>A gym's location with forty people as a gym has them: some with a phone number only, some who cannot book just now, and a few records that somebody should tidy up.</summary>
internal static class DemoStudio
{
    public static async Task<LocationView> MakeAsync(Database database, Actor actor)
    {
        var studio = (await new CreateLocation(database).RunAsync(actor, new("Studio Mitte", "Europe/Berlin", new(8, 0), new(16, 0), 60, "studio@example.org, +49 171 3920000"))).Value;
        var create = new CreatePerson(database);
        for (var i = 0; i < 40; i++)
            _ = (await create.RunAsync(actor, Number(i, studio.Location.Id))).Value;
        foreach (var untidy in new PersonFields[]
        {
            new(null, "Renate", "Vogel", Segment: Segment.Member, LocationId: studio.Location.Id, Note: "Moved house. Ask for the new number."),
            new("emil.vogt@example.org", "Emil", "Vogt", Segment: Segment.Trial),
            new(null, "Emil", "Vogt", Phone(77), Segment: Segment.Trial, LocationId: studio.Location.Id),
            new("e.vogt@example.org", "Emil", "Vogt", Phone(77), Segment: Segment.Lead, LocationId: studio.Location.Id),
        })
        {
            _ = (await create.RunAsync(actor, untidy)).Value;
        }
        return studio;
    }

    private static PersonFields Number(int i, Guid location)
    {
        var (first, last) = DemoPeople.Name(i + 3);
        var segment = i switch { < 22 => Segment.Member, < 30 => Segment.Trial, < 36 => Segment.Prospect, _ => Segment.Lead };
        return new PersonFields(
            i % 7 == 5 ? null : $"{Plain(first)}.{Plain(last)}@example.org", first, last, i % 7 == 3 ? null : Phone(i + 1), $"SM-{2000 + i}", (i % 3) switch { 0 => "de", 1 => "en", _ => "fr" },
            Segment: segment, LocationId: location, Membership: (i % 13) switch { 7 => Membership.Frozen, 9 => Membership.PastDue, 11 => Membership.Paused, _ => Membership.Active },
            Credits: segment == Segment.Trial ? 3 : segment == Segment.Member && i % 3 == 0 ? 4 + (i % 5) : null);
    }

    /// <summary>Of the numbers that the German regulator keeps for films.</summary>
    private static string Phone(int i) => "+49 171 39200" + i.ToString("00", CultureInfo.InvariantCulture);

    /// <summary>Letters as they stand in addresses.</summary>
    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Replace('ł', 'l').Replace('ø', 'o').Replace('ı', 'i').Replace("ß", "ss", StringComparison.Ordinal)
        .Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetter));
}
