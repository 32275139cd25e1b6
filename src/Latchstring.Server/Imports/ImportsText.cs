namespace Latchstring.Server.Imports;

/// <summary>Marks the texts of this feature; the English sentence is the key.</summary>
public sealed class ImportsText;
