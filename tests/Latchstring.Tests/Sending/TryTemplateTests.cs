using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Sending;

/// <summary>Templates tried out before they go to people.</summary>
public class TryTemplateTests
{
    private static readonly TemplateFields Words = new(null, null, null, "For {name}", "{firstName}, your code is {code}: {link}");

    [Theory, EachDatabase]
    public async Task The_preview_shows_somebody_elses_data_and_a_code_that_nobody_has(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var sample = await SampleWorkspace.CreateAsync(test);
        await sample.AddAsync(new Person { WorkspaceId = sample.Id, Email = "zoe@example.org", FirstName = "Zoë", LastName = "Example", ClientId = "C-7", CreatedAt = test.Database.Now });
        using var staff = await server.SignInAsync(sample);
        var page = "/acme/admin/settings/templates/InviteCode/en";
        async Task<string> ShowAsync(string who)
        {
            var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await staff.GetStringAsync(page), default);
            using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", document.QuerySelector("#template input[name=__RequestVerificationToken]")!.GetAttribute("value")!), new("Input.Subject", Words.Subject), new("Input.Body", Words.Body), new("Input.As", who)]);
            var answer = await staff.PostAsync(page + "/preview", form);
            return System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }
        foreach (var who in new[] { "ZOE@example.org", "C-7" })
            Assert.Contains("Zoë, your code is 7KQ", await ShowAsync(who), StringComparison.Ordinal);
        Assert.Contains("Nobody here has exactly this", await ShowAsync("nobody@example.org"), StringComparison.Ordinal);
        Assert.Contains("Olga, your code is", await ShowAsync(""), StringComparison.Ordinal);
        var tried = await staff.PostFormAsync(page, "template", ("Input.Subject", Words.Subject!), ("Input.Body", Words.Body!), ("Input.Phone", "0170 1234567"), ("Input.Act", "sms"));
        Assert.Contains("No SMS gateway is set up", await tried.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_test_text_message_leaves_at_once_within_the_limits(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test);
        var limits = new FailureLimits(test.Database);
        var template = new TryTemplate(test.Database, kit.Compose, new MailOrigin(() => SendingKit.BaseUrl), kit.Server, limits);
        Task<Result<Delivery>> TryAsync(string number, int perDay = 10, Actor? actor = null) =>
            new TrySms(test.Database, template, kit.Gateway, new SmsBudget(perDay), limits).RunAsync(actor ?? kit.Sample.Owner, TemplateType.InviteCode, "en", Words, number, "Olga");
        Assert.Equal("phone", (await TryAsync("12")).Problem?.Field);
        Assert.Equal(403, (await TryAsync("0170 1234567", actor: kit.Sample.Staff(Permission.Viewer))).Problem?.Status);
        Assert.Equal(Outcome.Sent, (await TryAsync("0170 1234567")).Value.Outcome);
        var sms = Assert.Single(kit.Gateway.Taken);
        Assert.Equal("+491701234567", sms.To);
        Assert.StartsWith("Olga, your code is 7KQ", sms.Text, StringComparison.Ordinal);
        Assert.Equal("sms.spent", (await TryAsync("0171 1234567", perDay: 1)).Problem?.Code);
        for (var i = 0; i < 2; i++)
            Assert.True((await TryAsync("0170 1234567")).Ok);
        Assert.Equal("rate.limited", (await TryAsync("0170 1234567")).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Every_kind_of_mail_as_delivered_previews_in_every_language_with_nothing_left_to_fill_in(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test);
        var template = new TryTemplate(test.Database, kit.Compose, new MailOrigin(() => SendingKit.BaseUrl), kit.Server, new FailureLimits(test.Database));
        foreach (var view in await new SaveTemplate(test.Database).ListAsync(kit.Sample.Id))
        {
            var mail = await template.PreviewAsync(kit.Sample.Owner, view.Type, view.Locale, view.Fields, "ada@example.org", "Ada", "Lovelace");
            Assert.True(mail.Ok, $"{view.Type} {view.Locale}: {mail.Problem?.English}");
            Assert.DoesNotContain('{', mail.Value.Subject + mail.Value.Text);
            Assert.Equal(Message.IsAboutBooking(view.Type), mail.Value.Text.Contains("18:00–19:00", StringComparison.Ordinal));
            // Six digits are typed where they were asked for: that mail has nothing to press.
            Assert.Equal(view.Type != TemplateType.EmailProof, mail.Value.Text.Contains("https://codes.example.org/acme", StringComparison.Ordinal));
        }
    }
}
