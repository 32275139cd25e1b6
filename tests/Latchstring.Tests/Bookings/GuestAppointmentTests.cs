using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Latchstring.Tests.Bookings;

/// <summary>From the code to the appointment on a phone, as the people of a client company walk it.</summary>
public class GuestAppointmentTests(Support.Browser browser)
{
    [Theory]
    [EachDatabase(true), EachDatabase(false)]
    [Trait("Req", "S0.41"), Trait("Req", "S0.59"), Trait("Req", "S0.60"), Trait("Req", "S0.61"), Trait("Req", "S0.62")]
    public async Task An_employee_books_on_the_phone_with_a_page_that_is_filled_in_and_an_address_that_is_proven(TestDatabase test, bool javaScript)
    {
        var kit = await SlotKit.CreateAsync(test, price: 0);
        await using var server = await TestServer.StartAsync(test);
        await using var verbs = new Verbs(test);
        var (code, ada, department, number) = await AssignedAsync(kit, verbs);
        var page = await browser.NewPageAsync(server, phone: true, javaScript: javaScript);
        await page.GotoAsync("/acme");
        await page.FillAsync("input[data-code]", code);
        await page.ClickAsync("text=Continue");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/acme/i/{code}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await LookAsync(page, "times", javaScript);
        await page.Locator("button[name='Pick.Slot']").Nth(1).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/book/", RegexOptions.None, TimeSpan.FromSeconds(1)));
        // Filled in: names to be changed, address and department not.
        Assert.Equal("Ada", await page.InputValueAsync("[name='Form.FirstName']"));
        Assert.Equal("+49171123", await page.InputValueAsync("[name='Form.Phone']"));
        Assert.Equal(0, await page.Locator("[name='Form.Email']").CountAsync());
        Assert.Contains("Research", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("Nothing to pay", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await LookAsync(page, "details", javaScript);
        await page.FillAsync("[name='Form.Password']", "Sunny-Meadow-42");
        await page.ClickAsync("main form:has([name='Form.Password']) button[type=submit]");
        await page.WaitForSelectorAsync(".field-error");
        await page.FillAsync($"[name='{PropertyValue.FieldOf(number)}']", "4711");
        await page.FillAsync("[name='Form.Password']", "Sunny-Meadow-42");
        await page.ClickAsync("main form:has([name='Form.Password']) button[type=submit]");
        await page.WaitForSelectorAsync("[name='Form.Digits']");
        await LookAsync(page, "digits", javaScript);
        await page.FillAsync("[name='Form.Digits']", "000000");
        await page.ClickAsync("main form:has([name='Form.Digits']) button[type=submit]");
        await page.WaitForSelectorAsync(".field-error");
        await page.FillAsync("[name='Form.Digits']", await kit.DigitsAsync("ada@example.org"));
        await page.ClickAsync("main form:has([name='Form.Digits']) button[type=submit]");
        await page.WaitForSelectorAsync("text=Check and confirm");
        await LookAsync(page, "confirm", javaScript);
        await page.ClickAsync("text=Book this appointment");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/acme/me/bookings/", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await LookAsync(page, "booked", javaScript);
        await using (var db = test.Database.Read(kit.Id))
        {
            var booking = await db.Bookings.SingleAsync();
            Assert.Equal((ada.Id, BookingStatus.Booked), (booking.PersonId, booking.Status));
            Assert.Equal(["4711", "Research"], (await db.PersonProperties.Where(v => v.PersonId == ada.Id).Select(v => v.Value).ToListAsync()).Order(StringComparer.Ordinal));
            Assert.Equal(department, (await db.PersonProperties.SingleAsync(v => v.Value == "Research")).PropertyId);
        }
        // Another time, then away; the code is free again.
        await page.ClickAsync("text=Another time");
        await page.Locator("button[name='Pick.Slot']").Last.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/me/bookings/[0-9a-f-]+(?:#.*)?$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.ClickAsync("text=Cancel the booking");
        await LookAsync(page, "cancel", javaScript);
        await page.ClickAsync("text=Yes, cancel it");
        await page.WaitForSelectorAsync("text=This appointment is cancelled");
        Assert.Contains("Your code is free again", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await LookAsync(page, "cancelled", javaScript);
        await kit.AssertInvariantsAsync();
    }

    /// <summary>A code for Ada; the page asks for her department, which she cannot change, and a number that nobody knows yet.</summary>
    private static async Task<(string Code, Person Ada, Guid Department, Guid Number)> AssignedAsync(SlotKit kit, Verbs verbs)
    {
        var ada = await kit.Sample.AddAsync(new Person { WorkspaceId = kit.Id, Email = "ada@example.org", FirstName = "Ada", LastName = "Lovelace", Phone = "+49171123", CreatedAt = kit.Database.Now });
        var department = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Id, Label = "Department", Type = PropertyType.Text, CreatedAt = kit.Database.Now });
        var number = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Id, Label = "Employee number", Type = PropertyType.Number, CreatedAt = kit.Database.Now });
        await kit.Sample.AddAsync(new PersonProperty { WorkspaceId = kit.Id, PersonId = ada.Id, PropertyId = department.Id, Value = "Research" });
        var set = await new SetRegistrationFields(kit.Database).RunAsync(kit.Sample.Owner, new(kit.Exam.Id,
            [new("email", true, true), new("phone"), new(department.Id.ToString(), true, true), new(number.Id.ToString(), true)]));
        Assert.True(set.Ok, set.Problem?.English);
        var (batch, texts) = await kit.CodesAsync(verbs);
        Assert.True((await new AssignCode(kit.Database).RunAsync(kit.Sample.Owner, new(AccessCode.IdOf(batch.Id, 1), ada.Id))).Ok);
        return (texts[0], ada, department.Id, number.Id);
    }

    [Theory, EachDatabase, Trait("Req", "S0.41")]
    public async Task What_is_read_only_is_taken_from_the_server_and_another_address_or_person_consumes_nothing(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        await using var verbs = new Verbs(test);
        var (code, _, department, number) = await AssignedAsync(kit, verbs);
        using var guest = server.NewClient();
        var book = await PickAsync(guest, code);
        (string, string)[] typed = [("Form.FirstName", "Eve"), ("Form.LastName", "Evil"), ("Form.Password", "Sunny-Meadow-42"), (PropertyValue.FieldOf(number), "1"), (PropertyValue.FieldOf(department), "Board")];
        // The address is read-only: another one in the form is not looked at.
        var answer = await guest.PostFormAsync(book, "guest", [.. typed, ("Form.Email", "eve@example.org")]);
        Assert.Contains("six digits to ada@example.org", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await server.Database.WriteAsync(kit.Id, db => db.Offerings.Where(o => o.Id == kit.Exam.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.RegistrationFields, (string?)null)));
        answer = await guest.PostFormAsync(book, "guest", [.. typed, ("Form.Email", "eve@example.org")]);
        Assert.Contains("made for another e-mail address", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Somebody else who is signed in.
        using var owner = await server.SignInAsync(kit.Sample);
        Assert.Contains("This code is for somebody else", await owner.GetStringAsync(book), StringComparison.Ordinal);
        // Ten minutes later.
        test.Clock.Advance(HoldSlot.Time);
        Assert.Contains("no longer kept for you", await guest.GetStringAsync(book), StringComparison.Ordinal);
        // Archived meanwhile.
        book = await PickAsync(guest, code);
        await server.Database.WriteAsync(kit.Id, db => db.AccessCodes.ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CodeState.Archived)));
        await server.Database.WriteAsync(kit.Id, db => db.CodeBatches.ExecuteUpdateAsync(set => set.SetProperty(b => b.Archived, 1)));
        Assert.Contains("We do not know this code", await guest.GetStringAsync(book), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal((0, 0, 0), (await db.Bookings.CountAsync(), await db.Redemptions.CountAsync(), await db.Accounts.CountAsync(a => a.Email != kit.Sample.OwnerAccount.Email)));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase, Trait("Req", "S0.60")]
    public async Task Five_wrong_digits_end_the_form_and_nobody_is_registered(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await kit.CodesAsync(verbs);
        using var guest = server.NewClient();
        var book = await PickAsync(guest, texts[0]);
        var page = await (await guest.PostFormAsync(book, "guest", [("Form.FirstName", "Bob"), ("Form.LastName", "Builder"), ("Form.Email", "bob@example.org"), ("Form.Password", "Sunny-Meadow-42")])).Content.ReadAsStringAsync();
        var right = await kit.DigitsAsync("bob@example.org");
        for (var i = 0; i < 6; i++)
        {
            var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(page, default);
            var form = document.QuerySelectorAll("form").First(f => f.QuerySelector("[name='Form.Digits']") is not null);
            using var content = new FormUrlEncodedContent(form.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? "")).Append(KeyValuePair.Create("Form.Digits", i < 5 ? (right == "111111" ? "222222" : "111111") : right)));
            page = await (await guest.PostAsync(book, content)).Content.ReadAsStringAsync();
        }
        Assert.Contains("too many wrong digits", page, StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Id);
        Assert.False(await db.Accounts.AnyAsync(a => a.Email == "bob@example.org"));
    }

    private static async Task<string> PickAsync(HttpClient guest, string code)
    {
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await guest.GetStringAsync($"/acme/i/{code}"), default);
        var answer = await guest.PostFormAsync($"/acme/i/{code}", "slot", [("Pick.Slot", document.QuerySelector("button[name='Pick.Slot']")!.GetAttribute("value")!)]);
        return answer.Headers.Location!.ToString();
    }

    private static async Task LookAsync(IPage page, string name, bool script)
    {
        await page.WaitForSelectorAsync("main h1");
        if (script)
            await page.WaitForFunctionAsync("document.readyState === 'complete'");
        if (Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"appointment-{name}.png"), FullPage = true });
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), $"{name} is wider than the screen");
        if (!script)
            return;
        var axe = await page.RunAxe();
        Assert.Equal([], axe.Violations.Select(v => $"{name}: {v.Id} ({v.Help}) at {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }
}
