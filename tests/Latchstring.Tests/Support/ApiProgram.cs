using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Latchstring.Accounts;

namespace Latchstring.Tests.Support;

/// <summary>A program with a key of a workspace, calling the API over HTTP.</summary>
public sealed class ApiProgram(HttpClient client, string key) : IDisposable
{
    public string Key => key;
    public HttpClient Client => client;

    public static async Task<ApiProgram> CreateAsync(TestServer server, SampleWorkspace workspace, Permission permissions = Permission.All)
    {
        var made = await new CreateApiKey(server.Database).RunAsync(Actor.System(workspace.Id), new CreateApiKey.Input("Test", permissions));
        return new ApiProgram(server.NewClient(), made.Value.Text);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body, string? idempotencyKey = null) => SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body), idempotencyKey);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, string? idempotencyKey = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, mediaType);
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        request.Headers.ExpectContinue = json?.Length > 1_000_000;
        using var response = await client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public void Dispose() => client.Dispose();
}

/// <summary>What came back: status, headers, text.</summary>
public sealed record Answer(int Status, string Text, string? MediaType, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The stable code of a problem document; fails when it is none.</summary>
    public string Code
    {
        get
        {
            Assert.Equal("application/problem+json", MediaType);
            Assert.Equal(Status, Json.GetProperty("status").GetInt32());
            Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
            Assert.NotEmpty(Json.GetProperty("title").GetString()!);
            return Json.GetProperty("code").GetString()!;
        }
    }

    /// <summary>Fields at fault.</summary>
    public IEnumerable<string> Fields => Json.GetProperty("errors").EnumerateObject().Select(member => member.Name);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType, response.Headers);
}
