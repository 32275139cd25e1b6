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
    public static readonly string[] Filters = ["account", "locale", "offering", "segment", "location", "membership", "attention"];

    public static PersonFilter FilterOf(ListState state) => new(
        state.Search, Enum.TryParse<AccountFilter>(state["account"], true, out var account) && Enum.IsDefined(account) ? account : null,
        state["locale"] is "en" or "de" or "fr" ? state["locale"] : null, state["offering"] is null ? null : Guid.TryParse(state["offering"], out var offering) ? offering : Guid.Empty,
        Choice<Segment>(state["segment"]), state["location"] switch { null => null, "none" => Guid.Empty, var text => Guid.TryParse(text, out var location) && location != Guid.Empty ? location : Guid.AllBitsSet },
        Choice<Membership>(state["membership"]), Choice<Attention>(state["attention"]));

    private static T? Choice<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text![0]) ? value : null;

    public static string Segment(IStringLocalizer<PeopleText> t, Segment segment) => segment switch
    {
        Latchstring.People.Segment.Lead => t["Lead"],
        Latchstring.People.Segment.Prospect => t["Prospect"],
        Latchstring.People.Segment.Trial => t["Trial"],
        Latchstring.People.Segment.Member => t["Member"],
        Latchstring.People.Segment.Guest => t["Guest"],
        _ => t["Learner"],
    };

    public static string PropertyType(IStringLocalizer<PeopleText> t, PropertyType type) => type switch
    {
        Latchstring.People.PropertyType.YesNo => t["yes or no"],
        Latchstring.People.PropertyType.Choice => t["a choice"],
        Latchstring.People.PropertyType.Date => t["a date"],
        Latchstring.People.PropertyType.Number => t["a number"],
        _ => t["a line of text"],
    };

    public static IReadOnlyList<(string Value, string Text)> PropertyTypes(IStringLocalizer<PeopleText> t) => [.. Enum.GetValues<PropertyType>().Select(type => (type.ToString(), PropertyType(t, type)))];

    /// <summary>As a person reads it.</summary>
    public static string PropertyValue(IStringLocalizer<PeopleText> t, PersonValue held) => held.Property.Type switch
    {
        Latchstring.People.PropertyType.YesNo => held.Value == "true" ? t["yes"] : t["no"],
        Latchstring.People.PropertyType.Date when DateOnly.TryParseExact(held.Value, "yyyy-MM-dd", out var day) => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.CurrentCulture),
        Latchstring.People.PropertyType.Number when decimal.TryParse(held.Value, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) => number.ToString(System.Globalization.CultureInfo.CurrentCulture),
        _ => held.Value,
    };

    /// <summary>A date field shows only what is a date; what was mistyped stays visible in a plain one.</summary>
    public static bool IsDay(string? value) => string.IsNullOrEmpty(value) || DateOnly.TryParseExact(value, "yyyy-MM-dd", out _);

    public static IReadOnlyList<(string Value, string Text)> Segments(IStringLocalizer<PeopleText> t) =>
        [("", t["In no segment"]), .. Enum.GetValues<Segment>().Select(segment => (segment.ToString(), Segment(t, segment)))];

    public static (string Text, string Tone, string Icon, string Why) Membership(IStringLocalizer<PeopleText> t, Membership membership) => membership switch
    {
        Latchstring.People.Membership.Active => (t["active"], "green", "check", t["This person may book."]),
        Latchstring.People.Membership.Frozen => (t["frozen"], "blue", "lock", t["No bookings while the membership is frozen. The person is told so."]),
        Latchstring.People.Membership.Paused => (t["paused"], "orange", "pause", t["No bookings while the membership is paused. The person is told so."]),
        _ => (t["past due"], "red", "alert", t["No bookings until a payment has arrived. The person is told so."]),
    };

    public static IReadOnlyList<(string Value, string Text)> Memberships(IStringLocalizer<PeopleText> t) =>
        [.. Enum.GetValues<Membership>().Select(membership => (membership.ToString(), Membership(t, membership).Text))];

    public static IEnumerable<string> Same(IStringLocalizer<PeopleText> t, SameBy by)
    {
        if (by.HasFlag(SameBy.Phone))
            yield return t["Phone"];
        if (by.HasFlag(SameBy.ClientId))
            yield return t["Client number"];
        if (by.HasFlag(SameBy.Name))
            yield return t["Name"];
    }

    /// <summary>What is wrong with the record, each with what to do.</summary>
    public static IEnumerable<(string Text, string Why)> Attention(IStringLocalizer<PeopleText> t, Attention attention)
    {
        if (attention.HasFlag(Latchstring.People.Attention.NoLocation))
            yield return (t["no location"], t["Nobody can invite this person to a booking app. Choose their location."]);
        if (attention.HasFlag(Latchstring.People.Attention.NoContact))
            yield return (t["no usable contact"], t["There is neither an e-mail address nor a phone number that can be written to. Ask for one."]);
        if (attention.HasFlag(Latchstring.People.Attention.SharedPhone))
            yield return (t["shared phone"], t["Somebody else has the same number. Perhaps it is the same person twice; then merge the two."]);
    }

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
        "mail.sent" => t["An e-mail left"],
        "sms.sent" => t["A text message left"],
        "mail.delivered" => t["The e-mail arrived"],
        "sms.delivered" => t["The text message arrived"],
        "mail.opened" => t["The e-mail was opened"],
        "mail.visited" or "sms.visited" => t["The link in it was opened"],
        "mail.scanned" or "sms.scanned" => t["The link was opened by a machine, probably a scanner"],
        "mail.returned" => t["The e-mail came back"],
        "sms.returned" => t["The text message did not arrive"],
        "registration.cancelled" => t["Was taken out of an offering"],
        "registration.reinstated" => t["Was taken back into an offering"],
        "registration.access_changed" => t["The end of access was changed"],
        "person.created" => t["Was added"],
        "person.edited" => t["The details were changed"],
        "person.edited_self" => t["Changed their own profile"],
        "person.exported" => t["The data was exported"],
        "person.merged" => t["Two records became one"],
        "person.imported" => t["Was imported from a file"],
        "person.import_undone" => t["An import was undone"],
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
        "mail.returned" or "sms.returned" => "alert",
        "mail.visited" or "sms.visited" or "mail.scanned" or "sms.scanned" => "link",
        _ when action.StartsWith("mail.", StringComparison.Ordinal) => "mail",
        _ when action.StartsWith("sms.", StringComparison.Ordinal) => "phone",
        _ when action.StartsWith("booking.", StringComparison.Ordinal) => "calendar",
        "registration.access_changed" => "calendar",
        "account.blocked" or "account.unblocked" => "lock",
        "account.password_link_made" or "account.password_set_by_link" => "key",
        "person.exported" => "download",
        "person.imported" => "upload",
        _ => "edit",
    };
}
