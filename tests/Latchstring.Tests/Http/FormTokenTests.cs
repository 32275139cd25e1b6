using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Http;

public class FormTokenTests
{
    /// <summary>An endpoint that takes nothing from the form gets no check by itself; it says so, or takes the form.</summary>
    [Theory, EachDatabase]
    public async Task Every_button_checks_our_token_or_says_that_it_does_not(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var posts = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true && !endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal)).ToList();
        Assert.True(posts.Count > 50);
        Assert.Empty(posts.Where(endpoint => endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is null).Select(endpoint => endpoint.RoutePattern.RawText));
        Assert.Equal(["/hooks/mail", "/hooks/sms/{token}", "/hooks/stripe", "/{workspace}/unsubscribe/{token}", "/{workspace}/unsubscribe/{token}/confirmation"],
            posts.Where(endpoint => endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: false }).Select(endpoint => endpoint.RoutePattern.RawText).Order(StringComparer.Ordinal));
    }
}
