using System.Globalization;
using System.Text.Json;
using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Http;

namespace Latchstring.Server.People;

/// <param name="Segment">lead, prospect, trial, member, guest or learner.</param>
/// <param name="LocationId">Whose people they are.</param>
/// <param name="Membership">Whoever is not active may not book.</param>
/// <param name="Credits">Left for bookings; null = needs none.</param>
/// <param name="Properties">Id of a property → value; null clears, what is not named stays.</param>
public sealed record PersonBody(
    string? Email = null, string? FirstName = null, string? LastName = null, string? Phone = null, string? ClientId = null, string? Locale = null, string? Note = null,
    Segment? Segment = null, Guid? LocationId = null, Membership Membership = Membership.Active, int? Credits = null, IReadOnlyDictionary<string, string?>? Properties = null)
{
    internal PersonFields Fields => new(Email, FirstName, LastName, Phone, ClientId, Locale, Note, Segment, LocationId, Membership, Credits) { Values = PropertyIds.Read(Properties) };
}

/// <summary>What is not sent stays; null clears.</summary>
public sealed record PersonPatch(
    Given<string?> Email = default, Given<string?> FirstName = default, Given<string?> LastName = default, Given<string?> Phone = default, Given<string?> ClientId = default, Given<string?> Locale = default, Given<string?> Note = default,
    Given<Segment?> Segment = default, Given<Guid?> LocationId = default, Given<Membership> Membership = default, Given<int?> Credits = default, Given<IReadOnlyDictionary<string, string?>?> Properties = default)
{
    internal EditPerson.Input Over(Person now)
    {
        var fields = new PersonFields(
            Email.Or(now.Email), FirstName.Or(now.FirstName), LastName.Or(now.LastName), Phone.Or(now.Phone), ClientId.Or(now.ClientId), Locale.Or(now.Locale), Note.Or(now.Note),
            Segment.Or(now.Segment), LocationId.Or(now.LocationId), Membership.Or(now.Membership), Credits.Or(now.Credits))
        { Values = PropertyIds.Read(Properties.Or(null)) };
        return new(now.Id, fields, now.Version, Credits.IsGiven ? null : fields);
    }
}

/// <param name="Account">Status of the account they sign in with; null = none.</param>
/// <param name="Attention">What is wrong with the record of a member or trial: noLocation, noContact, sharedPhone.</param>
public sealed record PersonItem(
    Guid Id, string Name, string? Email, string? Phone, string? ClientId, string? Locale, DateTimeOffset CreatedAt, AccountStatus? Account, int Registrations,
    Segment? Segment, Guid? LocationId, Membership Membership, int? Credits, IReadOnlyList<string> Attention)
{
    internal static PersonItem Of(PersonRow row) => new(
        row.Id, row.Name, row.Email, row.Phone, row.ClientId, row.Locale, row.CreatedAt, row.Account, row.Registrations, row.Segment, row.LocationId, row.Membership, row.Credits, Names(row.Attention));

    internal static IReadOnlyList<string> Names(Attention attention) =>
        [.. new[] { Latchstring.People.Attention.NoLocation, Latchstring.People.Attention.NoContact, Latchstring.People.Attention.SharedPhone }.Where(flag => attention.HasFlag(flag)).Select(flag => JsonNamingPolicy.CamelCase.ConvertName(flag.ToString()))];
}

public sealed record PersonAnswer(
    Guid Id, string? Email, string? FirstName, string? LastName, string? Phone, string? ClientId, string? Locale, string? Note, DateTimeOffset CreatedAt, AccountStatus? Account,
    Segment? Segment, Guid? LocationId, Membership Membership, int? Credits, IReadOnlyDictionary<string, string> Properties)
{
    internal static PersonAnswer Of(PersonView view) => Of(view.Person, view.Account?.Status, view.Values);

    internal static PersonAnswer Of(Person p, AccountStatus? account, IReadOnlyList<PersonValue>? values = null) =>
        new(p.Id, p.Email, p.FirstName, p.LastName, p.Phone, p.ClientId, p.Locale, p.Note, p.CreatedAt, account, p.Segment, p.LocationId, p.Membership, p.Credits,
            (values ?? []).ToDictionary(v => v.Property.Id.ToString(), v => v.Value, StringComparer.Ordinal));
}

internal static class PropertyIds
{
    /// <summary>A name that is no id becomes one that no property has, so that the verb refuses it.</summary>
    public static IReadOnlyDictionary<Guid, string?>? Read(IReadOnlyDictionary<string, string?>? typed)
    {
        if (typed is null)
            return null;
        var values = new Dictionary<Guid, string?>();
        foreach (var (name, value) in typed)
            values[Guid.TryParse(name, out var id) ? id : Guid.Empty] = value;
        return values;
    }
}

/// <param name="PersonId">The record that goes.</param>
/// <param name="Take">Fields to take from it.</param>
public sealed record MergeBody(Guid PersonId, IReadOnlyList<string>? Take = null);

/// <param name="SameBy">phone, clientId, name.</param>
public sealed record DuplicateItem(Guid PersonId, string Name, Guid OtherId, string OtherName, IReadOnlyList<string> SameBy)
{
    internal static DuplicateItem Of(Duplicate pair) => new(
        pair.One.Id, pair.One.Name, pair.Other.Id, pair.Other.Name,
        [.. new[] { Latchstring.People.SameBy.Phone, Latchstring.People.SameBy.ClientId, Latchstring.People.SameBy.Name }.Where(by => pair.By.HasFlag(by)).Select(by => JsonNamingPolicy.CamelCase.ConvertName(by.ToString()))]);
}

public sealed record TimelineItem(DateTimeOffset At, string Action, string? By, string? What, Guid? CodeId);

/// <summary>Columns of the CSV file, the same for the API and the back office; an import takes it back.</summary>
internal static class PeopleCsv
{
    public static readonly (string, Func<PersonRow, string?>)[] Columns =
    [
        ("id", row => row.Id.ToString()), ("name", row => row.Name), ("firstName", row => row.FirstName), ("lastName", row => row.LastName), ("email", row => row.Email), ("phone", row => row.Phone),
        ("clientId", row => row.ClientId), ("locale", row => row.Locale), ("segment", row => Name(row.Segment)), ("location", row => row.Location), ("membership", row => Name(row.Membership)),
        ("credits", row => row.Credits?.ToString(CultureInfo.InvariantCulture)), ("createdAt", row => Lists.Cell(row.CreatedAt)), ("account", row => row.Account?.ToString().ToLowerInvariant()),
        ("lastSignInAt", row => Lists.Cell(row.LastSignInAt)), ("registrations", row => row.Registrations.ToString(CultureInfo.InvariantCulture)), ("attention", row => string.Join(' ', PersonItem.Names(row.Attention))),
    ];

    private static string? Name<T>(T? value) where T : struct, Enum => value is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null;

    private static string Name(Membership value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
