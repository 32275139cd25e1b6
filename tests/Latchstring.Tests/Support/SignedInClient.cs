using Latchstring.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Support;

/// <summary>Pages over HTTP, with forms: gets the page, keeps its hidden fields, posts them with what was typed.</summary>
public static class SignedInClient
{
    public const string Password = "Corr3ct-horse-battery";

    /// <summary>Gives the account a password; hashing is slow on purpose, so one hash serves all tests.</summary>
    public static async Task SetPasswordAsync(this TestServer server, Account account)
    {
        await server.Database.WriteAsync(account.WorkspaceId, db => db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, Hash.Value)));
    }

    /// <summary>A client signed in through the page, as the owner of the sample or as another account.</summary>
    public static async Task<HttpClient> SignInAsync(this TestServer server, SampleWorkspace sample, Account? account = null)
    {
        await server.SetPasswordAsync(account ?? sample.OwnerAccount);
        var client = server.NewClient();
        var answer = await client.PostPageAsync($"/{sample.Workspace.Slug}/sign-in", ("Form.Email", (account ?? sample.OwnerAccount).Email), ("Form.Password", Password));
        Assert.Equal(System.Net.HttpStatusCode.Found, answer.StatusCode);
        return client;
    }

    /// <summary>GETs the page and POSTs its first form (or the one whose <c>_handler</c> is, or whose action ends in, <paramref name="form"/>) with these values.</summary>
    public static async Task<HttpResponseMessage> PostPageAsync(this HttpClient client, string path, params (string Name, string Value)[] values) => await client.PostFormAsync(path, null, values);

    public static Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string path, string? form, params (string Name, string Value)[] values) => client.PostFormAsync(path, form, values, () => Task.CompletedTask);

    /// <summary>As above, and something happens between page and button.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string path, string? form, (string Name, string Value)[] values, Func<Task> meanwhile)
    {
        var html = await client.GetStringAsync(path);
        await meanwhile();
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(html, default);
        var found = document.QuerySelectorAll("form").First(f => form is null ? f.QuerySelector("input[name=_handler]") is not null : f.QuerySelector($"input[name=_handler][value='{form}']") is not null || f.GetAttribute("action")?.EndsWith(form, StringComparison.Ordinal) == true);
        var fields = found.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Where(field => !values.Any(value => value.Name == field.Key)).Concat(values.Select(value => KeyValuePair.Create(value.Name, value.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(found.GetAttribute("action") is { Length: > 0 } action ? action : path, content);
    }

    /// <summary>Posts to an endpoint that is no page, with the token of a page's form.</summary>
    public static async Task<HttpResponseMessage> PostActionAsync(this HttpClient client, string page, string action, params (string Name, string Value)[] values)
    {
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await client.GetStringAsync(page), default);
        var token = document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent(values.Append(("__RequestVerificationToken", token)).Select(value => KeyValuePair.Create(value.Item1, value.Item2)));
        return await client.PostAsync(action, content);
    }

    private static readonly Lazy<string> Hash = new(() => Passwords.Hash(Password));
}
