namespace Latchstring.Server.Audit;

/// <summary>Texts of the history. The English sentence is the key.</summary>
public sealed class AuditText;
