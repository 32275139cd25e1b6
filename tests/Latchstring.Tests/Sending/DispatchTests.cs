using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>The queue itself: when things leave, in which order, and what does not.</summary>
public class DispatchTests
{
    [Theory, EachDatabase, Trait("Req", "S2.7"), Trait("Req", "I5")]
    public async Task A_hundred_at_one_a_minute_take_a_hundred_minutes(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 100);
        var start = test.Clock.Now;
        var sent = await kit.SendAsync(SendingKit.Addresses(100), perMinute: 1);
        await kit.RunAsync(TimeSpan.FromMinutes(98), TimeSpan.FromSeconds(20));
        Assert.InRange(kit.Server.Taken.Count, 97, 98);
        await kit.RunAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(20));
        Assert.Equal(100, kit.Server.Taken.Count);
        var times = (await kit.MessagesAsync()).Select(m => m.SentAt!.Value).Order().ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(1)));
        Assert.Equal(start.AddMinutes(99), sent.Last);
        Assert.InRange(times[^1], start.AddMinutes(99), start.AddMinutes(100));
    }

    [Theory, EachDatabase, Trait("Req", "X16"), Trait("Req", "S2.5"), Trait("Req", "I5")]
    public async Task At_four_it_stops_and_at_eight_it_goes_on(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 10);
        test.Clock.Now = new(2026, 6, 15, 13, 57, 0, TimeSpan.Zero); // 15:57 in Berlin
        await kit.SendAsync(SendingKit.Addresses(10), perMinute: 1);
        await kit.RunAsync(TimeSpan.FromHours(16), TimeSpan.FromMinutes(1));
        Assert.Equal(3, kit.Server.Taken.Count);
        Assert.All((await kit.MessagesAsync()).Where(m => m.Status == MessageStatus.Queued), m => Assert.Equal(new DateTimeOffset(2026, 6, 16, 6, 0, 0, TimeSpan.Zero), m.NotBefore));
        await kit.RunAsync(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(1));
        var times = (await kit.MessagesAsync()).Select(m => m.SentAt!.Value).ToList();
        Assert.Equal(10, kit.Server.Taken.Count);
        Assert.All(times, at => Assert.True(SendingWindow.Default.IsOpenAt(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))));
    }

    [Theory, EachDatabase, Trait("Req", "X16")]
    public async Task A_window_that_closes_after_the_claim_still_holds(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        test.Clock.Now = new(2026, 6, 15, 13, 59, 59, TimeSpan.Zero);
        await kit.SendAsync(["ada@example.org"]);
        var claimed = Assert.Single(await kit.Claim.RunAsync(10));
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await kit.HandOver.RunAsync(claimed));
        var message = await kit.MessageAsync();
        Assert.Equal((MessageStatus.Queued, null), (message.Status, message.LeaseUntil));
        Assert.Equal(new DateTimeOffset(2026, 6, 16, 6, 0, 0, TimeSpan.Zero), message.NotBefore);
    }

    [Theory, EachDatabase, Trait("Req", "X16")]
    public async Task A_single_mail_overtakes_the_batch_before_it(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 20);
        await kit.SendAsync(SendingKit.Addresses(10), perMinute: 1);
        await kit.Dispatch.RunAsync();
        await kit.SendAsync(["alone@example.org"]);
        await kit.RunAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        Assert.Equal(["p0001@example.org", "alone@example.org"], kit.Server.Taken.Take(2).Select(mail => mail.To));
    }

    [Theory, EachDatabase]
    public async Task Two_offerings_do_not_wait_for_each_other(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 5);
        var other = await kit.Sample.AddCourseAsync("Geometry");
        var (batch, _) = await kit.Verbs.IssueAsync(kit.Sample.Owner, new NewBatch(other.Id, null, 5));
        await kit.SendAsync(SendingKit.Addresses(5), perMinute: 1);
        Assert.True((await kit.Send.RunAsync(kit.Sample.Owner, new CodesToSend(null, new CodeFilter(batch.Id), [.. SendingKit.Addresses(5)], PerMinute: 1))).Ok);
        await kit.Dispatch.RunAsync();
        Assert.Equal(["Your access to Algebra for everybody", "Your access to Geometry"], kit.Server.Taken.Select(mail => mail.Subject).Order());
    }

    [Theory, EachDatabase, Trait("Req", "X4"), Trait("Req", "X16")]
    public async Task What_was_cancelled_redeemed_reassigned_unsubscribed_or_switched_off_never_leaves(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 6);
        await kit.SendAsync(SendingKit.Addresses(6), perMinute: 60);
        var messages = await kit.MessagesAsync();
        var (owner, database) = (kit.Sample.Owner, test.Database);
        Assert.Equal(1, (await kit.Cancel.RunAsync(owner, [messages[0].Id])).Value.Changed);
        Assert.True((await kit.Verbs.Redeem.RunAsync(owner, kit.Texts[1], messages[1].PersonId!.Value)).Ok);
        var other = await kit.Sample.AddPersonAsync("other@example.org");
        Assert.True((await new AssignCode(database).RunAsync(owner, new(messages[2].CodeId!.Value, other.Id))).Ok);
        await kit.Sample.AddAsync(new Suppression { WorkspaceId = kit.Sample.Id, Address = messages[3].Address, Reason = SuppressionReason.OptOut });
        await database.WriteAsync(kit.Sample.Id, db => db.AccessCodes.Where(c => c.Id == messages[4].CodeId).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CodeState.Inactive)));
        await kit.RunAsync(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        Assert.Equal(messages[5].Address, Assert.Single(kit.Server.Taken).To);
        Assert.Equal([NotSent.Cancelled, NotSent.Redeemed, NotSent.Reassigned, NotSent.Suppressed, NotSent.Inactive, "250 OK"], (await kit.MessagesAsync()).Select(m => m.Reason));
    }

    [Theory, EachDatabase, Trait("Req", "X3")]
    public async Task Nothing_leaves_that_would_arrive_expired(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 2);
        await kit.SendAsync(SendingKit.Addresses(2), perMinute: 60);
        await test.Database.WriteAsync(kit.Sample.Id, db => db.Offerings.ExecuteUpdateAsync(set => set.SetProperty(o => o.EndsAt, test.Clock.Now)));
        await kit.RunAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        Assert.Empty(kit.Server.Taken);
        Assert.All(await kit.MessagesAsync(), m => Assert.Equal((MessageStatus.NotSent, NotSent.Expired), (m.Status, m.Reason)));
    }

    [Theory, EachDatabase]
    public async Task A_clock_that_is_set_back_does_not_stop_a_lane(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 3);
        await kit.SendAsync(SendingKit.Addresses(3), perMinute: 1);
        test.Clock.Advance(TimeSpan.FromHours(3));
        await kit.Dispatch.RunAsync();
        test.Clock.Advance(TimeSpan.FromHours(-3));
        await kit.RunAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        Assert.Equal(3, kit.Server.Taken.Count);
    }
}
