using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Latchstring.Tests.Crash;

/// <summary>One person's try of one code.</summary>
internal sealed record Try(string Code, Guid PersonId)
{
    /// <summary>Set when the server acknowledged it: from here on it must never be gone or become another.</summary>
    public Guid? Redemption { get; set; }

    /// <summary>It was sent, and no answer came: it may or may not have happened.</summary>
    public bool Unknown { get; set; }

    /// <summary>The definite refusal that came.</summary>
    public string? Refusal { get; set; }
}

/// <summary>Programs that redeem through the API as fast as they can, remember every acknowledgement, and ask again what they were not told.</summary>
internal sealed class Crowd(IEnumerable<Try> tries, string apiKey)
{
    private readonly ConcurrentQueue<Try> _left = new(tries);

    private int _lost;

    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>Requests that died with their server.</summary>
    public int Lost => _lost;

    /// <summary>Goes on until the server is gone.</summary>
    public async Task UntilGoneAsync(Uri server, int callers)
    {
        using var client = Client(server, apiKey);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            while (_left.TryDequeue(out var next) && await SendAsync(client, next, keyed: caller % 2 == 0))
                _left.Enqueue(next);
        }));
    }

    /// <summary>Asks once more for everything whose outcome is unknown, under the key it was asked with: nobody has to wait for what died.</summary>
    public async Task SettleAsync(Uri server, IEnumerable<Try> all)
    {
        using var client = Client(server, apiKey);
        await Parallel.ForEachAsync(all.Where(one => one.Unknown).ToList(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (open, _) =>
        {
            if (!await SendAsync(client, open, keyed: true) || open.Unknown)
                Wrong.Add($"No answer for {open}");
        });
    }

    private async Task<bool> SendAsync(HttpClient client, Try it, bool keyed)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/redemptions") { Content = JsonContent.Create(new { code = it.Code, personId = it.PersonId }) };
            if (keyed)
                request.Headers.Add("Idempotency-Key", $"{it.Code}/{it.PersonId}");
            using var answer = await client.SendAsync(request);
            Note(it, answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            Interlocked.Increment(ref _lost);
            if (it.Redemption is null && it.Refusal is null)
                it.Unknown = true;
            _left.Enqueue(it);
            return false;
        }
    }

    private void Note(Try it, HttpStatusCode status, JsonElement body)
    {
        if (status is HttpStatusCode.OK or HttpStatusCode.Created)
        {
            var id = body.GetProperty("id").GetGuid();
            if (it.Redemption is { } known && known != id)
                Wrong.Add($"{it} was {known} and is now {id}");
            if (it.Refusal is not null)
                Wrong.Add($"{it} was refused and is now {id}");
            (it.Redemption, it.Unknown) = (id, false);
            return;
        }
        var code = body.GetProperty("code").GetString();
        // The first request with this key died unanswered, or could not be confirmed: still unknown.
        if (code is "idempotency.running" or "idempotency.answer_lost" or "outcome.unknown")
            it.Unknown = it.Redemption is null && it.Refusal is null;
        else if (it.Redemption is { } held)
            Wrong.Add($"{it} held {held} and is refused now: {code}");
        else if (code is "code.used_up" or "registration.exists")
            (it.Refusal, it.Unknown) = (code, false);
        else
            Wrong.Add($"{it}: {(int)status} {code}");
    }

    private static HttpClient Client(Uri server, string apiKey)
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }
}
