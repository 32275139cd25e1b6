using System.Net;
using Latchstring.Accounts;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>Staff are invited by mail, again if need be, and lose and regain their way in.</summary>
public class MailStaffInviteTests
{
    [Theory, EachDatabase, Trait("Req", "S2.35"), Trait("Req", "X16")]
    public async Task The_invited_get_a_mail_at_any_hour_join_by_it_are_blocked_and_let_in_again(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(1); // 03:00 in Berlin
        var sample = await SampleWorkspace.CreateAsync(test);
        using var owner = await server.SignInAsync(sample);
        await owner.PostFormAsync("/acme/admin/settings/staff/invite", "invite", ("Form.Email", "Tina@acme.test"), ("Form.Name", "Tina Trainer"), ("Form.Role", "Viewer"));
        var link = await LinkAsync(test, server, sample, "tina@acme.test");
        using var tina = server.NewClient();
        Assert.Equal(HttpStatusCode.Found, (await tina.PostFormAsync(link, "join", ("Form.Name", "Tina Trainer"), ("Form.Password", "Gelbe-Wiese-78"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await tina.GetAsync("/acme/admin/codes")).StatusCode);
        await using var db = server.Database.Read(sample.Id);
        var account = await db.Accounts.SingleAsync(a => a.Email == "tina@acme.test");
        await owner.PostFormAsync($"/acme/admin/settings/staff/{account.Id}/block", "/block");
        Assert.NotEqual(HttpStatusCode.OK, (await tina.GetAsync("/acme/admin/codes")).StatusCode);
        await owner.PostFormAsync($"/acme/admin/settings/staff/{account.Id}/unblock", "/unblock");
        using var back = server.NewClient();
        Assert.Equal(HttpStatusCode.Found, (await back.PostPageAsync("/acme/sign-in", ("Form.Email", "tina@acme.test"), ("Form.Password", "Gelbe-Wiese-78"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await back.GetAsync("/acme/admin/codes")).StatusCode);
    }

    [Theory, EachDatabase, Trait("Req", "S2.35")]
    public async Task Sending_again_ends_the_old_link_also_when_it_has_expired_and_a_withdrawn_one_stays_withdrawn(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var sample = await SampleWorkspace.CreateAsync(test);
        using var owner = await server.SignInAsync(sample);
        await owner.PostFormAsync("/acme/admin/settings/staff/invite", "invite", ("Form.Email", "tina@acme.test"), ("Form.Role", "Manager"), ("Form.Reach", "some"), ("Form.Offerings", sample.Course.Id.ToString()));
        var first = await LinkAsync(test, server, sample, "tina@acme.test");
        await owner.PostFormAsync("/acme/admin/settings/staff", "/again");
        var second = await LinkAsync(test, server, sample, "tina@acme.test");
        Assert.NotEqual(first, second);
        Assert.Contains("leads nowhere", await server.Client.GetStringAsync(first), StringComparison.Ordinal);
        await using (var db = server.Database.Read(sample.Id))
        {
            var link = await db.InviteLinks.SingleAsync(l => l.RevokedAt == null);
            Assert.Equal((StaffRole.Manager, sample.Course.Id.ToString()), (link.Staff, link.Scope));
        }
        await owner.PostFormAsync("/acme/admin/settings/staff", "/revoke");
        Assert.Contains("leads nowhere", await server.Client.GetStringAsync(second), StringComparison.Ordinal);
        await using (var db = server.Database.Read(sample.Id))
        {
            var again = await server.Services.GetRequiredService<MailStaffInvite>().AgainAsync(sample.Owner, (await db.InviteLinks.FirstAsync()).Id, "en");
            Assert.Equal("link.dead", again.Problem?.Code);
        }
        Assert.Equal("permission.missing", (await server.Services.GetRequiredService<MailStaffInvite>().RunAsync(sample.Staff(Permission.Manager), new("x@acme.test", null, new(StaffRole.Viewer, null)), "en")).Problem?.Code);
    }

    /// <summary>The link in the last mail to the address, once it has left.</summary>
    private static async Task<string> LinkAsync(TestDatabase test, TestServer server, SampleWorkspace sample, string address)
    {
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
        await using var db = server.Database.Read(sample.Id);
        var message = await db.Messages.Where(m => m.Address == address && m.Type == TemplateType.StaffInvite).OrderByDescending(m => m.Id).FirstAsync();
        Assert.Equal(MessageStatus.Sent, message.Status);
        var mail = (await server.Services.GetRequiredService<SeeMail>().RunAsync(sample.Owner, message.Id)).Value.Mail;
        return new Uri(mail.Text.Split('\n').Single(line => line.Contains("/acme/join/", StringComparison.Ordinal))).AbsolutePath;
    }
}
