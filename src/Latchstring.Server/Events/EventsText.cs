namespace Latchstring.Server.Events;

/// <summary>Texts of registration pages, partner settings of events, and what guests see. The English sentence is the key.</summary>
public sealed class EventsText;
