using Latchstring.CheckIns;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.CheckIns;

/// <summary>What a scan means, for whoever stands at the door.</summary>
internal static class DoorWords
{
    public static (string Text, string Tone, string Icon) Outcome(IStringLocalizer<CheckInsText> t, CheckInOutcome outcome) => outcome switch
    {
        CheckInOutcome.Entered => (t["Welcome"], "green", "check"),
        CheckInOutcome.Again => (t["Was in already"], "orange", "clock"),
        CheckInOutcome.Twice => (t["Let in twice"], "red", "alert"),
        CheckInOutcome.NotRegistered => (t["No place"], "red", "ban"),
        CheckInOutcome.OtherEvent => (t["Ticket of another event"], "red", "ban"),
        CheckInOutcome.Full => (t["Full"], "red", "ban"),
        CheckInOutcome.Undone => (t["Taken back"], "gray", "undo"),
        _ => (t["Not a ticket of ours"], "red", "ban"),
    };

    public static string Sentence(IStringLocalizer<CheckInsText> t, Scanned one) => one.Outcome switch
    {
        CheckInOutcome.Entered => t["{0} is in.", one.Name ?? ""],
        CheckInOutcome.Again or CheckInOutcome.Twice => t["{0} was in already.", one.Name ?? ""],
        CheckInOutcome.NotRegistered => t["{0} has no place here.", one.Name ?? ""],
        CheckInOutcome.OtherEvent => t["{0} has a ticket of another event.", one.Name ?? ""],
        CheckInOutcome.Full => t["{0} has a ticket of another event, and here every place is taken.", one.Name ?? ""],
        _ => t["Nobody has this ticket, address or number. Look for the name in the list."],
    };

    /// <summary>"Saturday, 22 November 2026, 18:00" by the clock where it takes place.</summary>
    public static string When(DateTimeOffset at, string zone) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("f", System.Globalization.CultureInfo.CurrentCulture);
}
