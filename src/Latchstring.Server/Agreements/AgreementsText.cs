namespace Latchstring.Server.Agreements;

/// <summary>Texts of organisations, contracts, prices and statements. The English sentence is the key.</summary>
public sealed class AgreementsText;
