using Latchstring.Sending;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Bookings;

public class WelcomeTests
{
    [Theory, EachDatabase, Trait("Req", "S2.36")]
    public async Task Whoever_has_come_in_gets_one_mail_with_their_user_name_and_the_link(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var kit = await BookingKit.CreateAsync(test);
        var guest = await kit.InviteAsync(test);
        await server.Client.ShowCodeAsync(guest);
        Assert.Equal("/acme/app", (await server.Client.PostFormAsync("/acme/app/join/password", "password", ("Form.Password", JoinKit.Password))).To());
        await using var db = test.Database.Read(kit.Id);
        var message = await db.Messages.SingleAsync(m => m.Type == TemplateType.Welcome);
        Assert.Equal(("mia@example.org", Rank.Account, MessageStatus.Queued), (message.Address, message.Rank, message.Status));
        var mail = (await server.Services.GetRequiredService<SeeMail>().RunAsync(kit.Sample.Owner, message.Id)).Value.Mail;
        Assert.Contains("mia@example.org", mail.Text, StringComparison.Ordinal);
        Assert.Contains("/acme/app", mail.Text, StringComparison.Ordinal);
        Assert.Contains("desk@studio.test", mail.Text, StringComparison.Ordinal);
        await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
        await using var after = test.Database.Read(kit.Id);
        Assert.Equal(MessageStatus.Sent, (await after.Messages.SingleAsync(m => m.Id == message.Id)).Status);
    }
}
