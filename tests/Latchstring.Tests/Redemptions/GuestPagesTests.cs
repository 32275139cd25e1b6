using System.Net;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class GuestPagesTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.1"), Trait("Req", "S3.9"), Trait("Req", "S4.1"), Trait("Req", "S4.9")]
    public async Task Code_first_then_register_and_the_course_is_open(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var client = kit.Server.NewClient();
        var checkedCode = await client.PostFormAsync("/acme", "code", ("Form.Code", code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Equal($"/acme/i/{code}", checkedCode.To());
        var page = await client.GetStringAsync($"/acme/i/{code}");
        Assert.Contains("Algebra for everybody", page, StringComparison.Ordinal);

        var registered = await client.PostFormAsync($"/acme/i/{code}", "register", GuestKit.Anna);
        var done = registered.To();
        Assert.StartsWith("/acme/me/opened/", done, StringComparison.Ordinal);
        Assert.Contains("Algebra for everybody", await client.GetStringAsync(done), StringComparison.Ordinal);
        Assert.Contains("Algebra for everybody", await client.GetStringAsync("/acme/me"), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Sample.Id);
        var (person, redemption) = (await db.People.SingleAsync(), await db.Redemptions.SingleAsync());
        Assert.Equal((person.Id, "Anna Algebra"), (redemption.PersonId, person.DisplayName));

        var second = await kit.Server.NewClient().PostFormAsync("/acme", "code", ("Form.Code", code));
        Assert.Contains("This code has been used already", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.10"), Trait("Req", "S3.11"), Trait("Req", "S3.28"), Trait("Req", "S3.29"), Trait("Req", "S3.30"), Trait("Req", "S4.33")]
    public async Task Register_first_then_the_code_is_asked_for_and_can_be_redeemed_later_from_the_profile(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var (first, second) = (await kit.CodeAsync(), await kit.CodeAsync((await kit.Sample.AddCourseAsync("Geometry")).Id));
        var client = kit.Server.NewClient();
        var registered = await client.PostFormAsync("/acme/register", "register", GuestKit.Anna);
        Assert.Equal("/acme/me/redeem?new=1", registered.To());
        Assert.Contains("Form.Code", await client.GetStringAsync("/acme/me/redeem?new=1"), StringComparison.Ordinal);
        foreach (var (code, from) in new[] { (first, "/acme/me/redeem?new=1"), (second, "/acme/me") })
        {
            var found = await client.PostFormAsync(from, "code", ("Form.Code", code));
            var opened = await client.PostFormAsync(found.To()!, "open");
            Assert.StartsWith("/acme/me/opened/", opened.To(), StringComparison.Ordinal);
        }
        var mine = await client.GetStringAsync("/acme/me");
        Assert.Contains("Algebra for everybody", mine, StringComparison.Ordinal);
        Assert.Contains("Geometry", mine, StringComparison.Ordinal);

        var spare = await kit.CodeAsync();
        var answer = await client.PostFormAsync($"/acme/i/{spare}", "open");
        Assert.Equal("/acme/me", answer.To());
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(2, await db.Redemptions.CountAsync());
        Assert.Equal(2, await db.AccessCodes.SumAsync(c => c.UseCount));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.2"), Trait("Req", "S4.28"), Trait("Req", "X7")]
    public async Task Unknown_inactive_archived_and_foreign_codes_get_one_and_the_same_page(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        string[] codes = ["7KQ4W9XD3TBFH", await kit.CodeAsync(state: CodeState.Inactive), await kit.CodeAsync(state: CodeState.Archived), await kit.CodeAsync(other.Course.Id, other)];
        codes[0] = codes[0][..12] + CodeText.CheckOf(codes[0].AsSpan(0, 12));
        var pages = new List<string>();
        foreach (var code in codes)
        {
            var answer = await kit.Server.NewClient().PostFormAsync("/acme", "code", ("Form.Code", code));
            pages.Add(GuestKit.Visible(await answer.Content.ReadAsStringAsync()).Replace(code, "CODE", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            pages.Add(GuestKit.Visible(await kit.Server.NewClient().GetStringAsync($"/acme/i/{code}")).Replace(code, "CODE", StringComparison.Ordinal));
        }
        Assert.Contains("We do not know this code", pages[0], StringComparison.Ordinal);
        Assert.Single(pages.Where((_, i) => i % 2 == 0).Distinct(StringComparer.Ordinal));
        Assert.Single(pages.Where((_, i) => i % 2 == 1).Distinct(StringComparer.Ordinal));
        var slip = await kit.Server.NewClient().PostFormAsync("/acme", "code", ("Form.Code", codes[0][..^1] + (codes[0][^1] == '7' ? '8' : '7')));
        Assert.Contains("One character looks wrong", await slip.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7"), Trait("Req", "S4.12")]
    public async Task Expired_and_not_yet_valid_codes_say_so_with_their_day_and_the_next_step(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        await kit.Server.Database.WriteAsync(kit.Sample.Id, db => db.AccessCodes.ExecuteUpdateAsync(set => set.SetProperty(c => c.ValidTill, new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero))));
        var expired = await kit.Server.Client.GetStringAsync($"/acme/i/{code}");
        Assert.Contains("was valid until Tuesday, March 31, 2026", expired, StringComparison.Ordinal);
        Assert.Contains($"/acme/request?why=code.expired&amp;code={code}", expired, StringComparison.Ordinal);
        await kit.Server.Database.WriteAsync(kit.Sample.Id, db => db.AccessCodes.ExecuteUpdateAsync(set => set.SetProperty(c => c.ValidTill, (DateTimeOffset?)null).SetProperty(c => c.ValidFrom, new DateTimeOffset(2199, 12, 31, 23, 0, 0, TimeSpan.Zero))));
        Assert.Contains("January 1, 2200", await kit.Server.Client.GetStringAsync($"/acme/i/{code}"), StringComparison.Ordinal);

        var sent = await kit.Server.Client.PostFormAsync($"/acme/request?why=code.expired&code={code}", "request", ("Form.Email", "anna@example.org"), ("Form.Message", "<script>alert(1)</script>"));
        Assert.Equal("/acme/request?sent=1", sent.To());
        var staff = await kit.Server.SignInAsync(kit.Sample);
        var queue = await staff.GetStringAsync("/acme/admin/requests");
        Assert.Contains("Code expired: Algebra for everybody", queue, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", queue, StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Sample.Id);
        var request = await db.CodeRequests.SingleAsync();
        var handled = await staff.PostOnPageAsync("/acme/admin/requests", $"/acme/admin/requests/{request.Id}/handling");
        Assert.Equal("/acme/admin/requests", handled.To());
        Assert.Contains("Nobody is waiting", await staff.GetStringAsync("/acme/admin/requests"), StringComparison.Ordinal);
        Assert.Contains("anna@example.org", await staff.GetStringAsync("/acme/admin/requests?show=handled"), StringComparison.Ordinal);
    }
}
