using System.Net;
using AngleSharp.Html.Parser;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class ProfilePageTests
{
    private static readonly (string, string)[] Whole = [("Form.FirstName", "Änne"), ("Form.LastName", "Faßbinder"), ("Form.Phone", "+49301234567"), ("Form.Locale", "de")];

    [Theory, EachDatabase]
    [Trait("Req", "S3.27"), Trait("Req", "S3.33")]
    public async Task A_participant_changes_name_telephone_and_language_and_nothing_else(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var client = kit.Server.NewClient();
        await client.PostFormAsync("/acme/register", "register", GuestKit.Anna);
        var saved = await client.PostFormAsync("/acme/me/profile", "profile", [.. Whole, ("Form.Email", "evil@example.org"), ("Form.Staff", "Owner"), ("Form.PersonId", Guid.NewGuid().ToString())]);
        Assert.Equal("/acme/me/profile", saved.To());

        var page = new HtmlParser().ParseDocument(await client.GetStringAsync("/acme/me/profile"));
        Assert.Equal("de", page.DocumentElement.GetAttribute("lang"));
        Assert.Contains("Ihr Profil ist gespeichert.", page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Änne", "Faßbinder", "+49301234567"], page.QuerySelectorAll("main input[name^='Form.']").Select(field => field.GetAttribute("value")));
        Assert.DoesNotContain("Ihr Profil ist gespeichert.", await client.GetStringAsync("/acme/me/profile"), StringComparison.Ordinal);

        await using var db = test.Database.Read(kit.Sample.Id);
        var (person, account) = (await db.People.SingleAsync(), await db.Accounts.SingleAsync(a => a.PersonId != null));
        Assert.Equal(("Änne Faßbinder", "+49301234567", "de", "anna@example.org"), (person.DisplayName, person.Phone, person.Locale, person.Email));
        Assert.Equal(("Änne Faßbinder", "de", "anna@example.org", Latchstring.Accounts.StaffRole.None), (account.Name, account.Locale, account.Email, account.Staff));
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "person.edited_self");
        Assert.Equal((account.Id, person.Id), (entry.ActorId, entry.SubjectId));
        var staff = await kit.Server.SignInAsync(kit.Sample);
        Assert.Contains("Faßbinder", WebUtility.HtmlDecode(await staff.GetStringAsync($"/acme/admin/people/{person.Id}")), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task What_cannot_be_saved_is_said_at_its_field_and_everything_typed_stays(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var client = kit.Server.NewClient();
        await client.PostFormAsync("/acme/register", "register", GuestKit.Anna);
        var before = await kit.CountsAsync();
        foreach (var (field, typed, said) in new[]
        {
            ("Form.FirstName", "", "Please fill this in."), ("Form.FirstName", new string('x', 101), "At most 100 characters fit here."), ("Form.LastName", " \t", "Please fill this in."),
            ("Form.LastName", "Alge\u0007bra", "Line breaks and control characters"), ("Form.Phone", new string('1', 41), "At most 40 characters fit here."), ("Form.Locale", "xx", "Choose one of the languages."),
        })
        {
            var answer = await client.PostFormAsync("/acme/me/profile", "profile", [.. Whole.Where(value => value.Item1 != field), (field, typed)]);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            var wrong = page.QuerySelector("main [aria-invalid=true]");
            Assert.Equal(field, wrong?.GetAttribute("name"));
            Assert.Contains(said, page.GetElementById(wrong!.GetAttribute("aria-describedby")!.Split(' ')[^1])!.TextContent, StringComparison.Ordinal);
            foreach (var (name, value) in Whole.Where(value => value.Item1 != field && value.Item1 != "Form.Locale"))
                Assert.Equal(value, page.QuerySelector($"[name='{name}']")!.GetAttribute("value"));
        }
        Assert.Equal(before, await kit.CountsAsync());
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal("Anna Algebra", (await db.People.SingleAsync()).DisplayName);
    }

    [Theory, EachDatabase]
    public async Task Nobody_reaches_a_profile_without_signing_in(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        Assert.Equal("/acme/sign-in?returnUrl=%2Facme%2Fme%2Fprofile", (await kit.Server.Client.GetAsync("/acme/me/profile")).To());
    }
}
