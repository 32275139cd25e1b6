using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Browser;

/// <summary>Whatever is typed into any form of any page, the answer is a page that says what to do; never "our side".</summary>
public class FormFuzzTests
{
    private static readonly string[] Odd =
    [
        "", " ", "🎟️👩‍👩‍👧‍👦", "Ω≈ç√ \u202Eabc", "0O1Il", "-1", "0", "0.5", "1e400", "99999999999999999999999999", "0001-01-01", "9999-12-31", "2030-02-31", "'; drop table person; --",
        "<script>alert(1)</script>", "=1+1", "a,\"b\nc;\td", "00000000-0000-0000-0000-000000000000", "\uFFFF", new('x', 5_000),
    ];

    [Theory, EachDatabase]
    public async Task Nothing_typed_into_any_form_makes_a_page_fail(TestDatabase test)
    {
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var owner = await server.SignInAsync(world.Sample);
        var guest = server.NewClient();
        var parser = new HtmlParser();
        var (failures, forms) = (new List<string>(), 0);
        foreach (var (route, isPublic) in World.Routes)
        {
            var (client, url) = (isPublic ? guest : owner, world.UrlOf(route));
            using var page = await client.GetAsync(url);
            var document = await parser.ParseDocumentAsync(await page.Content.ReadAsStringAsync(), default);
            // A form without anything to type is a button; what buttons may do is asked elsewhere.
            foreach (var form in document.QuerySelectorAll<IHtmlFormElement>("main form[method=post]").Where(form => Typed(form).Any()))
            {
                forms++;
                foreach (var odd in Odd)
                {
                    using var content = new FormUrlEncodedContent(Fields(form, odd));
                    using var answer = await client.PostAsync(form.GetAttribute("action") is { Length: > 0 } action ? action : url, content);
                    if ((int)answer.StatusCode >= 500)
                        failures.Add($"{url} ({form.QuerySelector("[name=_handler]")?.GetAttribute("value")}), \"{odd[..Math.Min(odd.Length, 30)]}\": {(int)answer.StatusCode}");
                }
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(forms > 30, $"Only {forms} forms were found.");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await owner.GetAsync($"/{world.Slug}/admin")).StatusCode);
    }

    private static IEnumerable<IElement> Typed(IHtmlFormElement form) =>
        form.QuerySelectorAll("input[name]:not([type=hidden]):not([type=file]):not([type=checkbox]):not([type=radio]), textarea[name], select[name]");

    /// <summary>Hidden fields as they are, everything else as it is typed here; what can be ticked is ticked.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Fields(IHtmlFormElement form, string odd) =>
        form.QuerySelectorAll("input[type=hidden][name]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Concat(Typed(form).Select(field => KeyValuePair.Create(field.GetAttribute("name")!, odd)))
            .Concat(form.QuerySelectorAll("input[type=checkbox][name]").Select(box => KeyValuePair.Create(box.GetAttribute("name")!, box.GetAttribute("value") ?? "on")));
}
