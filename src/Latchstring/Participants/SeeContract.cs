using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <summary>What lists and files of participants need to know of their contract.</summary>
/// <param name="Prices">Its named prices, which a file may name by code or name.</param>
/// <param name="Template">Null = the built-in columns.</param>
/// <param name="Properties">Of the workspace, those archived left out.</param>
public sealed record Contract(Agreement Agreement, string Organisation, IReadOnlyList<Price> Prices, CsvTemplate? Template, IReadOnlyDictionary<Guid, Property> Properties)
{
    public TemplateLayout Layout { get; } = Template is null ? TemplateLayout.Default(Agreement, Agreement.IdentifierId is { } id ? Properties.GetValueOrDefault(id)?.Label : null) : TemplateLayout.Of(Template);

    /// <summary>Without a price column a file makes no codes (S0.29).</summary>
    public bool MakesCodes => Layout.Columns.Any(column => column.Holds == ColumnHolds.Price);

    /// <summary>What a file writes for a price: its code if no other price answers to it, else its name.</summary>
    public string Word(Price price) => price.Code is { Length: > 0 } code && Named(code).Count == 1 ? code : price.Name;

    /// <summary>Prices with this code or name, whatever the case.</summary>
    public IReadOnlyList<Price> Named(string text) =>
        [.. Prices.Where(price => string.Equals(price.Code?.Trim(), text, StringComparison.OrdinalIgnoreCase) || string.Equals(price.Name.Trim(), text, StringComparison.OrdinalIgnoreCase))];

    internal static async Task<Result<Contract>> ReadAsync(Db db, Actor actor, Permission permission, Guid id, CancellationToken cancellationToken)
    {
        var found = await AgreementScope.FindAsync(db, actor, permission, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var agreement = found.Value;
        return new Contract(
            agreement,
            await db.Organisations.Where(o => o.Id == agreement.OrganisationId).Select(o => o.Name).SingleAsync(cancellationToken),
            await db.Prices.AsNoTracking().Where(p => p.AgreementId == id).OrderBy(p => p.Name).ThenBy(p => p.Id).ToListAsync(cancellationToken),
            await db.CsvTemplates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == agreement.TemplateId, cancellationToken),
            await db.Properties.AsNoTracking().Where(p => p.ArchivedAt == null).ToDictionaryAsync(p => p.Id, cancellationToken));
    }
}

public sealed class SeeContract(Database database)
{
    public async Task<Result<Contract>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Contract.ReadAsync(db, actor, Permission.SeePeople, id, cancellationToken);
    }
}

/// <summary>One participant with what is written about them there; their person and codes come from elsewhere.</summary>
public sealed class FindParticipant(Database database)
{
    public sealed record Input(Guid AgreementId, Guid PersonId);

    public async Task<Result<Participant>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.SeePeople, input.AgreementId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        return await db.Participants.SingleOrDefaultAsync(p => p.AgreementId == input.AgreementId && p.PersonId == input.PersonId, cancellationToken) is { } participant ? participant : Problem.NotFound("participant");
    }
}
