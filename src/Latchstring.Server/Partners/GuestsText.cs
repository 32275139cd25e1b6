namespace Latchstring.Server.Partners;

/// <summary>Texts about the guests of partners. The English sentence is the key.</summary>
public sealed class GuestsText;
