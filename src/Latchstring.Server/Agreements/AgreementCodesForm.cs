namespace Latchstring.Server.Agreements;

/// <summary>New codes of a contract, as they were asked for.</summary>
public sealed class AgreementCodesForm
{
    public string? Quantity { get; set; }
    public string? PriceId { get; set; }
    public string? Note { get; set; }
    public bool AllowMany { get; set; }
}

public sealed class SharedCodeForm
{
    public string? Text { get; set; }
    public string? MaxUses { get; set; }
}
