namespace Latchstring.Server.CheckIns;

/// <summary>Names the texts of this feature.</summary>
public sealed class CheckInsText;
