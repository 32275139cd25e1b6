using Latchstring.Participants;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Participants;

/// <summary>Facts about participants and their files in words.</summary>
internal static class ParticipantWords
{
    public static string Holds(IStringLocalizer<ParticipantsText> t, ColumnHolds holds) => holds switch
    {
        ColumnHolds.Email => t["E-mail"],
        ColumnHolds.FirstName => t["First name"],
        ColumnHolds.LastName => t["Last name"],
        ColumnHolds.Phone => t["Phone"],
        ColumnHolds.ClientId => t["Client number"],
        ColumnHolds.Locale => t["Language"],
        ColumnHolds.Notes => t["Notes of the contract"],
        ColumnHolds.Price => t["Price of the code to make"],
        ColumnHolds.Code => t["Invitation code (only in downloads)"],
        _ => t["Ignored"],
    };
}
