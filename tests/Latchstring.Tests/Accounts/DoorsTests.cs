using Latchstring.Server.Http;
using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Accounts;

public class DoorsTests
{
    [Theory, EachDatabase]
    public async Task Every_page_and_endpoint_carries_a_policy_or_stands_on_the_public_list(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var endpoints = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct().ToList();
        Assert.NotEmpty(endpoints);
        var wrong = new List<string>();
        foreach (var endpoint in endpoints.Where(e => !IsAsset(e)))
        {
            var pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            var open = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var asks = endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null;
            // Without a policy of its own an endpoint asks for staff, which is right for the back office and the framework's own.
            var staff = pattern.StartsWith("/{workspace}/admin/", StringComparison.Ordinal) || pattern is "/_framework/opaque-redirect" or "/{**path:file}";
            if (open != PublicPages.Why.ContainsKey(pattern) || (!open && !asks && !staff))
                wrong.Add($"{pattern}: {(open ? "open, not on the list" : asks ? "on the list, not open" : "no policy")}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct().Order()));
        var patterns = endpoints.Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Superset(new HashSet<string>(PublicPages.Why.Keys, StringComparer.OrdinalIgnoreCase), patterns);
    }

    [Theory, EachDatabase]
    public async Task A_stranger_is_sent_to_sign_in_and_back_and_another_workspaces_staff_is_a_stranger(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await SampleWorkspace.CreateAsync(test, "other");
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await owner.GetAsync("/acme/admin/settings/staff?x=1")).StatusCode);
        Assert.Equal("/acme/sign-in?returnUrl=%2Facme%2Fadmin%2Fsettings%2Fstaff%3Fx%3D1", (await server.Client.GetAsync("/acme/admin/settings/staff?x=1")).Headers.Location?.ToString());
        Assert.StartsWith("/other/sign-in", (await owner.GetAsync("/other/admin/settings/staff")).Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await owner.GetAsync("/acme/admin/settings/staff")).StatusCode);
    }

    private static bool IsAsset(RouteEndpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name is "StaticAssetDescriptor");
}
