using Latchstring.Imports;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Imports;

/// <summary>Facts about imports in words, colour and icon.</summary>
internal static class ImportWords
{
    public static (string Text, string Tone, string Icon, string Why) Outcome(IStringLocalizer<ImportsText> t, RowOutcome outcome) => outcome switch
    {
        RowOutcome.New => (t["new"], "green", "plus", t["This person will be added."]),
        RowOutcome.Changed => (t["changed"], "blue", "edit", t["This person is here already and will be changed."]),
        RowOutcome.Unchanged => (t["unchanged"], "gray", "check", t["This person is here already; nothing changes."]),
        RowOutcome.Conflict => (t["conflict"], "orange", "alert", t["The row contradicts what is here. It stays out."]),
        _ => (t["error"], "red", "ban", t["The row cannot be read. It stays out."]),
    };

    public static (string Text, string Tone, string Icon, string Why) Status(IStringLocalizer<ImportsText> t, ImportStatus status) => status switch
    {
        ImportStatus.Checked => (t["checked"], "blue", "clock", t["The file was read. Nothing is imported yet."]),
        ImportStatus.Committed => (t["imported"], "green", "check", t["The good rows were taken over."]),
        ImportStatus.Checking => (t["being checked"], "blue", "clock", t["The file is being read."]),
        ImportStatus.Undoing => (t["being undone"], "blue", "clock", t["The import is being taken back. All of it is there until none of it is."]),
        ImportStatus.Committing => (t["being imported"], "blue", "clock", t["The good rows are being taken over. Nothing of it is seen before all of it is done."]),
        ImportStatus.Undone => (t["undone"], "gray", "undo", t["The import was taken back."]),
        _ => (t["put away"], "gray", "archive", t["The file was put away without importing it."]),
    };

    public static string Field(IStringLocalizer<ImportsText> t, string field) => field switch
    {
        "email" => t["E-mail"],
        "firstName" => t["First name"],
        "lastName" => t["Last name"],
        "phone" => t["Phone"],
        "clientId" => t["Client number"],
        "locale" => t["Language"],
        "segment" => t["Segment"],
        "location" or "locationId" => t["Location"],
        "membership" => t["Membership"],
        "credits" => t["Credits"],
        "note" => t["Note"],
        "notes" => t["Notes of the contract"],
        "price" => t["Price"],
        _ => field,
    };

    public static IReadOnlyList<(string Value, string Text)> Keys(IStringLocalizer<ImportsText> t) => [("Email", t["E-mail"]), ("ClientId", t["Client number"]), ("Phone", t["Phone"])];
}
