namespace Latchstring.Server.Participants;

/// <summary>Texts of participants, CSV templates and prepared downloads. The English sentence is the key.</summary>
public sealed class ParticipantsText;
