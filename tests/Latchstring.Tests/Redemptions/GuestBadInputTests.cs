using System.Net;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class GuestBadInputTests
{
    [Theory, EachDatabase]
    [Trait("Req", "X7"), Trait("Req", "X8")]
    public async Task Whatever_is_typed_gets_a_kind_page_and_never_a_500(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        foreach (var (typed, said) in new[]
        {
            ("", "Enter your code."), ("   ", "Enter your code."), ("😀😀😀", "A code has only letters"), ("Ω≈ç√", "A code has only letters"), (new string('A', 2500), "A code has only letters"),
            ("' or 1=1 --", "A code has only letters"), ("<script>alert(1)</script>", "A code has only letters"), ("https://example.org/acme/i/", "Enter your code."),
        })
        {
            var answer = await kit.Server.NewClient().PostFormAsync("/acme", "code", ("Form.Code", typed), ("Form.Unknown", "x"), ("Form.Proof", "nonsense-.-"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/acme/i/%F0%9F%98%80", "/acme/i/" + new string('A', 1500), "/acme/i/%3Cscript%3E", "/acme/i/..%2f..%2f", "/acme/i/%00", "/acme/i/a%0Ab" })
            Assert.True((int)(await kit.Server.NewClient().GetAsync(path)).StatusCode < 500, path);
    }

    [Theory, EachDatabase]
    public async Task A_body_of_20_MB_and_one_without_a_token_are_refused_and_change_nothing(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var before = await kit.CountsAsync();
        var client = kit.Server.NewClient();
        using var bare = new FormUrlEncodedContent([new("_handler", "register"), .. GuestKit.Anna.Select(field => KeyValuePair.Create(field.Item1, field.Item2))]);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync($"/acme/i/{code}", bare)).StatusCode);
        var large = await client.PostFormAsync($"/acme/i/{code}", "register", [.. GuestKit.Anna[..3], ("Form.Password", new string('x', 20_000_000))]);
        Assert.InRange((int)large.StatusCode, 200, 499);
        Assert.Equal(before, await kit.CountsAsync());
    }

    [Theory, EachDatabase]
    public async Task What_was_typed_stays_when_the_address_has_an_account_already(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var answer = await kit.Server.NewClient().PostFormAsync($"/acme/i/{code}", "register", [.. GuestKit.Anna.Where(f => f.Item1 != "Form.Email"), ("Form.Email", kit.Sample.OwnerAccount.Email)]);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("There is an account with this e-mail address already", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Anna\"", page, StringComparison.Ordinal);
        Assert.Contains(kit.Sample.OwnerAccount.Email, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Sunny-Meadow-42", page, StringComparison.Ordinal);
        Assert.Contains($"sign-in?returnUrl=%2Facme%2Fi%2F{code}", page, StringComparison.Ordinal);
    }
}
