using System.Net;
using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Accounts;

public class SignInTests
{
    [Theory, EachDatabase]
    public async Task A_right_password_leads_on_and_is_in_the_audit(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        await server.SetPasswordAsync(sample.OwnerAccount);

        var answer = await server.Client.PostPageAsync("/acme/sign-in?returnUrl=%2Facme%2Fadmin%2Fcodes", ("Form.Email", " OWNER@acme.test"), ("Form.Password", SignedInClient.Password));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith("/acme/admin/codes", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        await using var db = server.Database.Read(sample.Id);
        Assert.Single(await db.AuditEntries.Where(e => e.Action == "account.signed_in" && e.SubjectId == sample.OwnerAccount.Id).ToListAsync());
        Assert.NotNull((await db.Accounts.SingleAsync()).LastSignInAt);
    }

    [Theory, EachDatabase]
    public async Task Wrong_password_and_unknown_address_get_the_same_answer(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        await server.SetPasswordAsync(sample.OwnerAccount);
        string Shown(string html) => new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).QuerySelector(".alert-danger")!.TextContent.Trim();

        var wrong = await server.Client.PostPageAsync("/acme/sign-in", ("Form.Email", "owner@acme.test"), ("Form.Password", "Wrong-1-password"));
        var unknown = await server.Client.PostPageAsync("/acme/sign-in", ("Form.Email", "nobody@acme.test"), ("Form.Password", "Wrong-1-password"));

        Assert.Equal("E-mail address or password is not right.", Shown(await wrong.Content.ReadAsStringAsync()));
        Assert.Equal(Shown(await wrong.Content.ReadAsStringAsync()), Shown(await unknown.Content.ReadAsStringAsync()));
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test")]
    [InlineData("/\\evil.test")]
    [InlineData("/\t/evil.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public void Only_a_path_of_this_site_is_returned_to(string url) => Assert.Equal("/acme", Latchstring.Server.Http.ReturnUrl.Or(url, "/acme"));

    [Theory, EachDatabase]
    public async Task An_unknown_workspace_and_an_unknown_address_are_404(TestDatabase test)
    {
        await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/nowhere/sign-in")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/acme/no/such/page")).StatusCode);
    }
}
