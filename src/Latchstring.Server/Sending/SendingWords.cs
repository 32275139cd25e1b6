using Latchstring.Sending;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Sending;

/// <summary>States and reasons in the reader's language.</summary>
internal static class SendingWords
{
    public static string Type(IStringLocalizer<SendingText> t, TemplateType type) => type switch
    {
        TemplateType.Code => t["Code"],
        TemplateType.PasswordReset => t["New password"],
        TemplateType.StaffInvite => t["Staff invitation"],
        TemplateType.PartnerInvite => t["Personalized partner invitation"],
        TemplateType.GuestRegistered => t["Guest registered"],
        TemplateType.GuestWaiting => t["Guest waits for approval or a place"],
        TemplateType.GuestRefused => t["Guest not approved"],
        TemplateType.GuestCancelled => t["Registration of a guest cancelled"],
        TemplateType.EmailProof => t["Digits that prove an address"],
        TemplateType.Invite => t["Invitation to a booking app"],
        TemplateType.InviteCode => t["Code of an invitation"],
        TemplateType.Reminder => t["Reminder of an invitation"],
        TemplateType.Welcome => t["Welcome"],
        TemplateType.BookingConfirmed => t["Booking confirmed"],
        TemplateType.BookingMoved => t["Booking moved"],
        TemplateType.BookingMovedUp => t["Moved up from the waiting list"],
        TemplateType.BookingCancelled => t["Booking cancelled"],
        TemplateType.BookingCalledOff => t["Session does not take place"],
        TemplateType.FileReady => t["A file is ready"],
        _ => t["First password"],
    };

    public static (string Text, string Tone, string Icon, string Why) Status(IStringLocalizer<SendingText> t, MessageRow row, TimeZoneInfo zone) => row switch
    {
        { Redeemed: true, SentAt: not null } => (t["redeemed"], "purple", "redemption", t["The code in it has been used."]),
        { Status: MessageStatus.Queued, HandedAt: not null } => (t["leaving"], "blue", "mail", t["It is being handed over at this moment."]),
        { Status: MessageStatus.Queued, Paused: true } => (t["paused"], "orange", "pause", t["Its campaign is paused. It leaves when somebody resumes it."]),
        { Status: MessageStatus.Queued, Type: TemplateType.InviteCode, LeavesAt: { } at, Reason: null } => (t["queued until {0}", Shown.Time(TimeZoneInfo.ConvertTime(at, zone))], "blue", "clock", t["It follows the e-mail of the invitation, when the hours and the pace allow."]),
        { Status: MessageStatus.Queued, LeavesAt: { } at } => (t["queued until {0}", Shown.Time(TimeZoneInfo.ConvertTime(at, zone))], "blue", "clock", row.Reason ?? t["It leaves when the hours and the pace allow."]),
        { Status: MessageStatus.Queued } => (t["waits"], "blue", "clock", t["It leaves when the hours and the pace allow."]),
        { Status: MessageStatus.Clicked } => (t["link opened"], "green", "link", t["Somebody opened the link in it."]),
        { Status: MessageStatus.NotSent } => (t["not sent"], "gray", "ban", Reason(t, row.Reason)),
        { Status: MessageStatus.Bounced } => (t["bounced"], "red", "alert", row.Reason ?? t["The receiving server does not know this address."]),
        { Status: MessageStatus.Failed } => (t["failed"], "red", "alert", row.Reason ?? t["The receiving server refused it."]),
        { Status: MessageStatus.Unknown } => (t["unknown"], "orange", "alert", t["The answer of the server was lost. It may have arrived; you can send it again as the same mail."]),
        { Channel: Channel.Sms } => (t["sent"], "green", "check", t["The SMS gateway has taken it."]),
        _ => (t["sent"], "green", "check", t["The mail server has taken it."]),
    };

    /// <summary>How a text message is paid for.</summary>
    public static string Segments(IStringLocalizer<SendingText> t, string text)
    {
        var sms = SmsText.Of(text);
        return $"{t.Plural(sms.Segments, "1 SMS", "{0} SMS")} · {t.Plural(sms.Length, "1 character", "{0} characters")}" + (sms.Gsm ? "" : " · " + t["with signs that take more room (UCS-2)"]);
    }

    /// <summary>Why it never left.</summary>
    public static string Reason(IStringLocalizer<SendingText> t, string? reason) => reason switch
    {
        NotSent.Cancelled => t["It was taken back before it left."],
        NotSent.Suppressed => t["The address has bounced or was unsubscribed."],
        NotSent.Expired => t["The code had expired, or the session had begun, before its turn."],
        NotSent.Overtaken => t["The booking had changed again before its turn."],
        NotSent.Redeemed => t["The code had been used already."],
        NotSent.Reassigned => t["The code was given to somebody else."],
        _ => t["The code or the offering was switched off."],
    };

    public static string Skipped(IStringLocalizer<SendingText> t, string reason) => reason switch
    {
        "registered" => t["is in already"],
        "invited" => t["has an unused code from an earlier mail"],
        "noAddress" => t["has no e-mail address"],
        _ => t["has bounced or was unsubscribed"],
    };
}
