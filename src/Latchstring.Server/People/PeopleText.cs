namespace Latchstring.Server.People;

/// <summary>Texts of people and their timeline. The English sentence is the key.</summary>
public sealed class PeopleText;
