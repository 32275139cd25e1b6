using System.Net;
using Latchstring.Sending;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>Forgotten and first passwords, from the page to the mail and back.</summary>
public class MailPasswordLinkTests
{
    [Theory, EachDatabase, Trait("Req", "S3.25"), Trait("Req", "X16"), Trait("Req", "X14")]
    public async Task A_forgotten_password_is_mailed_at_any_hour_and_its_link_sets_a_new_one(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(1); // 03:00 in Berlin
        var sample = await SampleWorkspace.CreateAsync(test);
        var known = await server.Client.PostPageAsync("/acme/forgot", ("Form.Email", "OWNER@acme.test"));
        var unknown = await server.Client.PostPageAsync("/acme/forgot", ("Form.Email", "stranger@example.org"));
        Assert.Equal(GuestKit.Visible(await known.Content.ReadAsStringAsync()), GuestKit.Visible(await unknown.Content.ReadAsStringAsync()));
        await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
        await using var db = server.Database.Read(sample.Id);
        var message = await db.Messages.SingleAsync();
        Assert.Equal((MessageStatus.Sent, "owner@acme.test", TemplateType.FirstPassword), (message.Status, message.Address, message.Type));
        var mail = (await server.Services.GetRequiredService<SeeMail>().RunAsync(sample.Owner, message.Id)).Value.Mail;
        var link = new Uri(mail.Text.Split('\n').Single(line => line.Contains("/acme/password/", StringComparison.Ordinal)));
        var set = await server.Client.PostPageAsync(link.AbsolutePath, ("Form.Password", "A-brand-new-Passw0rd!"));
        Assert.Equal(HttpStatusCode.Found, set.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(link.AbsolutePath)).StatusCode); // spent: the kind page
    }

    [Theory, EachDatabase, Trait("Control", "mail-bombing")]
    public async Task Nobody_is_bombed_three_in_ten_minutes_and_six_a_day_are_the_most(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test);
        var mail = new MailPasswordLink(test.Database, new Latchstring.Accounts.FailureLimits(test.Database), kit.Compose, new MailOrigin(() => SendingKit.BaseUrl), new Latchstring.Accounts.MakePasswordLink(test.Database));
        async Task<int> AskAsync(int times)
        {
            for (var i = 0; i < times; i++)
                await mail.RunAsync(kit.Sample.Id, "owner@acme.test", "en");
            return (await kit.MessagesAsync()).Count;
        }
        Assert.Equal(3, await AskAsync(10));
        test.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(6, await AskAsync(10));
        test.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(6, await AskAsync(10));
        test.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(7, await AskAsync(1));
    }

    [Theory, EachDatabase, Trait("Req", "S3.25")]
    public async Task Who_has_access_but_no_password_gets_the_link_when_they_first_come(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var sample = await SampleWorkspace.CreateAsync(test);
        await sample.AddPersonAsync("bought@example.org", "Bea", "Buyer");
        await server.Client.PostPageAsync("/acme/register", ("Form.FirstName", "Bea"), ("Form.LastName", "Buyer"), ("Form.Email", "bought@example.org"), ("Form.Password", "Sunny-Meadow-42"));
        await using var db = server.Database.Read(sample.Id);
        var message = await db.Messages.SingleAsync();
        Assert.Equal((TemplateType.FirstPassword, "bought@example.org"), (message.Type, message.Address));
    }

    [Theory, EachDatabase, Trait("Req", "S3.26")]
    public async Task Staff_mail_a_link_that_lives_a_week(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var sample = await SampleWorkspace.CreateAsync(test);
        var person = await sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        using var staff = await server.SignInAsync(sample);
        var sent = await staff.PostFormAsync($"/acme/admin/people/{person.Id}/password-link", "mail");
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        await using var db = server.Database.Read(sample.Id);
        var message = await db.Messages.SingleAsync();
        Assert.Equal(("ada@example.org", "Olga Owner", TimeSpan.FromDays(7)), (message.Address, message.ActorName, message.ExpiresAt - message.CreatedAt));
        Assert.Equal("permission.missing", (await server.Services.GetRequiredService<MailPasswordLink>().ForPersonAsync(sample.Staff(Permission.Viewer), person.Id)).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task With_a_mail_server_the_link_is_hidden_from_staff(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test);
        await new MailPasswordLink(test.Database, new Latchstring.Accounts.FailureLimits(test.Database), kit.Compose, new MailOrigin(() => SendingKit.BaseUrl), new Latchstring.Accounts.MakePasswordLink(test.Database)).RunAsync(kit.Sample.Id, "owner@acme.test", "en");
        var seen = (await new SeeMail(test.Database, kit.Compose, kit.Server).RunAsync(kit.Sample.Owner, (await kit.MessageAsync()).Id)).Value;
        Assert.Contains("/acme/password/…", seen.Mail.Text, StringComparison.Ordinal);
        Assert.Equal("message.not_found", (await new SeeMail(test.Database, kit.Compose, kit.Server).RunAsync(kit.Sample.Staff(Permission.Manager), (await kit.MessageAsync()).Id)).Problem?.Code);
    }
}
