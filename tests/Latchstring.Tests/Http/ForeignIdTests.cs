using System.Text.RegularExpressions;
using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Http;

/// <summary>
/// Every address that names a thing is called by the other workspace: 404, and nothing moves (I9). A route whose thing
/// <see cref="EveryNoun"/> does not know fails, so that no new address is forgotten.
/// </summary>
public partial class ForeignIdTests
{
    /// <summary>Links that carry their own permission; their tests stand with their features.</summary>
    private static readonly string[] Secrets = ["token"];

    /// <summary>Requests that need more than the required members of a body before they look for the thing.</summary>
    private static readonly Dictionary<string, (string Query, string? Body, string Media)> Special = new(StringComparer.Ordinal)
    {
        ["/offerings/{id:guid}/resources/files"] = ("?fileName=notes.txt", "Notes", "text/plain"),
        ["/offerings/{id:guid}/access-changes"] = ("", """{"emails":["pat@theirs.test"]}""", "application/json"),
    };

    [Theory, EachDatabase]
    public async Task The_API_never_reaches_into_another_workspace(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var theirs = await EveryNoun.CreateAsync(test, "theirs");
        var ours = await EveryNoun.CreateAsync(test, "ours");
        using var program = await ApiProgram.CreateAsync(server, ours.Workspace);
        var before = await theirs.StateAsync(server.Database);
        var bodies = new SampleBodies(name => IdNamed(ours, name));
        var failures = new List<string>();
        foreach (var endpoint in ApiEndpoint.All(server).Where(endpoint => endpoint.Endpoint.RoutePattern.Parameters.Count > 0))
        {
            if (PathWith(endpoint.Endpoint.RoutePattern, theirs, null) is not { } path)
            {
                failures.Add($"{endpoint}: EveryNoun does not know this thing");
                continue;
            }
            var (query, json, media) = Special.GetValueOrDefault(endpoint.Pattern, ("", endpoint.Body is { } body ? bodies.Of(body).ToJsonString() : null, "application/json"));
            var answer = await program.SendAsync(new HttpMethod(endpoint.Method), path["/api/v1".Length..] + query, json, mediaType: media);
            if (answer.Status != 404 || answer.Code == "route.not_found")
                failures.Add($"{endpoint}: {answer.Status} {answer.Text}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(before, await theirs.StateAsync(server.Database));
    }

    [Theory, EachDatabase]
    public async Task Ids_of_another_workspace_in_a_body_are_refused(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var theirs = await EveryNoun.CreateAsync(test, "theirs");
        var ours = await EveryNoun.CreateAsync(test, "ours");
        using var program = await ApiProgram.CreateAsync(server, ours.Workspace);
        var before = await theirs.StateAsync(server.Database);
        var failures = new List<string>();
        foreach (var endpoint in ApiEndpoint.All(server).Where(endpoint => endpoint.Body is not null))
        {
            foreach (var id in SampleBodies.Members(endpoint.Body!).Where(member => IsId(member.PropertyType)))
            {
                var body = new SampleBodies(name => IdNamed(ours, name)).Of(endpoint.Body!);
                body[id.Name] = new SampleBodies(name => IdNamed(theirs, name)).Of(endpoint.Body!, all: true)[id.Name]!.DeepClone();
                var answer = await program.SendAsync(new HttpMethod(endpoint.Method), PathWith(endpoint.Endpoint.RoutePattern, ours, null)!["/api/v1".Length..], body.ToJsonString());
                if (answer.Status is not (400 or 404 or 409) && !answer.Text.Contains("\"changed\":0", StringComparison.Ordinal))
                    failures.Add($"{endpoint} {id.Name}: {answer.Status} {answer.Text}");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(before, await theirs.StateAsync(server.Database));
    }

    [Theory, EachDatabase]
    public async Task No_page_shows_anything_of_another_workspace(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var theirs = await EveryNoun.CreateAsync(test, "theirs");
        var ours = await EveryNoun.CreateAsync(test, "ours");
        using var owner = await server.SignInAsync(ours.Workspace);
        var failures = new List<string>();
        foreach (var page in Pages(server))
        {
            if (PathWith(page, theirs, "ours") is not { } inOurs)
            {
                failures.Add($"{page.RawText}: EveryNoun does not know this thing");
                continue;
            }
            if (page.Parameters.Count > 1)
                await ExpectAsync(owner, inOurs, failures, status => status is 404 || (page.RawText!.Contains("/i/", StringComparison.Ordinal) && status is 200) || (page.RawText!.Contains("/me/", StringComparison.Ordinal) && status is 302));
            if (!PublicPatterns.Contains(Bare(page.RawText!)))
                await ExpectAsync(owner, PathWith(page, theirs, "theirs")!, failures, status => status is 302 or 303 or 403 or 404 or 405);
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));

        async Task ExpectAsync(HttpClient client, string path, List<string> failed, Func<int, bool> fine)
        {
            using var answer = await client.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            if (!fine((int)answer.StatusCode) || text.Contains("Academy theirs", StringComparison.Ordinal) || text.Contains("pat@theirs.test", StringComparison.Ordinal))
                failed.Add($"GET {path}: {(int)answer.StatusCode}");
        }
    }

    private static HashSet<string> PublicPatterns { get; } = [.. Latchstring.Server.Http.PublicPages.Why.Keys.Select(Bare)];

    /// <summary>Everything under a workspace that answers GET.</summary>
    private static IEnumerable<RoutePattern> Pages(TestServer server) => server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("{workspace}", StringComparison.Ordinal)
            && (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            && !endpoint.RoutePattern.Parameters.Any(parameter => Secrets.Contains(parameter.Name)))
        .Select(endpoint => endpoint.RoutePattern);

    /// <summary>The route with ids for its parameters, each by the literal before it; null when one is unknown.</summary>
    private static string? PathWith(RoutePattern pattern, EveryNoun noun, string? workspace)
    {
        var (path, literal) = ("", "");
        foreach (var segment in pattern.PathSegments)
        {
            var text = "";
            foreach (var part in segment.Parts)
            {
                if (part is RoutePatternLiteralPart fixedPart)
                    text += literal = fixedPart.Content;
                else if (part is RoutePatternSeparatorPart separator)
                    text += separator.Content;
                else if (part is RoutePatternParameterPart { Name: "workspace" })
                    text += workspace;
                else if (noun.Ids.TryGetValue(literal, out var id))
                    text += Uri.EscapeDataString(id);
                else
                    return null;
            }
            path += "/" + text;
        }
        return path;
    }

    private static string IdNamed(EveryNoun noun, string name)
    {
        var what = name is "id" or "ids" ? "code" : name.EndsWith("Ids", StringComparison.Ordinal) ? name[..^3] : name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name;
        var plural = what switch { "person" => "people", "batch" => "batches", "assignee" => "people", "identifier" => "properties", "property" => "properties", "template" => "csv-templates", "parent" => "partners", _ => what + "s" };
        return noun.Ids.GetValueOrDefault(plural) ?? throw new InvalidOperationException($"EveryNoun does not know what {name} names.");
    }

    private static bool IsId(Type type) => (Latchstring.Server.Http.Given.Inner(type) ?? type) is var inner
        && ((Nullable.GetUnderlyingType(inner) ?? inner) == typeof(Guid) || typeof(IEnumerable<Guid>).IsAssignableFrom(inner));

    private static string Bare(string pattern) => "/" + Constraint().Replace(pattern, "").Trim('/');

    [GeneratedRegex(":[^}]+(?=})", RegexOptions.None, 100)]
    private static partial Regex Constraint();
}
