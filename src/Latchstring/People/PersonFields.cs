using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>What staff may set on a person. At least one of name, e-mail, phone and client number is given.</summary>
/// <param name="Locale">en, de or fr; null = as their browser asks.</param>
/// <param name="Credits">Null = they need none.</param>
public sealed record PersonFields(
    string? Email, string? FirstName = null, string? LastName = null, string? Phone = null, string? ClientId = null, string? Locale = null, string? Note = null,
    Segment? Segment = null, Guid? LocationId = null, Membership Membership = Membership.Active, int? Credits = null)
{
    public const int MostCredits = 100_000;

    /// <summary>For the properties of the workspace, by their id: what is not named stays, null clears (S0.48).</summary>
    public IReadOnlyDictionary<Guid, string?>? Values { get; init; }

    public static PersonFields Of(Person person) => new(
        person.Email, person.FirstName, person.LastName, person.Phone, person.ClientId, person.Locale, person.Note, person.Segment, person.LocationId, person.Membership, person.Credits);

    /// <summary>Names of the fields that differ, as programs spell them.</summary>
    internal IReadOnlyList<string> DifferingFrom(PersonFields other)
    {
        (string Name, object? Mine, object? Theirs)[] all =
        [
            ("email", Email, other.Email), ("firstName", FirstName, other.FirstName), ("lastName", LastName, other.LastName), ("phone", Phone, other.Phone), ("clientId", ClientId, other.ClientId),
            ("locale", Locale, other.Locale), ("note", Note, other.Note), ("segment", Segment, other.Segment), ("locationId", LocationId, other.LocationId),
            ("membership", Membership, other.Membership), ("credits", Credits, other.Credits),
        ];
        return [.. all.Where(field => !Equals(field.Mine, field.Theirs)).Select(field => field.Name)];
    }

    internal Problem? Refusal() => new Check()
        .That(Email.OrNull() is null || Person.IsEmail(Email!.Trim()), "email", "Enter an e-mail address such as anna@example.org.")
        .Line(FirstName, "firstName", 100)
        .Line(LastName, "lastName", 100)
        .That(Phone.OrNull() is null || IsPhone(Phone!), "phone", "Enter a phone number such as +49 30 1234567.")
        .Line(ClientId, "clientId", 100)
        .That(Locale.OrNull() is null or "en" or "de" or "fr", "locale", "Choose one of the languages.")
        .Lines(Note, "note", 10_000)
        .That(Segment is null || Enum.IsDefined(Segment.Value), "segment", "Choose one of the segments.")
        .That(Enum.IsDefined(Membership), "membership", "Choose what the membership is like.")
        .That(Credits is null or (>= 0 and <= MostCredits), "credits", "Enter a number between {0} and {1}, or leave it empty.", 0, MostCredits)
        .That(new[] { Email, FirstName, LastName, Phone, ClientId }.Any(text => text.OrNull() is not null), "email", "Enter an e-mail address, a name or a phone number.")
        .Problem;

    internal void ApplyTo(Person person)
    {
        person.Email = Person.NormalizeEmail(Email);
        person.FirstName = FirstName.OrNull();
        person.LastName = LastName.OrNull();
        person.Phone = Phone.OrNull();
        person.ClientId = ClientId.OrNull();
        person.Locale = Locale.OrNull();
        person.Note = Note.OrNull();
        (person.Segment, person.LocationId, person.Membership, person.Credits) = (Segment, LocationId, Membership, Credits);
    }

    /// <summary>The location is there and the actor's; one that the person has already stays possible.</summary>
    internal async Task<Problem?> LocationRefusalAsync(Db db, Actor actor, Guid? now, CancellationToken cancellationToken) =>
        LocationId is null || LocationId == now || (await db.Offerings.Where(o => o.LocationId == LocationId).Select(o => (Guid?)o.Id).SingleOrDefaultAsync(cancellationToken) is { } app && (actor.Offerings?.Contains(app) ?? true))
            ? null : Problem.Invalid("locationId", "Choose one of your locations.");

    private static bool IsPhone(string text) => text.Length <= 40 && text.Count(char.IsAsciiDigit) is >= 3 and <= 20 && text.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c, StringComparison.Ordinal));
}

/// <summary>Why something stays as it is.</summary>
public static class PersonRefusals
{
    public static readonly Problem InUse = new("person.in_use", 409, "Codes, redemptions or registrations belong to this person, so the record stays. You can block the account, or edit what is stored.");
    public static readonly Problem IsStaff = new("person.is_staff", 409, "This person is staff. Take away the staff role first.");
    public static readonly Problem SignInAddress = Problem.Invalid("email", "This person signs in with an e-mail address, so one is needed.");

    public static Problem EmailTaken(Guid? personId) => new("person.email_taken", 409, "Somebody with this e-mail address is here already.", "email")
    {
        Extensions = personId is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["personId"] = personId },
    };
}

internal static class PersonScope
{
    /// <summary>Narrows a list to people in the actor's offerings: registered there, holding a code for one, of the location whose booking app it is, or under an agreement about them.</summary>
    public static Where PeopleInScope(this Where where, Actor actor, string personColumn)
    {
        if (actor.Offerings is not { } offerings)
            return where;
        if (offerings.Count == 0)
            return where.And("1 = 0");
        var names = offerings.Select((id, i) => (Name: $"reach{i}", Value: (object?)id)).ToArray();
        var list = string.Join(", ", names.Select(n => "@" + n.Name));
        return where.And(
            $"""
            ({personColumn} in (select r.person_id from registration r where r.workspace_id = @ws and r.offering_id in ({list}))
             or {personColumn} in (select c.assignee_id from access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id
                where c.workspace_id = @ws and c.assignee_id is not null and b.offering_id in ({list}))
             or {personColumn} in (select h.id from person h join offering o on o.workspace_id = h.workspace_id and o.location_id = h.location_id where h.workspace_id = @ws and o.id in ({list}))
             or {personColumn} in (select t.person_id from participant t join agreement g on g.workspace_id = t.workspace_id and g.id = t.agreement_id where t.workspace_id = @ws
                and (g.offering_id in ({list}) or (g.programme_id is not null and not exists (select 1 from programme_offering s where s.workspace_id = @ws and s.programme_id = g.programme_id and s.offering_id not in ({list}))))))
            """, names);
    }

    public static async Task<bool> ReachesPersonAsync(this Actor actor, Db db, Guid personId, CancellationToken cancellationToken)
    {
        var where = new Where().And("p.id = @person", ("person", personId)).PeopleInScope(actor, "p.id");
        return (await db.QueryAsync($"select 1 from person p where {where.Sql("p.workspace_id = @ws")}", row => row.Int(0), cancellationToken, [.. where.Parameters])).Count == 1;
    }
}
