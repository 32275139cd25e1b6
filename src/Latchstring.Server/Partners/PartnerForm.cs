using Latchstring.Agreements;

namespace Latchstring.Server.Partners;

/// <summary>A partner as it was typed.</summary>
public sealed class PartnerForm
{
    public string? Name { get; set; }
    public string? Code { get; set; }
    public string? ParentId { get; set; }
    public string? Publication { get; set; }
    public string? Colour { get; set; }
    public int? Version { get; set; }

    public static PartnerForm Of(OrganisationRow row) => new()
    {
        Name = row.Name,
        Code = row.Code,
        ParentId = row.ParentId?.ToString(),
        Publication = row.Publication.ToString(),
        Colour = row.Colour,
        Version = row.Version,
    };

    public OrganisationFields Fields => new(
        Name, Code, Guid.TryParse(ParentId, out var parent) ? parent : null, Enum.TryParse<Publication>(Publication, out var publication) ? publication : null, Colour);
}
