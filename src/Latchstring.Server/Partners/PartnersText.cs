namespace Latchstring.Server.Partners;

/// <summary>Texts of the partner area and of what staff see of partners' guests. The English sentence is the key.</summary>
public sealed class PartnersText;
