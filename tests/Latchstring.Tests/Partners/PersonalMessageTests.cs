using Latchstring.Partners;
using Latchstring.Sending;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Partners;

/// <summary>The partner's own words: plain, short, without links, and shown as the partner's.</summary>
public class PersonalMessageTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.6")]
    [Trait("Req", "S1.44")]
    [Trait("Req", "S1.45")]
    public async Task The_words_stand_in_the_mail_and_later_words_only_in_later_mails(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        Assert.True((await kit.Words.RunAsync(kit.Admin, kit.A.Id, "See you at stand 12.\nWe bring <b>coffee</b>.")).Ok);
        var id = Assert.Single(await kit.AddAsync(1, send: true));
        // Changed before the first mail has left: that one keeps the words that it was sent with.
        Assert.True((await kit.Words.RunAsync(kit.Admin, kit.A.Id, "New words.")).Ok);
        await kit.CarryAsync();
        Assert.Equal(1, (await kit.Send.RunAsync(kit.Admin, id)).Value.Sent);
        await kit.CarryAsync();
        var mails = kit.Sending.Server.Taken.ToArray();
        Assert.Contains("> See you at stand 12.\n> We bring <b>coffee</b>.\n> — Nordwind Media", mails[0].Text, StringComparison.Ordinal);
        Assert.Contains("See you at stand 12.<br>\nWe bring &lt;b&gt;coffee&lt;/b&gt;.", mails[0].Html, StringComparison.Ordinal);
        Assert.Contains("<blockquote", mails[0].Html, StringComparison.Ordinal);
        Assert.DoesNotContain("New words.", mails[0].Text, StringComparison.Ordinal);
        Assert.Contains("> New words.", mails[1].Text, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.46")]
    [Trait("Req", "S1.47")]
    public async Task Only_plain_text_of_500_characters_without_links_is_taken(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        foreach (var wrong in new[] { new string('x', 501), "Look: https://evil.example", "www.evil", "Go to evil.example now", "mail me at a@evil.example", "bell\u0007" })
            Assert.Equal("message", (await kit.Words.RunAsync(kit.Admin, kit.A.Id, wrong)).Problem?.Field);
        foreach (var fine in new[] { new string('x', 500), "Come at 12.30 to stand 4.5, e.g. for coffee.\n\nPetra", "z. B. am 3.12.", " ", null })
            Assert.True((await kit.Words.RunAsync(kit.Admin, kit.A.Id, fine)).Ok, fine);
        Assert.Null((await kit.Words.RunAsync(kit.Admin, kit.A.Id, "  ")).Value);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.31")]
    [Trait("Req", "S1.33")]
    [Trait("Req", "S1.41")]
    public async Task The_preview_is_the_real_mail_and_needs_the_template(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, template: false);
        Assert.Equal("partners.no_template", (await kit.Words.RunAsync(kit.Admin, kit.A.Id, "Hello")).Problem?.Code);
        Assert.Equal("partners.no_template", (await kit.Words.PreviewAsync(kit.Admin, kit.A.Id, "Hello", "petra@nordwind.example", "de")).Problem?.Code);
        await GuestKit.SaveTemplateAsync(kit.Sending, "en");
        await GuestKit.SaveTemplateAsync(kit.Sending, "de");
        var german = (await kit.Words.PreviewAsync(kit.Admin, kit.A.Id, "Kommen Sie vorbei!", "petra@nordwind.example", "de")).Value;
        Assert.Equal("Nordwind Media lädt Sie ein: Summer fair", german.Subject);
        Assert.Contains("> Kommen Sie vorbei!", german.Text, StringComparison.Ordinal);
        Assert.Contains("Hall 3", german.Text, StringComparison.Ordinal);
        // A language that nobody saved is written in the workspace's.
        Assert.Equal("Nordwind Media invites you to Summer fair", (await kit.Words.PreviewAsync(kit.Admin, kit.A.Id, null, "petra@nordwind.example", "fr")).Value.Subject);
        Assert.Empty(await kit.Sending.MessagesAsync());
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.32")]
    public async Task The_template_must_hold_the_words_on_a_line_of_their_own(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var save = new SaveTemplate(test.Database);
        foreach (var (subject, body) in new[] { ("Come", "{link}"), ("Come", "{partner}: {message}\n{link}"), ("{message}", "{message}\n{link}"), ("Come", "{message}") })
            Assert.NotNull((await save.RunAsync(kit.Sample.Owner, TemplateType.PartnerInvite, "en", new TemplateFields(null, null, null, subject, body))).Problem);
        Assert.True((await save.RunAsync(kit.Sample.Owner, TemplateType.PartnerInvite, "en", new TemplateFields(null, null, null, "Come", "{message}\n{link}"))).Ok);
    }
}
