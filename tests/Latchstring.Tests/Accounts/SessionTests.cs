using System.Net;
using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Accounts;

public class SessionTests
{
    [Theory, EachDatabase, Trait("Req", "S3.27")]
    public async Task Blocking_ends_a_session_on_its_next_click(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var viewer = await AddAsync(sample, "viewer@acme.test", StaffRole.Viewer);
        using var client = await server.SignInAsync(sample, viewer);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/acme/me/security")).StatusCode);

        Assert.True((await server.Services.GetRequiredService<BlockAccount>().RunAsync(sample.Owner, viewer.Id, blocked: true)).Ok);

        Assert.StartsWith("/acme/sign-in", (await client.GetAsync("/acme/me/security")).Headers.Location?.ToString(), StringComparison.Ordinal);
        var again = await client.PostFormAsync("/acme/sign-in", "sign-in", ("Form.Email", viewer.Email), ("Form.Password", SignedInClient.Password));
        Assert.Contains("This account is blocked", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_new_password_ends_all_other_sessions_and_keeps_this_one(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var here = await server.SignInAsync(sample);
        using var elsewhere = await server.SignInAsync(sample);

        var changed = await here.PostFormAsync("/acme/me/security", "change-password", ("Form.Present", SignedInClient.Password), ("Form.Password", "Gelbe-Wiese-78"));

        Assert.Equal(HttpStatusCode.Found, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/acme/me/security")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await elsewhere.GetAsync("/acme/me/security")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task A_role_taken_away_counts_at_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var second = await AddAsync(sample, "second@acme.test", StaffRole.Owner);
        using var client = await server.SignInAsync(sample, second);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/acme/admin/settings/staff")).StatusCode);
        Assert.True((await server.Services.GetRequiredService<ChangeStaff>().RunAsync(sample.Owner, new(second.Id, new(StaffRole.Viewer, null)))).Ok);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/acme/admin/settings/staff")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task What_protects_an_account_is_changed_only_soon_after_signing_in(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var client = await server.SignInAsync(sample);
        Assert.Contains("name=\"_handler\" value=\"change-password\"", await client.GetStringAsync("/acme/me/security"), StringComparison.Ordinal);
        test.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.DoesNotContain("change-password", await client.GetStringAsync("/acme/me/security"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task Signing_out_takes_a_form_not_a_link(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var client = await server.SignInAsync(sample);
        Assert.False((await client.GetAsync("/acme/sign-out")).IsSuccessStatusCode);
        using var empty = new FormUrlEncodedContent([]);
        var refused = await client.PostAsync("/acme/sign-out", empty);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Something was missing", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/acme/me/security")).StatusCode);
    }

    private static Task<Account> AddAsync(SampleWorkspace sample, string email, StaffRole role) =>
        sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = email, NormalizedEmail = email.ToUpperInvariant(), Name = email, Staff = role, CreatedAt = sample.Workspace.CreatedAt });
}
