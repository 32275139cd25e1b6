using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>One thing that the registration page asks for (S0.61).</summary>
/// <param name="Key">firstName, lastName, email, phone, or the id of a property.</param>
/// <param name="ReadOnly">Shown but not to be changed where it is known already; what the form sends for it is not looked at.</param>
/// <param name="Prefilled">Filled in with what is known (S1.19).</param>
/// <param name="OnlyIf">Key of another field: asked for only when that one is answered with <paramref name="OnlyIfValue"/>, or with anything where that is null.</param>
public sealed record RegistrationField(string Key, bool Required = false, bool ReadOnly = false, bool Prefilled = true, string? OnlyIf = null, string? OnlyIfValue = null)
{
    public const string FirstName = "firstName", LastName = "lastName", Email = "email", Phone = "phone";

    public Guid? PropertyId => Guid.TryParse(Key, out var id) ? id : null;
}

/// <summary>What the registration page of an offering asks for, in order. Name and address are asked for always: nobody can be written to without.</summary>
public static class RegistrationFields
{
    public const int Most = 40;

    private static readonly string[] Always = [RegistrationField.FirstName, RegistrationField.LastName, RegistrationField.Email];

    public static IReadOnlyList<RegistrationField> Of(Offering offering)
    {
        var chosen = offering.RegistrationFields is { } json ? JsonSerializer.Deserialize<List<RegistrationField>>(json, JsonSerializerOptions.Web)! : [];
        return [.. Always.Select(key => (chosen.Find(field => field.Key == key) ?? new RegistrationField(key)) with { Required = true }), .. chosen.Where(field => !IsAlways(field.Key))];
    }

    internal static string ToJson(IEnumerable<RegistrationField> fields) => JsonSerializer.Serialize(fields, JsonSerializerOptions.Web);

    /// <summary>Asked for whatever is chosen.</summary>
    public static bool IsAlways(string key) => Always.Contains(key, StringComparer.Ordinal);

    internal static bool IsKnown(string key) => key == RegistrationField.Phone || IsAlways(key);
}

/// <summary>Says what the registration page of an offering asks for.</summary>
public sealed class SetRegistrationFields(Database database)
{
    /// <param name="Version">The version that was read; null overwrites whatever is there.</param>
    public sealed record Input(Guid OfferingId, IReadOnlyList<RegistrationField> Fields, int? Version = null);

    public async Task<Result<Offering>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManageOfferings, input.OfferingId) is { } problem)
            return problem;
        if (input.Fields.Count > RegistrationFields.Most)
            return Problem.Invalid("fields", "Ask for at most {0} things.", RegistrationFields.Most);
        return await database.WriteAsync<Offering>(actor.WorkspaceId, async db =>
        {
            if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == input.OfferingId, cancellationToken) is not { } offering)
                return Problem.NotFound("offering");
            var known = await db.Properties.Where(p => p.ArchivedAt == null).Select(p => p.Id).ToListAsync(cancellationToken);
            var fields = input.Fields.DistinctBy(field => field.Key).ToList();
            if (!fields.TrueForAll(field => RegistrationFields.IsKnown(field.Key) || (field.PropertyId is { } id && known.Contains(id))))
                return Problem.Invalid("fields", "One of these is no property of people any more. Reload the page and choose again.");
            offering.RegistrationFields = RegistrationFields.ToJson(fields);
            if (input.Version is { } version)
                db.Entry(offering).Property(o => o.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "offering.registration_page", "offering", offering.Id, new { fields = fields.ConvertAll(field => field.Key) }));
            await db.SaveChangesAsync(cancellationToken);
            return offering;
        }, cancellationToken);
    }
}
