using Latchstring.Codes;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Codes;

/// <summary>Facts about codes in words, colour and icon.</summary>
internal static class CodeWords
{
    public static (string Text, string Tone, string Icon, string Why) Status(IStringLocalizer<CodesText> t, CodeStatus status) => status switch
    {
        CodeStatus.Valid => (t["valid"], "green", "check", t["It can be redeemed now."]),
        CodeStatus.NotYetValid => (t["not yet valid"], "blue", "clock", t["It can be redeemed from its first day on."]),
        CodeStatus.UsedUp => (t["used up"], "purple", "redemption", t["It has been redeemed as often as it may be."]),
        CodeStatus.Expired => (t["expired"], "orange", "calendar", t["Its last day is past. A later date re-opens it."]),
        CodeStatus.Inactive => (t["inactive"], "gray", "ban", t["Somebody deactivated it. Nobody can redeem it."]),
        _ => (t["archived"], "gray", "archive", t["It was put away. Nobody can redeem it."]),
    };

    /// <summary>"unused", "used" or "used 3 of 10".</summary>
    public static string Used(IStringLocalizer<CodesText> t, int uses, int? max) =>
        uses == 0 ? t["not used yet"] : max == 1 ? t["redeemed"] : max is { } most ? t["used {0} of {1}", Ui.Shown.Number(uses), Ui.Shown.Number(most)] : t["used {0} times", Ui.Shown.Number(uses)];

    public static string Usage(IStringLocalizer<CodesText> t, int? max) =>
        max == 1 ? t["single"] : max is { } most ? t["multiple, at most {0}", Ui.Shown.Number(most)] : t["multiple, unlimited"];

    public static string Naming(IStringLocalizer<CodesText> t, Naming naming, string? name) => naming switch
    {
        Latchstring.Codes.Naming.Sequential => t["{0} with running numbers", name ?? ""],
        Latchstring.Codes.Naming.NamePlusRandom => t["{0} and a random part", name ?? ""],
        _ => t["random"],
    };

    public static string Change(IStringLocalizer<CodesText> t, CodeChange change, long count) => change switch
    {
        CodeChange.Deactivate => Ui.Texts.Plural(t, count, "Deactivate 1 code", "Deactivate {0} codes"),
        CodeChange.Reactivate => Ui.Texts.Plural(t, count, "Reactivate 1 code", "Reactivate {0} codes"),
        CodeChange.Archive => Ui.Texts.Plural(t, count, "Archive 1 code", "Archive {0} codes"),
        CodeChange.Restore => Ui.Texts.Plural(t, count, "Restore 1 code", "Restore {0} codes"),
        _ => Ui.Texts.Plural(t, count, "Delete 1 code", "Delete {0} codes"),
    };

    public static string Done(IStringLocalizer<CodesText> t, CodeChange change, long count) => change switch
    {
        CodeChange.Deactivate => Ui.Texts.Plural(t, count, "Deactivated 1 code.", "Deactivated {0} codes."),
        CodeChange.Reactivate => Ui.Texts.Plural(t, count, "Reactivated 1 code.", "Reactivated {0} codes."),
        CodeChange.Archive => Ui.Texts.Plural(t, count, "Archived 1 code.", "Archived {0} codes."),
        CodeChange.Restore => Ui.Texts.Plural(t, count, "Restored 1 code. It is inactive now.", "Restored {0} codes. They are inactive now."),
        _ => Ui.Texts.Plural(t, count, "Deleted 1 code.", "Deleted {0} codes."),
    };

    /// <summary>What takes a change back; deleting cannot be taken back.</summary>
    public static CodeChange? Undo(CodeChange change) => change switch
    {
        CodeChange.Deactivate => CodeChange.Reactivate,
        CodeChange.Reactivate => CodeChange.Deactivate,
        _ => null,
    };

    public static string Action(IStringLocalizer<CodesText> t, string action) => action switch
    {
        "code.deactivated" => t["Deactivated"],
        "code.reactivated" => t["Reactivated"],
        "code.archived" => t["Put into the archive"],
        "code.restored" => t["Restored"],
        "code.edited" => t["Edited"],
        "code.assigned" => t["Assigned to somebody"],
        "code.unassigned" => t["Assignment taken away"],
        "code.exported" => t["Handed out"],
        "code.mailed" => t["Mail put in line"],
        "code.sent" => t["Mailed"],
        "message.cancelled" => t["Mail taken back"],
        "message.resent" => t["Mail sent again"],
        "code.redeemed" => t["Code redeemed"],
        "redemption.reversed" => t["Redemption reversed"],
        _ => action,
    };

    public static string ActionIcon(string action) => action switch
    {
        "code.deactivated" => "ban",
        "code.archived" => "archive",
        "code.edited" => "edit",
        "code.exported" => "download",
        "code.redeemed" => "redemption",
        "redemption.reversed" => "undo",
        "code.mailed" or "code.sent" or "message.cancelled" or "message.resent" => "mail",
        "code.assigned" or "code.unassigned" => "person",
        _ => "check",
    };
}
