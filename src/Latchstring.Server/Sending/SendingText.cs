namespace Latchstring.Server.Sending;

/// <summary>Texts of this feature; the English sentence is the key.</summary>
public sealed class SendingText;
