using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

/// <summary>A running server with a workspace "acme" whose course wants codes.</summary>
internal sealed class GuestKit(TestServer server, SampleWorkspace sample, Verbs verbs) : IAsyncDisposable
{
    public static readonly (string, string)[] Anna =
        [("Form.FirstName", "Anna"), ("Form.LastName", "Algebra"), ("Form.Email", "anna@example.org"), ("Form.Password", "Sunny-Meadow-42")];

    public TestServer Server => server;
    public SampleWorkspace Sample => sample;
    public Verbs Verbs => verbs;

    public static async Task<GuestKit> StartAsync(TestDatabase test, params string[] settings)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        return new GuestKit(await TestServer.StartAsync(test, null, [.. settings.Where(setting => setting.Length > 0)]), sample, new Verbs(test));
    }

    /// <summary>One single-use code of a batch of its own.</summary>
    public async Task<string> CodeAsync(Guid? offeringId = null, SampleWorkspace? of = null, CodeState state = CodeState.Active)
    {
        of ??= sample;
        var (batch, texts) = await verbs.IssueAsync(of.Owner, new NewBatch(offeringId ?? of.Course.Id, null, 1));
        if (state != CodeState.Active)
            await server.Database.WriteAsync(of.Id, db => db.AccessCodes.Where(c => c.BatchId == batch.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, state)));
        return texts[0];
    }

    /// <summary>Rows of every table that a guest could touch, but for the counters of failed tries.</summary>
    public async Task<string> CountsAsync()
    {
        await using var db = server.Database.Read(sample.Id);
        string[] tables = ["account", "person", "access_code", "redemption", "reversal", "registration", "code_request", "audit_entry", "job", "code_export", "retired_text", "invite_link"];
        var counts = new List<string>();
        foreach (var table in tables)
            counts.Add($"{table} {(await db.QueryAsync($"select count(*) from {table} where workspace_id = @ws", row => row.Long(0), default))[0]}");
        counts.Add($"uses {(await db.QueryAsync("select coalesce(sum(use_count), 0) from access_code where workspace_id = @ws", row => row.Long(0), default))[0]}");
        return string.Join(", ", counts);
    }

    /// <summary>What a person sees, without tokens and other hidden values.</summary>
    public static string Visible(string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        foreach (var hidden in document.QuerySelectorAll("input[type=hidden], script, link, meta").ToList())
            hidden.Remove();
        return Regex.Replace(document.DocumentElement.OuterHtml, "\\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await verbs.DisposeAsync();
    }
}

internal static class FormPosts
{
    /// <summary>Where the answer sends the browser, as path and query.</summary>
    public static string? To(this HttpResponseMessage answer) => answer.Headers.Location is { IsAbsoluteUri: true } uri ? uri.PathAndQuery : answer.Headers.Location?.ToString();

    /// <summary>Posts the form with this action from this page, with its hidden fields.</summary>
    public static async Task<HttpResponseMessage> PostOnPageAsync(this HttpClient client, string page, string action, params (string Name, string Value)[] values)
    {
        var document = new HtmlParser().ParseDocument(await client.GetStringAsync(page));
        var form = document.QuerySelectorAll("form").First(f => f.GetAttribute("action") == action);
        var fields = form.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
        using var content = new FormUrlEncodedContent([.. fields, .. values.Select(value => KeyValuePair.Create(value.Name, value.Value))]);
        return await client.PostAsync(action, content);
    }
}
