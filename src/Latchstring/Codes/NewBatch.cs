namespace Latchstring.Codes;

/// <param name="OfferingId">What the codes open; either this or <paramref name="ProgrammeId"/>.</param>
/// <param name="Quantity">1 to the workspace's largest batch (S0.6, S3.5, S4.11).</param>
/// <param name="CustomName">2 to 24 letters, digits, hyphens; needed unless random.</param>
/// <param name="MaxUses">Multiple: 2 or more; left out only with <paramref name="Unlimited"/> (S4 (d)).</param>
/// <param name="ValidFrom">Inclusive.</param>
/// <param name="ValidTill">Exclusive, in the future (S4.35).</param>
/// <param name="AgreementId">The contract whose prefix, programme and terms the codes get; then what they open and are called is left out.</param>
/// <param name="AllowMany">More than 10,000 for a contract are meant.</param>
/// <param name="AcceptGuessable">Sequential: somebody has read the odds and accepts them.</param>
public sealed record NewBatch(
    Guid? OfferingId,
    Guid? ProgrammeId,
    int Quantity,
    Naming Naming = Naming.Random,
    string? CustomName = null,
    Usage Usage = Usage.Single,
    int? MaxUses = null,
    bool Unlimited = false,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidTill = null,
    Guid? PriceId = null,
    string? Note = null,
    bool AcceptGuessable = false,
    BatchOrigin Origin = BatchOrigin.Manual,
    Guid? AgreementId = null,
    bool AllowMany = false);
