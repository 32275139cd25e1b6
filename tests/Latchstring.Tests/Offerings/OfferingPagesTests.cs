using System.Net;
using Latchstring.Accounts;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Offerings;

/// <summary>The pages about offerings as forms over HTTP.</summary>
public class OfferingPagesTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task Staff_make_an_offering_and_what_was_typed_stays_when_something_is_wrong(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        var refused = await client.PostFormAsync("/acme/admin/offerings/new", "new-offering", ("Form.Kind", "Course"), ("Form.Name", "Geometry"), ("Form.Price", "12,x"), ("Form.AccessDays", "90"));
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("Enter an amount such as 12.50.", html, StringComparison.Ordinal);
        Assert.Contains("value=\"12,x\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Geometry\"", html, StringComparison.Ordinal);

        var made = await client.PostFormAsync("/acme/admin/offerings/new", "new-offering", ("Form.Kind", "Course"), ("Form.Name", "Geometry"), ("Form.Price", "12,50"), ("Form.Currency", "EUR"), ("Form.AccessDays", "90"), ("Form.EndsAt", "2030-07-01T00:00"));
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        await using var db = test.Database.Read(sample.Id);
        var offering = await db.Offerings.SingleAsync(o => o.Name == "Geometry");
        Assert.Equal((1250L, 90, new DateTimeOffset(2030, 6, 30, 22, 0, 0, TimeSpan.Zero)), (offering.PriceAmount!.Value, offering.AccessDays!.Value, offering.EndsAt!.Value));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S0.7")]
    public async Task Settings_change_the_offering_and_its_prices(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        var path = $"/acme/admin/offerings/{sample.Course.Id}/settings";
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path, "settings", ("Form.Name", "Algebra II"), ("Form.Capacity", "30"))).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path, "new-price", ("Price.Name", "Students"), ("Price.Price", "9"), ("Price.Currency", "EUR"))).StatusCode);
        Assert.Contains("another window", await StaleAsync(client, path), StringComparison.Ordinal);
        var view = (await new FindOffering(test.Database).RunAsync(sample.Owner, sample.Course.Id)).Value;
        Assert.Equal(("Algebra II", 30, 900), (view.Offering.Name, view.Offering.Capacity!.Value, (int)Assert.Single(view.Prices).Amount));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S0.7")]
    public async Task A_price_is_changed_in_its_place_and_what_was_typed_stays_when_something_is_wrong(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var price = await sample.AddAsync(new Price { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, Name = "Students", Amount = 900, Currency = "EUR" });
        await sample.AddAsync(new Price { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, Name = "Staff", Amount = 100, Currency = "EUR" });
        using var client = await server.SignInAsync(sample);
        var path = $"/acme/admin/offerings/{sample.Course.Id}/settings?price={price.Id}";
        foreach (var (name, amount, sentence) in new[] { ("Pupils", "nine", "Enter an amount such as 12.50."), ("Staff", "9.50", "Another price of this offering has this name already.") })
        {
            var refused = WebUtility.HtmlDecode(await (await client.PostFormAsync(path, "edit-price", ("Changed.Name", name), ("Changed.Price", amount), ("Changed.Currency", "EUR"))).Content.ReadAsStringAsync());
            Assert.Contains(sentence, refused, StringComparison.Ordinal);
            Assert.Contains($"value=\"{name}\"", refused, StringComparison.Ordinal);
            Assert.Contains($"value=\"{amount}\"", refused, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path, "edit-price", ("Changed.Name", "Pupils"), ("Changed.Price", "9.50"), ("Changed.Currency", "EUR"))).StatusCode);
        await using var db = test.Database.Read(sample.Id);
        var saved = await db.Prices.SingleAsync(p => p.Id == price.Id);
        Assert.Equal(("Pupils", 950L), (saved.Name, saved.Amount));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task Access_is_moved_by_a_pasted_list_of_addresses(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var anna = await sample.AddPersonAsync("anna@example.org");
        await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = anna.Id, CreatedAt = test.Database.Now });
        using var client = await server.SignInAsync(sample);
        var changed = await client.PostFormAsync($"/acme/admin/offerings/{sample.Course.Id}/registrations?ask=emails", "access", ("Form.ByEmail", "true"), ("Form.Emails", "Anna Berg <anna@example.org>; nobody@example.org"), ("Form.Until", "2030-06-30"));
        Assert.Equal(HttpStatusCode.Found, changed.StatusCode);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(new DateTimeOffset(2030, 6, 30, 22, 0, 0, TimeSpan.Zero), (await db.Registrations.SingleAsync()).AccessUntil);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    [Trait("Req", "S3.24")]
    public async Task Pages_of_another_workspace_or_outside_the_scope_are_not_found(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var (mine, theirs) = (await SampleWorkspace.CreateAsync(test), await SampleWorkspace.CreateAsync(test, "other"));
        var other = await mine.AddCourseAsync("Biology");
        var manager = await mine.AddAsync(new Account { WorkspaceId = mine.Id, Email = "m@acme.test", NormalizedEmail = "M@ACME.TEST", Name = "Mia", Staff = StaffRole.Manager, Scoped = true });
        await mine.AddAsync(new AccountScope { WorkspaceId = mine.Id, AccountId = manager.Id, OfferingId = mine.Course.Id });
        using var owner = await server.SignInAsync(mine);
        using var scoped = await server.SignInAsync(mine, manager);
        foreach (var tab in new[] { "", "/settings", "/resources", "/registrations" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/acme/admin/offerings/{theirs.Course.Id}{tab}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await scoped.GetAsync($"/acme/admin/offerings/{other.Id}{tab}")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await scoped.GetAsync($"/acme/admin/offerings/{mine.Course.Id}{tab}")).StatusCode);
        }
        var list = await scoped.GetStringAsync("/acme/admin/offerings");
        Assert.DoesNotContain("Biology", list, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.36")]
    public async Task A_participant_finds_the_resources_until_the_access_ends(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var person = await sample.AddPersonAsync("anna@example.org");
        var account = await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = "anna@example.org", NormalizedEmail = "ANNA@EXAMPLE.ORG", Name = "Anna", PersonId = person.Id });
        var registration = await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = person.Id, CreatedAt = test.Database.Now });
        var file = (await new AddResource(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, "Slides", FileName: "slides.html", ContentType: "text/html", Content: "<b>hi</b>"u8.ToArray()))).Value;
        using var client = await server.SignInAsync(sample, account);
        Assert.Contains("Slides", await client.GetStringAsync($"/acme/me/courses/{sample.Course.Id}"), StringComparison.Ordinal);
        var download = await client.GetAsync($"/acme/me/resources/{file.Id}/file");
        Assert.Equal(("attachment", "<b>hi</b>"), (download.Content.Headers.ContentDisposition?.DispositionType, await download.Content.ReadAsStringAsync()));

        await new ChangeAccess(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, test.Database.Now.AddSeconds(-1), [registration.Id]));
        var ended = await client.GetAsync($"/acme/me/courses/{sample.Course.Id}");
        Assert.Equal(HttpStatusCode.Forbidden, ended.StatusCode);
        Assert.Contains("Your access has ended", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/acme/me/resources/{file.Id}/file")).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await client.GetAsync($"/acme/admin/offerings/{sample.Course.Id}")).StatusCode);
    }

    /// <summary>A form that was opened before somebody else saved.</summary>
    private static async Task<string> StaleAsync(HttpClient client, string path)
    {
        var answer = await client.PostFormAsync(path, "settings", ("Form.Name", "Old"), ("Form.Version", "0"));
        return (await answer.Content.ReadAsStringAsync()).Contains("Somebody else changed this in the meantime", StringComparison.Ordinal) ? "another window" : "";
    }
}
