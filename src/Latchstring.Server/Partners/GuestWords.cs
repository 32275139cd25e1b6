using Latchstring.Partners;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Partners;

/// <summary>States of guests and fields of their form in the reader's language.</summary>
internal static class GuestWords
{
    public static (string Text, string Tone, string Icon, string? Why) Of(IStringLocalizer<GuestsText> t, GuestStatus status) => status switch
    {
        GuestStatus.Registered => (t["Guest registered"], "green", "check", null),
        GuestStatus.AwaitingApproval => (t["Awaiting approval"], "orange", "clock", t["The guest has registered. The organizer says yes or no."]),
        GuestStatus.Waiting => (t["On the waiting list"], "orange", "clock", t["The event is full. The guest comes in when a place becomes free."]),
        GuestStatus.Refused => (t["Declined"], "gray", "x", t["The guest said no, or the organizer did."]),
        GuestStatus.Cancelled => (t["Cancelled"], "gray", "ban", t["The link of this invitation opens nothing any more."]),
        GuestStatus.Expired => (t["Expired"], "gray", "clock", t["The event is over."]),
        _ => (t["Invitation pending"], "blue", "mail", t["The guest has not answered yet."]),
    };

    public static (string Text, string Tone, string Icon, string? Why) Of(IStringLocalizer<GuestsText> t, GuestMail mail) => mail switch
    {
        GuestMail.Sent => (t["Sent"], "blue", "plane", null),
        GuestMail.Delivered => (t["Delivered"], "blue", "check", t["The receiving server has it."]),
        GuestMail.Opened => (t["Opened"], "purple", "mail", t["An image in the mail was loaded. A mail program may do that by itself."]),
        GuestMail.Clicked => (t["Clicked"], "purple", "link", t["Somebody opened the link in it."]),
        GuestMail.NotSent => (t["Not sent"], "gray", "ban", t["No mail went out, and none will."]),
        GuestMail.Bounced => (t["Bounced"], "red", "alert", t["The receiving server does not know this address."]),
        GuestMail.Failed => (t["Failed"], "red", "alert", t["The receiving server refused the mail."]),
        _ => (t["Pending"], "gray", "clock", t["No mail has left yet."]),
    };

    public static (string Text, string Tone, string Icon)? Of(IStringLocalizer<GuestsText> t, GuestAttendance attendance) => attendance switch
    {
        GuestAttendance.Present => (t["Present"], "green", "check"),
        GuestAttendance.Absent => (t["Absent"], "gray", "x"),
        _ => null,
    };

    public static string Label(IStringLocalizer<GuestsText> t, GuestField field) => field.Property?.Label ?? Label(t, field.Key);

    public static string Label(IStringLocalizer<GuestsText> t, string key) => key switch
    {
        GuestFields.Email => t["E-mail address"],
        GuestFields.FirstName => t["First name"],
        GuestFields.LastName => t["Last name"],
        GuestFields.Phone => t["Phone"],
        GuestFields.Locale => t["Language of the mail"],
        _ => key,
    };

    /// <summary>"20: your own number." and the like: which level counts (X12).</summary>
    public static string Source(IStringLocalizer<GuestsText> t, Quota quota) => quota.Source switch
    {
        QuotaSource.Own => t["Set for this partner"],
        QuotaSource.Packages => t["Sum of the packages"],
        QuotaSource.Event => t["For each partner of the event"],
        _ => t["Not limited"],
    };
}
