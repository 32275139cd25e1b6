namespace Latchstring.Sending;

/// <summary>
/// The domains whose mail this installation may send, as its operator has proven them to the world (SPF, DKIM). A sender of another domain would be
/// taken for a forgery, so no template can name one. None = the operator has said nothing.
/// </summary>
public sealed record SenderDomains(IReadOnlyCollection<string> Allowed)
{
    public Problem? Refusal(string address) => Allowed.Count == 0 || Allowed.Contains(Message.DomainOf(address), StringComparer.OrdinalIgnoreCase) ? null
        : Problem.Invalid("senderAddress", "This installation may send for {0} only; mails from another domain would be taken for forgeries.", string.Join(", ", Allowed));
}
