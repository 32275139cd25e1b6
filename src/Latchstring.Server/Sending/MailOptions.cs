using Latchstring.Sending;
using Latchstring.Server.Options;

namespace Latchstring.Server.Sending;

/// <summary>
/// How mails leave (section <c>Mail</c>, or the environment: <c>Mail__Host</c>). Without a host they stay in the outbox. A stream may have a
/// route of its own, so that invitations and password mails do not share a reputation (S2.3): <c>Mail__Invitation__From</c>,
/// <c>Mail__Account__Host</c>; what it leaves out is taken from here.
/// </summary>
public sealed class MailOptions
{
    public string? Host { get; set; }
    public int Port { get; set; } = 25;

    /// <summary>Encrypted or not at all. TLS from the first byte (port 465) is not possible.</summary>
    public bool StartTls { get; set; }
    public string? User { get; set; }
    public string? Password { get; set; }

    /// <summary>The sender where a template names none; default no-reply@ and the host of the installation's address.</summary>
    public string? From { get; set; }

    /// <summary>Further domains that templates may name as senders, beside those of the From addresses. Without any of both every domain goes.</summary>
    public string[] SenderDomains { get; set; } = [];

    /// <summary>The domains of all of them.</summary>
    public SenderDomains Senders => new([.. new[] { From, Invitation.From, Account.From }.OfType<string>().Select(Message.DomainOf).Concat(SenderDomains).Select(domain => domain.Trim().ToLowerInvariant()).Where(domain => domain.Length > 0).Distinct()]);

    /// <summary>Connections kept open side by side.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>What whoever brings returned mails to /hooks/mail must know; without it nobody can.</summary>
    public string? ReportSecret { get; set; }
    public MailRoute Invitation { get; set; } = new();
    public MailRoute Account { get; set; } = new();

    public MailRoute RouteOf(string stream)
    {
        var own = stream == "account" ? Account : Invitation;
        return own.Host is null
            ? new MailRoute { Host = Host, Port = Port, StartTls = StartTls, User = User, Password = Password, From = own.From ?? From }
            : new MailRoute { Host = own.Host, Port = own.Port ?? Port, StartTls = own.StartTls ?? StartTls, User = own.User, Password = own.Password, From = own.From ?? From };
    }

    public MailOptions Checked()
    {
        if (Connections is < 1 or > 64)
            throw new StartException("Mail:Connections must lie between 1 and 64.");
        foreach (var from in new[] { From, Invitation.From, Account.From })
        {
            if (from is not null && !EmailAddress.IsOne(from))
                throw new StartException($"Mail:From must be an e-mail address, not '{from}'.");
        }
        return this;
    }
}

public sealed class MailRoute
{
    public string? Host { get; set; }
    public int? Port { get; set; }
    public bool? StartTls { get; set; }
    public string? User { get; set; }
    public string? Password { get; set; }
    public string? From { get; set; }
}
