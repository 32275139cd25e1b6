using Latchstring.Sending;
using Latchstring.Server.Sending;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Events;

/// <summary>Who the invitation of a partner comes from.</summary>
public class SenderTests
{
    [Theory, EachDatabase, Trait("Req", "S1.78")]
    public async Task A_sender_has_always_a_name_and_an_address_of_a_domain_that_is_proven(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var save = new SaveTemplate(test.Database, new SenderDomains(["acme.test", "mail.acme.test"]));
        var (subject, body) = DefaultTemplates.Of(TemplateType.PartnerInvite, "en");
        async Task<Problem?> TryAsync(string? name, string? address) => (await save.RunAsync(kit.Sample.Owner, TemplateType.PartnerInvite, "en", new(name, address, null, subject, body))).Problem;
        Assert.Null(await TryAsync("Fair team", "fair@ACME.test"));
        Assert.Equal("senderAddress", (await TryAsync("Fair team", "fair@other.test"))?.Field);
        Assert.Equal("senderAddress", (await TryAsync("Fair team", "fair@evil.acme.test"))?.Field);
        Assert.Equal("senderAddress", (await TryAsync("Fair team", "fair"))?.Field);
        Assert.Equal("senderName", (await TryAsync("Fair\r\nBcc: all@other.test", "fair@acme.test"))?.Field);
        // Left empty, the workspace's name and the installation's address stand in; a mail never goes without.
        var mail = new ComposeMails(test.Database, new MailOrigin(() => SendingKit.BaseUrl))
            .Compose(kit.Sample.Workspace, new Message { Type = TemplateType.PartnerInvite, Address = "g@example.org", Domain = "example.org", Locale = "en", TimeZone = "UTC", ActorName = "" }, null, new Dictionary<string, string?>());
        Assert.Equal(kit.Sample.Workspace.Name, mail.FromName);
    }

    [Fact]
    public void The_domains_are_those_of_the_installations_own_addresses_and_those_named_beside()
    {
        var options = new MailOptions { From = "no-reply@Acme.test", SenderDomains = ["fairs.example"], Account = new() { From = "security@acme.test" } };
        Assert.Equal(["acme.test", "fairs.example"], options.Senders.Allowed);
        Assert.Null(new MailOptions().Senders.Refusal("anybody@anywhere.test"));
    }
}
