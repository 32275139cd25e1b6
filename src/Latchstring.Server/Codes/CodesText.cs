namespace Latchstring.Server.Codes;

/// <summary>Marks the texts of this feature: <c>IStringLocalizer&lt;CodesText&gt;</c>. The English sentence is the key.</summary>
public sealed class CodesText;
