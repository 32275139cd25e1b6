using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Events;

/// <summary>Programs that look at mails open every link, run scripts and press every button. They choose nothing and tick nothing.</summary>
public class ScannerTests
{
    [Theory, EachDatabase]
    public async Task A_scanner_that_opens_every_link_and_presses_every_button_registers_cancels_and_unsubscribes_nobody(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { MostCompanions = 2 });
        var token = await kit.InviteAsync("gina@example.org", "Gina", "Guest");
        var mine = kit.TokenOf((await kit.RegisterAsync(await kit.InviteAsync("in@example.org", "Ina", "Inside"), EventKit.Details("in@example.org", "Ina", "Inside"))).Value);
        Assert.True((await kit.Change.BringAsync(kit.Sample.Id, mine, "Carl", "Companion")).Ok);
        var before = await StateAsync(kit);
        var (seen, pressed) = await ScanAsync(server, [$"/acme/invitation/{token}", $"/acme/registration/{mine}", $"/acme/unsubscribe/{OptOutTokens.Of(test.Database.Keys, kit.Sample.Id, "gina@example.org")}"]);
        Assert.Contains(seen, url => url.Contains("ask=cancel", StringComparison.Ordinal));
        Assert.Contains(seen, url => url.Contains("leave=", StringComparison.Ordinal));
        Assert.True(pressed >= 6, $"{pressed} buttons");
        Assert.Equal(before, await StateAsync(kit));
        // And whoever is a person goes on from there.
        Assert.True((await kit.RegisterAsync(token)).Ok);
    }

    private static async Task<string> StateAsync(EventKit kit)
    {
        await using var db = kit.Test.Database.Read(kit.Sample.Id);
        var registrations = await db.Registrations.OrderBy(r => r.Id).Select(r => $"{r.Id} {r.Status} {r.Answers}").ToListAsync();
        var invitations = await db.Invitations.OrderBy(i => i.Id).Select(i => $"{i.Id} {i.DeclinedAt} {i.CancelledAt} {i.Version}").ToListAsync();
        return string.Join('\n', [.. registrations, .. invitations, $"{await db.Suppressions.CountAsync()} suppressions", $"{await db.Redemptions.CountAsync()} redemptions", $"{(await kit.EventNowAsync()).Registered} seats"]);
    }

    private static async Task<(HashSet<string> Seen, int Pressed)> ScanAsync(TestServer server, string[] mailed)
    {
        using var client = server.NewClient();
        var (seen, todo, pressed) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(mailed), 0);
        while (todo.TryDequeue(out var url) && seen.Count < 80)
        {
            if (!seen.Add(url))
                continue;
            var html = await (await client.GetAsync(url)).Content.ReadAsStringAsync();
            var document = await new HtmlParser().ParseDocumentAsync(html, default);
            foreach (var link in document.QuerySelectorAll("main a[href]").Select(a => a.GetAttribute("href")!.Split('#')[0]).Where(href => href.StartsWith("/acme", StringComparison.Ordinal)))
                todo.Enqueue(link);
            foreach (var button in document.QuerySelectorAll<IHtmlButtonElement>("main form[method=post] button"))
            {
                pressed++;
                using var content = new FormUrlEncodedContent(FieldsOf(button));
                var answer = await client.PostAsync(button.Form!.GetAttribute("action") is { Length: > 0 } action ? action.Split('#')[0] : url, content);
                if (answer.Headers.Location is { } next)
                    todo.Enqueue(next.IsAbsoluteUri ? next.PathAndQuery : next.OriginalString.Split('#')[0]);
            }
        }
        return (seen, pressed);
    }

    /// <summary>What a browser sends when nobody has touched the form.</summary>
    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(IHtmlButtonElement button)
    {
        foreach (var input in button.Form!.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(input => input.Type is not ("checkbox" or "radio") || input.IsChecked))
            yield return new(input.Name!, input.Value);
        foreach (var select in button.Form!.QuerySelectorAll<IHtmlSelectElement>("select[name]"))
            yield return new(select.Name!, select.Value ?? "");
        if (button.Name is { Length: > 0 } name)
            yield return new(name, button.Value);
    }
}
