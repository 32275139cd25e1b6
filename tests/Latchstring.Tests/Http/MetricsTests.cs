using System.Net;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Http;

public class MetricsTests
{
    [Theory, EachDatabase]
    public async Task Requests_are_counted_by_the_pattern_of_their_route_never_by_what_was_typed(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        await server.Client.GetAsync($"/{sample.Workspace.Slug}/i/SECRETCODE1");
        await server.Client.GetAsync("/health/live");
        using var answer = await server.Client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("http_server_request_duration_bucket{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/health/live\",le=\"+Inf\"}", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE dotnet_gc_collections_total counter", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETCODE1", text, StringComparison.OrdinalIgnoreCase);
    }
}
