using System.Net;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Http;

public class ZeroByteTests
{
    [Theory, EachDatabase]
    public async Task A_zero_byte_in_an_address_or_a_form_is_a_bad_request_on_every_page(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var signIn = $"/{sample.Workspace.Slug}/sign-in";
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.GetAsync(signIn + "?returnUrl=%00")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.GetAsync($"/{sample.Workspace.Slug}/i/%00")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.PostPageAsync(signIn, ("Form.Email", "a@example.org"), ("Form.Password", "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.PostPageAsync(signIn, ("Form.Email", "a\0@example.org"), ("Form.Password", "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(signIn)).StatusCode);
    }
}
