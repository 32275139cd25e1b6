using Latchstring.Sending;

namespace Latchstring.Server.Sending;

/// <summary>The form of a template, as it was typed.</summary>
public sealed class TemplateInput
{
    public string? SenderName { get; set; }
    public string? SenderAddress { get; set; }
    public string? ReplyTo { get; set; }
    public string? Subject { get; set; }
    public string? Body { get; set; }
    public int Version { get; set; }
    public string? Act { get; set; }

    /// <summary>Whose data the preview shows: an e-mail address, telephone or client number; empty = one's own.</summary>
    public string? As { get; set; }

    /// <summary>Where the test text message goes.</summary>
    public string? Phone { get; set; }

    public TemplateFields Fields => new(SenderName, SenderAddress, ReplyTo, Subject, Body);

    public static TemplateInput Of(TemplateView view) => new()
    {
        SenderName = view.Fields.SenderName,
        SenderAddress = view.Fields.SenderAddress,
        ReplyTo = view.Fields.ReplyTo,
        Subject = view.Fields.Subject,
        Body = view.Fields.Body,
        Version = view.Version,
    };
}
