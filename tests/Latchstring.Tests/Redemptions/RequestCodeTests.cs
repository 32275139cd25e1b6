using System.Net;
using Latchstring.Accounts;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class RequestCodeTests
{
    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task A_guest_asks_three_times_in_ten_minutes_and_six_times_a_day(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var verb = new RequestCode(test.Database, new FailureLimits(test.Database));
        var asked = 0;
        for (var i = 0; i < 12; i++)
        {
            if ((await AskAsync(verb, sample, "Anna@Example.org", $"203.0.113.{i}")).Ok)
                asked++;
            test.Clock.Advance(TimeSpan.FromMinutes(i % 4 == 3 ? 10 : 1));
        }
        Assert.Equal(6, asked);
        Assert.True((await AskAsync(verb, sample, "someone.else@example.org", "198.51.100.1")).Ok);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(7, await db.CodeRequests.CountAsync());
    }

    [Theory]
    [EachDatabase(""), EachDatabase("no address"), EachDatabase("a@b"), EachDatabase("😀@example.org "), EachDatabase("x@example.org\r\nBcc: y@example.org")]
    public async Task An_address_that_is_none_is_refused_at_its_field(TestDatabase test, string? email)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var problem = (await AskAsync(new RequestCode(test.Database, new FailureLimits(test.Database)), sample, email, "203.0.113.1")).Problem;
        if (email?.StartsWith("😀", StringComparison.Ordinal) == true)
            Assert.Null(problem);
        else
            Assert.Equal(("input.invalid", "email"), (problem?.Code, problem?.Field));
    }

    [Theory, EachDatabase]
    public async Task Direction_characters_and_controls_do_not_reach_the_queue(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var verb = new RequestCode(test.Database, new FailureLimits(test.Database));
        var request = (await verb.RunAsync(Actor.Guest(sample.Id, "Guest"), new CodeRequestInput("anna@example.org", "An\u202Ena\0", "Line\nbreak", null, "code.expired", new CodeSource(IPAddress.Loopback, null, false)))).Value;
        Assert.Equal(("Anna", "Line\nbreak"), (request.Name, request.Message));
    }

    private static Task<Result<CodeRequest>> AskAsync(RequestCode verb, SampleWorkspace sample, string? email, string address) =>
        verb.RunAsync(Actor.Guest(sample.Id, "Guest"), new CodeRequestInput(email, "Anna", "Please", "MATHS1", "code.expired", new CodeSource(IPAddress.Parse(address), null, SignedIn: false)));
}
