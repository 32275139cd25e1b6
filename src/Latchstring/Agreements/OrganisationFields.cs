using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>What staff may set on an organisation; the code is internal only (S0.42).</summary>
/// <param name="ParentId">The partner that a partner belongs to (S1.73).</param>
/// <param name="Publication">Of a partner, and needed there: whether its area is open, and its guests may register.</param>
/// <param name="Colour">Of a partner's area, as #rrggbb.</param>
public sealed record OrganisationFields(string? Name, string? Code = null, Guid? ParentId = null, Publication? Publication = null, string? Colour = null)
{
    /// <summary>A parent of a parent … of a partner.</summary>
    private const int Deepest = 20;

    public static OrganisationFields Of(Organisation o) => o.Kind == OrganisationKind.Partner ? new(o.Name, o.Code, o.ParentId, o.Publication, o.Colour) : new(o.Name, o.Code);

    internal Problem? Refusal(OrganisationKind kind)
    {
        var partner = kind == OrganisationKind.Partner;
        return new Check()
            .That(Enum.IsDefined(kind), "kind", "Choose one of these.")
            .Required(Name, "name", 200)
            .Line(Code, "code", 40)
            .That(!partner || (Publication is { } chosen && Enum.IsDefined(chosen)), "publication", "Choose whether its partner area is open.")
            .That(partner || Publication is null, "publication", "Only partners have this.")
            .That(partner || ParentId is null, "parentId", "Only partners have this.")
            .That(partner || Colour.OrNull() is null, "colour", "Only partners have this.")
            .That(Colour.OrNull() is not { } colour || IsColour(colour.Trim()), "colour", "Write a colour as #1860b8.")
            .Problem;
    }

    /// <summary>The parent must be another partner, and no partner stands above itself.</summary>
    internal async Task<Problem?> UnknownAsync(Db db, Organisation organisation, CancellationToken cancellationToken)
    {
        var above = ParentId;
        for (var i = 0; above is { } id; i++)
        {
            var parent = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id && o.Kind == OrganisationKind.Partner, cancellationToken);
            if (parent is null || id == organisation.Id || i == Deepest)
                return Problem.Invalid("parentId", "Choose another partner that does not belong to this one.");
            above = parent.ParentId;
        }
        return null;
    }

    internal void ApplyTo(Organisation o)
    {
        (o.Name, o.Code) = (Name!.Trim(), Code.OrNull());
        if (o.Kind == OrganisationKind.Partner)
            (o.ParentId, o.Publication, o.Colour) = (ParentId, Publication!.Value, Colour.OrNull()?.ToLowerInvariant());
    }

    private static bool IsColour(string text) => text is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit);
}
