using System.Text.Json;
using System.Text.Json.Nodes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Http;

/// <summary>Whatever a program sends, it gets an answer that says what is wrong; never 500.</summary>
public class ApiFuzzTests
{
    private static readonly string[] Hostile =
    [
        "null", "true", "0", "-1", "1e400", "99999999999999999999999999", "9223372036854775807", "-2147483648", "0.5", "\"\"", "\" \"", "\"🎟️👩‍👩‍👧‍👦\"", "\"\\u202Eabc\\u0007\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"'; drop table person; --\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2030-02-31\"", "\"00000000-0000-0000-0000-000000000000\"", "[]", "[null]", "{}", "{\"a\":{\"a\":{\"a\":{}}}}", "[[[[[[[[]]]]]]]]",
        $"\"{new string('x', 70_000)}\"",
    ];

    private static readonly string[] HostileQueries = ["", "%27", "%F0%9F%8E%9F", "-1", "99999999999999999999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "%25_%5C", "null", "%E2%80%AE", "%FF%FE", new string('x', 5000)];

    [Theory, EachDatabase]
    public async Task No_body_makes_an_endpoint_fail(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var nouns = await EveryNoun.CreateAsync(test, "acme");
        nouns.Workspace.Workspace.MaxBatch = 500;
        await server.Database.WriteAsync(nouns.Workspace.Id, db => db.ExecuteAsync("update workspace set max_batch = 500 where id = @ws", default));
        using var program = await ApiProgram.CreateAsync(server, nouns.Workspace);
        var failures = new List<string>();
        foreach (var endpoint in ApiEndpoint.All(server).Where(endpoint => endpoint.Body is not null))
        {
            var whole = new SampleBodies(_ => nouns.Ids["offerings"]).Of(endpoint.Body!, all: true);
            var bodies = Hostile.Concat(SampleBodies.Members(endpoint.Body!).SelectMany(member => Hostile.Select(value => With(whole, member.Name, value)))).ToList();
            await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (body, _) =>
                Judge(failures, $"{endpoint} {(body.Length > 300 ? body[..300] : body)}", await program.SendAsync(new HttpMethod(endpoint.Method), Path(endpoint, nouns), body)));
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(40)));
    }

    [Theory, EachDatabase]
    public async Task No_query_makes_an_endpoint_fail(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var nouns = await EveryNoun.CreateAsync(test, "acme");
        using var program = await ApiProgram.CreateAsync(server, nouns.Workspace);
        var failures = new List<string>();
        foreach (var endpoint in ApiEndpoint.All(server).Where(endpoint => endpoint.Method == "GET"))
        {
            var names = endpoint.Endpoint.Metadata.GetOrderedMetadata<Microsoft.AspNetCore.Http.Metadata.IParameterBindingMetadata>().Select(parameter => parameter.Name).Append("nothing");
            foreach (var query in names.SelectMany(name => HostileQueries.Select(value => $"{char.ToLowerInvariant(name[0])}{name[1..]}={value}")))
                Judge(failures, $"{endpoint} {(query.Length > 100 ? query[..100] : query)}", await program.GetAsync(Path(endpoint, nouns) + "?" + query));
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(40)));
    }

    private static void Judge(List<string> failures, string what, Answer answer)
    {
        if (answer.Status < 500 && (answer.Status < 400 || answer.MediaType == "application/problem+json"))
            return;
        lock (failures)
            failures.Add($"{what}: {answer.Status} {(answer.Text.Length > 300 ? answer.Text[..300] : answer.Text)}");
    }

    private static string Path(ApiEndpoint endpoint, EveryNoun nouns) =>
        string.Join('/', endpoint.Pattern.Split('/').Select((segment, i) => segment.StartsWith('{') ? nouns.Ids[endpoint.Pattern.Split('/')[i - 1]] : segment));

    private static string With(JsonNode whole, string name, string value)
    {
        const string Mark = "@@here@@";
        var body = whole.DeepClone();
        body[name] = Mark;
        return body.ToJsonString().Replace(JsonSerializer.Serialize(Mark), value, StringComparison.Ordinal);
    }
}
