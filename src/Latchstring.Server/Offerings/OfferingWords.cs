using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Offerings;

/// <summary>Facts about offerings in words, colour and icon.</summary>
internal static class OfferingWords
{
    public static string Kind(IStringLocalizer<OfferingsText> t, OfferingKind kind) => kind switch
    {
        OfferingKind.Course => t["Course"],
        OfferingKind.Event => t["Event"],
        OfferingKind.Appointment => t["Appointment"],
        _ => t["App"],
    };

    public static IReadOnlyList<(string Value, string Text)> Kinds(IStringLocalizer<OfferingsText> t) => [.. Enum.GetValues<OfferingKind>().Select(kind => (kind.ToString(), Kind(t, kind)))];

    /// <summary>What of the settings makes sense for a kind.</summary>
    public static bool HasDates(OfferingKind kind) => kind is OfferingKind.Event or OfferingKind.Course;

    public static bool HasAccessDays(OfferingKind kind) => kind is OfferingKind.Course or OfferingKind.App;

    public static bool HasResources(OfferingKind kind) => kind is OfferingKind.Course or OfferingKind.Event or OfferingKind.App;

    public static (string Text, string Tone, string Icon, string Why) State(IStringLocalizer<OfferingsText> t, DateTimeOffset? startsAt, DateTimeOffset? endsAt, DateTimeOffset? archivedAt, DateTimeOffset now) =>
        archivedAt is not null ? (t["put away"], "gray", "archive", t["It was put away. Who is in stays in; its codes open nothing any more."])
        : endsAt <= now ? (t["ended"], "orange", "calendar", t["Its end is past. Codes open it no more; access already given stays."])
        : now < startsAt ? (t["upcoming"], "blue", "clock", t["It has not started yet. People can register already."])
        : (t["open"], "green", "check", t["Codes open it now."]);

    public static (string Text, string Tone, string Icon, string Why) Access(IStringLocalizer<OfferingsText> t, RegistrationStatus status, DateTimeOffset? until, DateTimeOffset now) => status switch
    {
        RegistrationStatus.Registered when until is null || now < until => (t["in"], "green", "check", t["This person has access now."]),
        RegistrationStatus.Registered => (t["access ended"], "orange", "clock", t["The time of access is over. A later date opens it again."]),
        RegistrationStatus.AwaitingApproval => (t["waiting for approval"], "blue", "clock", t["Somebody has to approve this registration."]),
        RegistrationStatus.Waiting => (t["on the waiting list"], "blue", "clock", t["All places are taken; this person moves up as soon as one is free."]),
        RegistrationStatus.Refused => (t["refused"], "red", "ban", t["This registration was refused."]),
        _ => (t["cancelled"], "gray", "ban", t["Staff took this person out, or the redemption was taken back."]),
    };

    public static string Places(IStringLocalizer<OfferingsText> t, int registered, int? capacity) =>
        capacity is { } seats ? t["{0} of {1}", Shown.Number(registered), Shown.Number(seats)] : Shown.Number(registered);
}
