using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Codes;

/// <summary>What codes can open, and the prices they can carry, for the choices of forms and filters.</summary>
public sealed class CodeTargets(Database database)
{
    private const int Most = 500;

    public sealed record Choice(string Value, string Text);

    /// <summary>Offerings in use as <c>o:id</c>, bundles as <c>p:id</c>, by name.</summary>
    public async Task<(List<Choice> Offerings, List<Choice> Bundles)> OpenAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var offerings = await db.Offerings.Where(o => o.ArchivedAt == null).OrderBy(o => o.Name).Select(o => new { o.Id, o.Name }).Take(Most).ToListAsync(cancellationToken);
        var bundles = await db.Programmes.Where(p => p.ArchivedAt == null).OrderBy(p => p.Name).Select(p => new { p.Id, p.Name }).Take(Most).ToListAsync(cancellationToken);
        return ([.. offerings.Where(o => actor.Offerings?.Contains(o.Id) != false).Select(o => new Choice("o:" + o.Id, o.Name))], actor.Offerings is null ? bundles.ConvertAll(p => new Choice("p:" + p.Id, p.Name)) : []);
    }

    /// <summary>Prices of the offering or of the offerings in a bundle, those of its contract if it has one; all that belong to no contract with null.</summary>
    public async Task<List<Choice>> PricesAsync(Actor actor, CodeBatch? batch = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var agreement = batch?.AgreementId;
        var prices = db.Prices.Where(p => p.AgreementId == agreement);
        if (batch?.OfferingId is { } offering)
            prices = prices.Where(p => p.OfferingId == offering);
        else if (batch?.ProgrammeId is { } programme)
            prices = prices.Where(p => db.ProgrammeOfferings.Any(o => o.ProgrammeId == programme && o.OfferingId == p.OfferingId));
        var rows = await prices.Join(db.Offerings, p => p.OfferingId, o => o.Id, (p, o) => new { Price = p, o.Name }).OrderBy(row => row.Name).ThenBy(row => row.Price.Name).Take(Most).ToListAsync(cancellationToken);
        return [.. rows.Where(row => actor.Offerings?.Contains(row.Price.OfferingId) != false)
            .Select(row => new Choice(row.Price.Id.ToString(), (batch is null ? row.Name + " · " : "") + row.Price.Name + " · " + Ui.Shown.Amount(new Money(row.Price.Amount, row.Price.Currency))))];
    }

    public static (Guid? Offering, Guid? Programme) Parse(string? target) =>
        target?.Split(':', 2) is [var kind, var text] && Guid.TryParse(text, out var id) ? kind == "o" ? (id, null) : (null, id) : (null, null);
}
