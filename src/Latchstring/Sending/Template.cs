using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>
/// A code by mail; a password; staff asked in; the digits that prove an address; of a partner's guest: the invitation, and what becomes of the
/// registration; and of a booking app: the e-mail that asks somebody in, the code for it (a text message, or a second e-mail for who has
/// no mobile number), the reminder before it expires, the welcome after it was used, and what becomes of bookings.
/// </summary>
public enum TemplateType
{
    Code, PasswordReset, FirstPassword, StaffInvite, FileReady, EmailProof, PartnerInvite, GuestRegistered, GuestWaiting, GuestRefused, GuestCancelled, Invite, InviteCode, Reminder, Welcome, BookingConfirmed, BookingMoved, BookingMovedUp, BookingCancelled, BookingCalledOff,
}

/// <summary>The words of one kind of mail in one language, as a workspace changed them; without a row <see cref="DefaultTemplates"/> speaks.</summary>
public sealed class Template : IOwned
{
    public Guid WorkspaceId { get; init; }
    public TemplateType Type { get; init; }
    public required string Locale { get; init; }

    /// <summary>Shown beside the address; null = the workspace's name.</summary>
    public string? SenderName { get; set; }

    /// <summary>null = the address that the installation sends this kind of mail from.</summary>
    public string? SenderAddress { get; set; }
    public string? ReplyTo { get; set; }
    public required string Subject { get; set; }
    public required string Body { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>The closed list of what a template may say about its recipient (security.md).</summary>
public static class Placeholders
{
    public const string Name = "name", FirstName = "firstName", LastName = "lastName", Email = "email", Workspace = "workspace", Support = "support";
    public const string Offering = "offering", Code = "code", Link = "link", HowTo = "howTo", ValidTill = "validTill";
    public const string Session = "session", Time = "time", Place = "place", Trainer = "trainer";

    /// <summary>Of a partner's guest: who invites, and the partner's own words.</summary>
    public const string Partner = "partner", Words = "message", Ticket = "ticket";

    private static readonly string[] Everybody = [Name, FirstName, LastName, Email, Workspace, Support, Link, ValidTill];

    public static IReadOnlyList<string> Of(TemplateType type) => type switch
    {
        TemplateType.PasswordReset or TemplateType.FirstPassword or TemplateType.StaffInvite or TemplateType.FileReady => Everybody,
        TemplateType.EmailProof => [.. Everybody, Code],
        TemplateType.Code or TemplateType.InviteCode => [.. Everybody, Offering, Code, HowTo],
        TemplateType.PartnerInvite => [.. Everybody.Where(name => name != ValidTill), Offering, HowTo, Time, Place, Partner, Words],
        _ when Message.IsAboutGuest(type) => [.. Everybody.Where(name => name != ValidTill), Offering, HowTo, Time, Place, Partner, Ticket],
        _ when Message.IsAboutBooking(type) => [.. Everybody.Where(name => name != ValidTill), Offering, HowTo, Session, Time, Place, Trainer],
        _ => [.. Everybody, Offering, HowTo],
    };
}

/// <summary>What staff may set on a template.</summary>
public sealed record TemplateFields(string? SenderName, string? SenderAddress, string? ReplyTo, string? Subject, string? Body)
{
    public static TemplateFields Of(Template template) => new(template.SenderName, template.SenderAddress, template.ReplyTo, template.Subject, template.Body);

    public Problem? Refusal(TemplateType type)
    {
        var check = new Check()
            .Line(SenderName, "senderName", 100)
            .That(SenderName is null || !SenderName.Any(c => c is '<' or '>' or '"'), "senderName", "A name has no quotes and no angle brackets.")
            .That(SenderAddress.OrNull() is null || EmailAddress.IsOne(SenderAddress!.Trim()), "senderAddress", "Enter an e-mail address such as anna@example.org.")
            .That(ReplyTo.OrNull() is null || EmailAddress.IsOne(ReplyTo!.Trim()), "replyTo", "Enter an e-mail address such as anna@example.org.")
            .Required(Subject, "subject", 200)
            .That(!string.IsNullOrWhiteSpace(Body), "body", "Please fill this in.")
            .Lines(Body, "body", 10_000);
        var allowed = Placeholders.Of(type);
        foreach (var (field, text) in new[] { ("subject", Subject), ("body", Body) })
        {
            var unknown = TemplateText.Names(text ?? "").FirstOrDefault(name => !allowed.Contains(name, StringComparer.Ordinal));
            check.That(unknown is null, field, "There is no placeholder {0}. You can use: {1}", $"{{{unknown}}}", string.Join(" ", allowed.Select(name => $"{{{name}}}")));
        }
        check.That(!TemplateText.Names(Subject ?? "").Contains(Placeholders.Code), "subject", "A code in the subject shows on locked screens. Write {code} in the body only.");
        check.That(type is not (TemplateType.InviteCode or TemplateType.EmailProof) || TemplateText.Names(Body ?? "").Contains(Placeholders.Code), "body", "This message brings the code. Write {code} into the body.");
        check.That(type != TemplateType.PartnerInvite || TemplateText.Names(Body ?? "").Contains(Placeholders.Words), "body", "The partner's own words belong into this mail. Write {message} on a line of its own.");
        check.That(!TemplateText.Names(Subject ?? "").Contains(Placeholders.Words), "subject", "The partner's own words belong into the body, on a line of their own.");
        check.That((Body ?? "").ReplaceLineEndings("\n").Split('\n').All(line => !line.Contains("{message}", StringComparison.Ordinal) || line.Trim() == "{message}"), "body", "{message} stands on a line of its own, so that everybody sees whose words these are.");
        check.That(Message.IsAboutBooking(type) || TemplateText.Names(Body ?? "").Any(name => name is Placeholders.Link or Placeholders.Code), "body", "Without {link} nobody can do anything with this mail. Write it into the body.");
        return check.Problem;
    }
}
