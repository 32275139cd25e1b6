using Latchstring.Agreements;

namespace Latchstring.Server.Agreements;

/// <summary>An organisation as it was typed.</summary>
public sealed class OrganisationForm
{
    public string? Name { get; set; }
    public string? Code { get; set; }
    public int? Version { get; set; }

    public OrganisationFields Fields => new(Name, Code);
}
