namespace Latchstring.Server.Redemptions;

/// <summary>Texts of the guests' and participants' pages. The English sentence is the key.</summary>
public sealed class RedemptionsText;
