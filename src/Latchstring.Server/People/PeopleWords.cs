using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Audit;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.People;

/// <summary>Facts about people in words, colour and icon.</summary>
internal static class PeopleWords
{
    public static PersonFilter FilterOf(ListState state) => new(
        state.Search, Enum.TryParse<AccountFilter>(state["account"], true, out var account) && Enum.IsDefined(account) ? account : null,
        state["locale"] is "en" or "de" or "fr" ? state["locale"] : null, state["offering"] is null ? null : Guid.TryParse(state["offering"], out var offering) ? offering : Guid.Empty);

    public static (string Text, string Tone, string Icon, string Why) Account(IStringLocalizer<PeopleText> t, AccountStatus? status) => status switch
    {
        AccountStatus.Active => (t["active"], "green", "check", t["This person can sign in."]),
        AccountStatus.Invited => (t["invited"], "blue", "mail", t["An account without a password yet. Give them a password link."]),
        AccountStatus.Blocked => (t["blocked"], "red", "lock", t["Nobody can sign in with this account until it is unblocked."]),
        _ => (t["no account"], "gray", "person", t["We know this person, but they have not registered."]),
    };

    public static IReadOnlyList<(string Value, string Text)> Languages(IStringLocalizer<PeopleText> t) =>
        [("", t["As their browser asks"]), .. new[] { "en", "de", "fr" }.Select(locale => (locale, Language.NameOf(locale)))];

    /// <summary>What happened, in words about the person; other actions in the words of the history.</summary>
    public static string Action(IStringLocalizer<PeopleText> t, IStringLocalizer<AuditText> history, TimelineEntry entry) => entry.Action switch
    {
        "redeemed" => t["Redeemed a code for {0}", entry.What ?? "–"],
        "reversed" => t["The redemption for {0} was taken back", entry.What ?? "–"],
        "registered" => t["Came into {0}", entry.What ?? "–"],
        "registration.cancelled" => t["Was taken out of an offering"],
        "registration.reinstated" => t["Was taken back into an offering"],
        "registration.access_changed" => t["The end of access was changed"],
        "person.created" => t["Was added"],
        "person.edited" => t["The details were changed"],
        "person.edited_self" => t["Changed their own profile"],
        "person.exported" => t["The data was exported"],
        "account.registered" => t["Registered"],
        "account.blocked" => t["The account was blocked"],
        "account.unblocked" => t["The account was unblocked"],
        "account.password_link_made" => t["A password link was made"],
        _ => Actions.Words.TryGetValue(entry.Action, out var words) ? history[words] : entry.Action,
    };

    public static string Icon(string action) => action switch
    {
        "redeemed" => "code",
        "reversed" or "registration.cancelled" => "undo",
        "registered" or "registration.reinstated" or "account.registered" => "check",
        "registration.access_changed" => "calendar",
        "account.blocked" or "account.unblocked" => "lock",
        "account.password_link_made" or "account.password_set_by_link" => "key",
        "person.exported" => "download",
        _ => "edit",
    };
}
