using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Codes;

/// <summary>What the list asks before it changes many codes, or deletes any.</summary>
internal sealed record Question(string Text, string Verb, string Note, bool Danger, IReadOnlyList<KeyValuePair<string, string>> Hidden)
{
    /// <summary>About all that match <paramref name="filter"/>.</summary>
    public static Question All(IStringLocalizer<CodesText> t, CodeChange change, Count count, string filter)
    {
        var verb = count.Exact ? CodeWords.Change(t, change, count.Rows) : t[change switch
        {
            CodeChange.Deactivate => "Deactivate more than {0} codes",
            CodeChange.Reactivate => "Reactivate more than {0} codes",
            CodeChange.Archive => "Archive more than {0} codes",
            CodeChange.Restore => "Restore more than {0} codes",
            _ => "Delete more than {0} codes",
        }, Shown.Number(count.Rows)];
        return new Question(verb + "?", verb, NoteOf(t, change), change == CodeChange.Delete, [new("change", change.ToString()), new("all", "1"), new("filter", filter)]);
    }

    /// <summary>About these codes.</summary>
    public static Question Chosen(IStringLocalizer<CodesText> t, CodeChange change, IReadOnlyList<Guid> ids, string? text)
    {
        var verb = CodeWords.Change(t, change, ids.Count);
        return new Question(text is null ? verb + "?" : verb + "? " + text, verb, NoteOf(t, change), change == CodeChange.Delete, [new("change", change.ToString()), .. ids.Select(id => new KeyValuePair<string, string>("id", id.ToString()))]);
    }

    private static string NoteOf(IStringLocalizer<CodesText> t, CodeChange change) => change switch
    {
        CodeChange.Delete => t["Deleting cannot be undone. Codes that were redeemed or are still active refuse and stay. The text of a deleted code is never used again."],
        CodeChange.Deactivate => t["Nobody can redeem them then. Access already given stays. You can reactivate them later."],
        CodeChange.Archive => t["They leave the list and nobody can redeem them. You can restore them later."],
        _ => "",
    };
}
