using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Server.People;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Sending;

/// <summary>Invitations and campaigns in the reader's language.</summary>
internal static class InviteWords
{
    public static (string Text, string Tone, string Icon, string Why) State(IStringLocalizer<SendingText> t, InviteState state) => state switch
    {
        InviteState.Queued => (t["Queued"], "blue", "clock", t["The invitation is in line and leaves when hours and pace allow."]),
        InviteState.Sent => (t["Invite sent"], "orange", "mail", t["Invited, and not registered yet. The invitation is still valid."]),
        InviteState.Expired => (t["Expired"], "red", "alert", t["The invitation ran out before the person registered. Send it again."]),
        InviteState.Accepted => (t["Accepted"], "green", "check", t["Registered in the app. Nothing is sent again."]),
        _ => (t["Not invited"], "gray", "person", t["Has no invitation."]),
    };

    /// <summary>What the button of a group says.</summary>
    public static string Invite(IStringLocalizer<SendingText> t, IStringLocalizer<PeopleText> people, Segment segment) => segment switch
    {
        Latchstring.People.Segment.Member => t["Invite members"],
        Latchstring.People.Segment.Trial => t["Invite trials"],
        Latchstring.People.Segment.Prospect => t["Invite prospects"],
        _ => t["Invite: {0}", PeopleWords.Segment(people, segment)],
    };

    public static string Skipped(IStringLocalizer<SendingText> t, string reason) => reason switch
    {
        SkipReasons.Accepted => t["registered already"],
        SkipReasons.Queued => t["in line already"],
        SkipReasons.Invited => t["valid invitation already"],
        SkipReasons.Expired => t["invitation expired: send it again instead"],
        SkipReasons.NoEmail => t["no e-mail address, which is the user name"],
        SkipReasons.Suppressed => t["address bounced or unsubscribed, and no mobile number"],
        SkipReasons.Blocked => t["account blocked"],
        SkipReasons.Recent => t["invited within the last hour"],
        SkipReasons.NotInvited => t["no invitation to send again"],
        _ => t["of another location"],
    };

    public static (string Text, string Tone, string Icon, string Why) State(IStringLocalizer<SendingText> t, CampaignState state) => state switch
    {
        CampaignState.Scheduled => (t["scheduled"], "blue", "calendar", t["It begins at the chosen time."]),
        CampaignState.Running => (t["running"], "blue", "mail", t["Messages leave one after the other."]),
        CampaignState.Waiting => (t["waiting for the window"], "blue", "clock", t["Nobody is written to at this hour. It goes on by itself."]),
        CampaignState.Paused => (t["paused"], "orange", "pause", t["Nothing leaves until somebody resumes it."]),
        CampaignState.Cancelled => (t["cancelled"], "gray", "ban", t["What had not left never will."]),
        _ => (t["completed"], "green", "check", t["Nothing waits any more."]),
    };

    /// <summary>How a message of an invitation fares, in a word for a table.</summary>
    public static (string Text, string Tone, string Icon) Message(IStringLocalizer<SendingText> t, MessageStatus status) => status switch
    {
        MessageStatus.Queued => (t["waits"], "blue", "clock"),
        MessageStatus.Delivered => (t["delivered"], "green", "check"),
        MessageStatus.Opened => (t["opened"], "green", "check"),
        MessageStatus.Clicked => (t["link opened"], "green", "link"),
        MessageStatus.NotSent => (t["not sent"], "gray", "ban"),
        MessageStatus.Bounced => (t["bounced"], "red", "alert"),
        MessageStatus.Failed => (t["failed"], "red", "alert"),
        MessageStatus.Unknown => (t["unknown"], "orange", "alert"),
        _ => (t["sent"], "green", "check"),
    };

    /// <summary>A moment on the location's own clocks.</summary>
    public static string Local(DateTimeOffset at, string zone) => Shown.Time(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)));

    public static string Clock(TimeOnly time) => time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
