using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Partners;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Events;

/// <summary>From the partner's list to the guest's ticket, through the real mail and the real page.</summary>
public class JourneyTests
{
    [Theory, EachDatabase, Trait("Req", "S1.69"), Trait("Req", "S1.76"), Trait("Req", "S1.56")]
    public async Task A_guest_follows_the_mail_registers_on_the_page_and_the_partner_sees_it(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await OpenAsync(test);
        var added = await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest("gina@example.org", "Gina", "Guest")]));
        Assert.True(added.Ok, added.Problem?.English);
        await kit.CarryAsync();
        var mail = Assert.Single(kit.Sending.Server.Taken);
        var path = mail.Text[mail.Text.IndexOf("/acme/invitation/", StringComparison.Ordinal)..].Split('\n', ' ')[0].Trim();
        test.Clock.Advance(TimeSpan.FromMinutes(5));
        using var phone = server.NewClient();
        phone.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1");
        phone.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        Assert.Contains("value=\"Gina\"", await phone.GetStringAsync(path), StringComparison.Ordinal);
        var id = added.Value.Ids[0];
        Assert.Equal((GuestStatus.Pending, GuestMail.Clicked), await StateAsync(kit, id));
        var done = await phone.PostFormAsync(path, "invitation", ("Form.Coming", "yes"), ("Form.FirstName", "Gina"), ("Form.LastName", "Guest"), ("Form.Phone", ""));
        Assert.Contains("/acme/registration/", done.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("/acme/ticket/", await phone.GetStringAsync(done.Headers.Location), StringComparison.Ordinal);
        Assert.Equal((GuestStatus.Registered, GuestMail.Clicked), await StateAsync(kit, id));
        // Registered guests cannot be cancelled any more, and the link goes on telling them that they are in.
        Assert.NotNull((await kit.Cancel.RunAsync(kit.Admin, id)).Problem);
        Assert.Contains("You are registered already.", await phone.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S1.79")]
    public async Task Who_wants_no_invitations_gets_none_and_can_still_register_by_a_link_from_the_partner(TestDatabase test)
    {
        await using var kit = await OpenAsync(test);
        var optedOut = await new ChangeSuppression(test.Database).OptOutAsync(kit.Sample.Id, OptOutTokens.Of(test.Database.Keys, kit.Sample.Id, "guest1@example.org"));
        Assert.True(optedOut.Ok);
        var ids = await kit.AddAsync(2, send: true);
        await kit.CarryAsync();
        var mail = Assert.Single(kit.Sending.Server.Taken);
        Assert.Equal("guest2@example.org", mail.To);
        Assert.Contains("Summer fair", mail.Subject, StringComparison.Ordinal);
        Assert.NotNull(mail.Unsubscribe);
        Assert.Equal(GuestMail.NotSent, (await kit.RowAsync(ids[0])).Mail);
        await using var events = EventKit.Over(test, kit.Sample);
        var link = (await kit.Link.RunAsync(kit.Admin, ids[0])).Value;
        var registered = await events.Register.RunAsync(kit.Sample.Id, new(link.Split('/')[^1], EventKit.Details("guest1@example.org")));
        Assert.Equal(RegistrationStatus.Registered, registered.Value.Status);
    }

    [Theory, EachDatabase]
    public async Task A_cancelled_guest_finds_the_invitation_no_longer_valid_and_a_copied_link_outlives_a_resend(TestDatabase test)
    {
        await using var kit = await OpenAsync(test);
        var ids = await kit.AddAsync(2, send: true);
        await kit.CarryAsync();
        await using var events = EventKit.Over(test, kit.Sample);
        var tokens = new List<string>();
        foreach (var id in ids)
            tokens.Add((await kit.Link.RunAsync(kit.Admin, id)).Value.Split('/')[^1]);
        Assert.True((await kit.Cancel.RunAsync(kit.Admin, ids[0])).Ok);
        Assert.Equal("invitation.cancelled", (await events.Register.RunAsync(kit.Sample.Id, new(tokens[0], EventKit.Details("guest1@example.org")))).Problem?.Code);
        Assert.True((await kit.Send.RunAsync(kit.Admin, ids[1])).Ok);
        await kit.CarryAsync();
        Assert.True((await events.Register.RunAsync(kit.Sample.Id, new(tokens[1], EventKit.Details("guest2@example.org")))).Ok);
    }

    private static async Task<GuestKit> OpenAsync(TestDatabase test)
    {
        var kit = await GuestKit.CreateAsync(test);
        var page = (await new CreateRegistrationPage(test.Database).RunAsync(kit.Sample.Owner, new(kit.Event.Id, new("Guests", null)))).Value;
        await kit.SetAsync(settings => settings.PageId = page.Id);
        return kit;
    }

    private static async Task<(GuestStatus, GuestMail)> StateAsync(GuestKit kit, Guid id) => await kit.RowAsync(id) is var row ? (row.Status, row.Mail) : default;
}
