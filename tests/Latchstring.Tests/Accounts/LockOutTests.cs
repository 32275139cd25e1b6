using System.Net;
using Latchstring.Accounts;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Accounts;

public class LockOutTests
{
    private const string Wrong = "Wrong-1-password";

    [Theory, EachDatabase]
    public async Task Strangers_failures_slow_strangers_and_never_a_known_device(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var known = await server.SignInAsync(sample);
        using var stranger = server.NewClient();
        for (var i = 0; i < SignInLimitsShown.Free; i++)
            Assert.Contains("not right", await TryAsync(stranger, Wrong), StringComparison.Ordinal);

        Assert.Contains("Too many tries", await TryAsync(stranger, Wrong), StringComparison.Ordinal);
        using var anotherStranger = server.NewClient();
        Assert.Contains("Too many tries", await TryAsync(anotherStranger, SignedInClient.Password), StringComparison.Ordinal);
        Assert.Equal("signed in", await TryAsync(known, SignedInClient.Password));
    }

    [Theory, EachDatabase]
    public async Task Waiting_helps_and_waits_grow(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var limits = new LimitTries(test.Database, new FailureLimits(test.Database));
        var limit = new TryLimit("test", 3, TimeSpan.FromHours(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1));
        TrySource[] source = [new(limit, "somebody")];
        for (var i = 0; i < 4; i++)
            Assert.Equal(TimeSpan.Zero, await limits.SpendAsync(sample.Id, source));
        foreach (var seconds in new[] { 15, 30, 60, 60 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), await limits.SpendAsync(sample.Id, source));
            test.Clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(TimeSpan.Zero, await limits.SpendAsync(sample.Id, source));
        }
        test.Clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 4; i++)
            Assert.Equal(TimeSpan.Zero, await limits.SpendAsync(sample.Id, source));
    }

    [Theory, EachDatabase]
    public async Task Forty_tries_at_once_are_forty_tries(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var limits = new LimitTries(test.Database, new FailureLimits(test.Database));
        var limit = new TryLimit("test", 10, TimeSpan.FromHours(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1));
        var waits = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => limits.SpendAsync(sample.Id, [new(limit, "somebody")]))));
        Assert.InRange(waits.Count(wait => wait == TimeSpan.Zero), 10, 11);
    }

    [Theory, EachDatabase]
    public async Task A_success_takes_back_only_its_own_try_from_a_shared_address(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var failures = new FailureLimits(test.Database);
        var limits = new LimitTries(test.Database, failures);
        TrySource[] address = [new(new TryLimit("address", 30, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)), "office")];
        for (var i = 0; i < 3; i++)
            await limits.SpendAsync(sample.Id, address);
        await limits.RefundAsync(sample.Id, address);
        Assert.Equal(2, (await failures.ReadAsync(sample.Id, ["address:office"])).Values.Single().Count);
    }

    private static async Task<string> TryAsync(HttpClient client, string password)
    {
        using var answer = await client.PostFormAsync("/acme/sign-in?again=1", "sign-in", ("Form.Email", "owner@acme.test"), ("Form.Password", password));
        return answer.StatusCode == HttpStatusCode.Found ? "signed in" : await answer.Content.ReadAsStringAsync();
    }

    private static class SignInLimitsShown
    {
        public static readonly int Free = Latchstring.Server.Accounts.SignInLimits.Account.Free + 1;
    }
}
