using System.Net;
using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

/// <summary>The code was right, but it is too late: a kind page that says which case it is and what to do next; nothing is consumed.</summary>
public class RefusalPagesTests
{
    [Theory]
    [EachDatabase(1, "The code for “Algebra for everybody” works once, and it has been used."), EachDatabase(2, "All 2 uses of the code for “Algebra for everybody” are taken.")]
    [Trait("Req", "X7"), Trait("Req", "S3.9"), Trait("Req", "S4.31")]
    public async Task A_used_up_code_says_so_and_offers_to_ask_for_a_new_one(TestDatabase test, int uses, string said)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = (await kit.Verbs.IssueAsync(kit.Sample.Owner, new NewBatch(kit.Sample.Course.Id, null, 1, Usage: uses == 1 ? Usage.Single : Usage.Multiple, MaxUses: uses == 1 ? null : uses))).Texts[0];
        for (var i = 0; i < uses; i++)
            await RegisterAsync(kit, code, $"guest{i}@example.org");
        await ExpectRefusalAsync(kit, code, "This code has been used already", said, "code.used_up", "Ask for a new code");
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task A_full_course_says_so_and_that_the_code_stays_good(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var course = await kit.Sample.AddCourseAsync("Geometry", capacity: 1);
        var (first, second) = (await kit.CodeAsync(course.Id), await kit.CodeAsync(course.Id));
        var inside = await RegisterAsync(kit, first, "first@example.org");
        await ExpectRefusalAsync(kit, second, "All places are taken", "The last place in “Geometry” is gone. Your code is not used up.", "offering.full", "Ask the organizer");
        // Whoever has the last place is told so, not that it is gone.
        Assert.Equal("/acme/me", (await inside.PostFormAsync($"/acme/i/{second}", "open")).To());
        Assert.Contains("You are in already", await inside.GetStringAsync("/acme/me"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7"), Trait("Req", "S3.29")]
    public async Task Whoever_comes_too_late_between_page_and_button_sees_why_and_no_error(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var course = await kit.Sample.AddCourseAsync("Geometry", capacity: 1);
        var (shared, full) = (await kit.CodeAsync(), await kit.CodeAsync(course.Id));
        foreach (var (code, title, spoil) in new[]
        {
            (shared, "This code has been used already", "update access_code set use_count = max_uses where workspace_id = @ws and batch_id in (select id from code_batch where workspace_id = @ws and offering_id = @offering)"),
            (full, "All places are taken", "update offering set registered = capacity where workspace_id = @ws and id = @offering"),
        })
        {
            var client = kit.Server.NewClient();
            var answer = await client.PostFormAsync($"/acme/i/{code}", "register", GuestKit.Anna, async () =>
                await kit.Server.Database.WriteAsync(kit.Sample.Id, db => db.ExecuteAsync(spoil, default, ("offering", code == shared ? kit.Sample.Course.Id : course.Id))));
            Assert.Equal($"/acme/i/{code}", answer.To());
            Assert.Contains(title, await client.GetStringAsync($"/acme/i/{code}"), StringComparison.Ordinal);
        }
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal((0, 0), (await db.Redemptions.CountAsync(), await db.People.CountAsync()));
    }

    [Theory, EachDatabase]
    [Trait("Req", "X5"), Trait("Req", "S3.28")]
    public async Task Whoever_opens_their_own_used_code_again_comes_to_what_it_opened(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var client = await RegisterAsync(kit, code, "anna@example.org");
        var before = await kit.CountsAsync();
        var again = await client.GetAsync($"/acme/i/{code}");
        Assert.StartsWith("/acme/me/opened/", again.To(), StringComparison.Ordinal);
        Assert.Equal($"/acme/i/{code}", (await client.PostFormAsync("/acme/me", "code", ("Form.Code", code))).To());
        Assert.Contains("Algebra for everybody", await client.GetStringAsync(again.To()), StringComparison.Ordinal);
        Assert.Equal(before, await kit.CountsAsync());
    }

    /// <summary>As a stranger sees it by link and by typing, and as somebody signed in sees it.</summary>
    private static async Task ExpectRefusalAsync(GuestKit kit, string code, string title, string said, string why, string next)
    {
        var signedIn = kit.Server.NewClient();
        await signedIn.PostFormAsync("/acme/register", "register", GuestKit.Anna);
        var before = await kit.CountsAsync();
        var typed = await kit.Server.NewClient().PostFormAsync("/acme", "code", ("Form.Code", code));
        string[] pages = [await kit.Server.NewClient().GetStringAsync($"/acme/i/{code}"), await typed.Content.ReadAsStringAsync(), await signedIn.GetStringAsync($"/acme/i/{code}")];
        foreach (var page in pages.Select(WebUtility.HtmlDecode))
        {
            Assert.Contains(title, page, StringComparison.Ordinal);
            Assert.Contains(said, page, StringComparison.Ordinal);
            Assert.Contains($"/acme/request?why={why}&code={code}", page, StringComparison.Ordinal);
            Assert.Contains($">{next}</a>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Register and open", page, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("If you used it yourself, sign in", pages[2], StringComparison.Ordinal);
        Assert.Equal(before, await kit.CountsAsync());
        var asked = await signedIn.PostFormAsync($"/acme/request?why={why}&code={code}", "request", ("Form.Email", "anna@example.org"));
        Assert.Equal("/acme/request?sent=1", asked.To());
        var staff = await kit.Server.SignInAsync(kit.Sample);
        Assert.Contains("anna@example.org", await staff.GetStringAsync("/acme/admin/requests"), StringComparison.Ordinal);
    }

    private static async Task<HttpClient> RegisterAsync(GuestKit kit, string code, string email)
    {
        var client = kit.Server.NewClient();
        var opened = await client.PostFormAsync($"/acme/i/{code}", "register", [.. GuestKit.Anna.Where(field => field.Item1 != "Form.Email"), ("Form.Email", email)]);
        Assert.StartsWith("/acme/me/opened/", opened.To(), StringComparison.Ordinal);
        return client;
    }
}
