using Latchstring.Accounts;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>A template as a real text message to a number of one's own; nothing is queued or kept.</summary>
public sealed class TrySms(Database database, TryTemplate template, ISmsTransport transport, SmsBudget budget, FailureLimits limits)
{
    public static readonly Problem NoGateway = new("sms.no_gateway", 409, "No SMS gateway is set up, so nothing can be sent. The preview shows the text message.");
    public static readonly Problem Spent = new("sms.spent", 429, "The text messages of today are spent. Try again tomorrow.");

    public async Task<Result<Delivery>> RunAsync(Actor actor, TemplateType type, string locale, TemplateFields fields, string? number, string? name, CancellationToken cancellationToken = default)
    {
        string zone;
        await using (var db = database.Read(actor.WorkspaceId))
            zone = await db.Workspaces.Where(w => w.Id == actor.WorkspaceId).Select(w => w.TimeZone).SingleAsync(cancellationToken);
        if (PhoneNumber.Normalize(number, PhoneNumber.CountryOf(zone)) is not { } phone)
            return Problem.Invalid("phone", "Enter a mobile number with its country, such as +49 170 1234567.");
        var sms = await template.PreviewAsync(actor, type, locale, fields, phone, name, null, Channel.Sms, cancellationToken);
        if (!sms.Ok)
            return sms.Problem;
        if (transport.Host is null)
            return NoGateway;
        if (!await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, phone, cancellationToken))
            return RecipientCaps.Reached;
        if (await database.WriteAsync(actor.WorkspaceId, db => budget.SpendAsync(db, 1, database.Now, cancellationToken), cancellationToken) < 0)
            return Spent;
        return await transport.SendAsync(new Sms(phone, sms.Value.Text, sms.Value.MessageId, "/hooks/sms/test"), cancellationToken);
    }
}
