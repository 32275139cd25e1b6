using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>Servers that refuse, hang up or answer late, and dispatchers that die or freeze.</summary>
public class FaultTests
{
    [Theory, EachDatabase]
    public async Task Who_dies_before_the_hand_over_loses_nothing_and_who_dies_after_it_leaves_unknown(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 300);
        await kit.SendAsync(SendingKit.Addresses(300), perMinute: 6_000);
        var random = new System.Random(1);
        for (var round = 0; round < 100; round++)
        {
            foreach (var lane in await kit.Claim.RunAsync(4))
            {
                var step = random.Next(4);
                if (step == 0)
                    continue; // died with the claim
                var ready = await kit.HandOver.RunAsync(lane);
                if (step == 1)
                    continue; // died before the transport had it
                foreach (var one in ready)
                    await kit.Server.SendAsync(one.Mail, default);
                if (step == 2)
                    continue; // died before it was written down
                await kit.Record.RunAsync(kit.Sample.Id, [.. ready.Select(one => (one, new Delivery(Outcome.Sent)))]);
            }
            test.Clock.Advance(TimeSpan.FromSeconds(round % 5 == 0 ? 180 : 1));
        }
        test.Clock.Advance(ClaimMessages.Lease + TimeSpan.FromSeconds(1));
        await kit.Cancel.RunAsync(kit.Sample.Owner, [.. (await kit.MessagesAsync()).Where(m => m.Status == MessageStatus.Queued).Take(20).Select(m => m.Id)]);
        for (var i = 0; i < 20; i++, test.Clock.Advance(TimeSpan.FromSeconds(1)))
            await kit.Dispatch.RunAsync();
        var messages = await kit.MessagesAsync();
        var taken = kit.Server.Taken.CountBy(mail => mail.MessageId).ToDictionary();
        string IdOf(Message m) => $"<{m.Id:N}.{m.Generation}@{SendingKit.BaseUrl.Host}>";
        Assert.All(taken.Values, times => Assert.Equal(1, times));
        Assert.All(messages.Where(m => m.Status == MessageStatus.Sent), m => Assert.Contains(IdOf(m), taken.Keys));
        Assert.All(messages.Where(m => m.Status == MessageStatus.NotSent), m => Assert.DoesNotContain(IdOf(m), taken.Keys));
        Assert.Equal(300, messages.Count(m => m.Status is MessageStatus.Sent or MessageStatus.NotSent or MessageStatus.Unknown));
        Assert.All([MessageStatus.Sent, MessageStatus.NotSent, MessageStatus.Unknown], status => Assert.Contains(messages, m => m.Status == status));
    }

    [Theory, EachDatabase]
    public async Task A_frozen_node_that_wakes_sends_nothing(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["ada@example.org"]);
        var frozen = Assert.Single(await kit.Claim.RunAsync(10));
        test.Clock.Advance(ClaimMessages.Lease + TimeSpan.FromSeconds(1));
        Assert.Empty(await kit.HandOver.RunAsync(frozen)); // its lease is over
        await kit.Dispatch.RunAsync();
        Assert.Empty(await kit.HandOver.RunAsync(frozen)); // another has sent it
        Assert.Single(kit.Server.Taken);
    }

    [Theory, EachDatabase]
    public async Task A_node_frozen_between_two_mails_writes_down_the_first_and_gives_the_second_back(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 2);
        await kit.SendAsync(SendingKit.Addresses(2), perMinute: 6_000);
        var stuck = kit.NewDispatcher(new Freezing(test.Clock, kit.Server));
        foreach (var lane in await stuck.ClaimAsync(2))
            await stuck.SendAsync(lane);
        Assert.Single(kit.Server.Taken);
        Assert.Equal([MessageStatus.Sent, MessageStatus.Queued], (await kit.MessagesAsync()).Select(m => m.Status));
        await kit.Dispatch.RunAsync();
        Assert.Equal(2, kit.Server.Taken.Select(mail => mail.To).Distinct().Count());
        Assert.Equal(2, kit.Server.Taken.Count);
    }

    [Theory, EachDatabase(PostgresOnly = true)]
    public async Task Two_nodes_never_hold_the_same_message(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 400);
        await kit.SendAsync(SendingKit.Addresses(400), perMinute: 6_000);
        await using var second = test.OpenAnother();
        var other = new DispatchMessages(second, new ClaimMessages(second), new HandOverMessages(second, new ComposeMails(second, new MailOrigin(() => SendingKit.BaseUrl))), kit.Server, kit.Gateway, new RecordDeliveries(second));
        for (var i = 0; i < 12; i++, test.Clock.Advance(TimeSpan.FromSeconds(1)))
            await Task.WhenAll(kit.Dispatch.RunAsync(), other.RunAsync(), kit.NewDispatcher(kit.Server).RunAsync());
        Assert.Equal(400, kit.Server.Taken.Count);
        Assert.Equal(400, kit.Server.Taken.Select(mail => mail.MessageId).Distinct().Count());
    }

    [Theory, EachDatabase]
    public async Task Refused_for_now_is_tried_again_later_as_the_same_mail(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["ada@example.org"]);
        var asked = new List<Mail>();
        kit.Server.Answer = mail =>
        {
            asked.Add(mail);
            return asked.Count < 3 ? new(Outcome.Later, "451 greylisted, come back") : new(Outcome.Sent);
        };
        await kit.Dispatch.RunAsync();
        var first = await kit.MessageAsync();
        Assert.Equal((MessageStatus.Queued, "451 greylisted, come back", 1), (first.Status, first.Reason, first.Attempts));
        Assert.InRange(first.NotBefore - test.Clock.Now, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(75));
        await kit.RunAsync(TimeSpan.FromMinutes(6), TimeSpan.FromSeconds(10));
        Assert.Equal(3, asked.Count);
        Assert.Equal(asked[0], asked[2]);
        Assert.Equal(MessageStatus.Sent, (await kit.MessageAsync()).Status);
    }

    [Theory, EachDatabase]
    public async Task After_three_days_of_later_a_mail_fails(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["ada@example.org"]);
        kit.Server.Answer = _ => new(Outcome.Later, "451 no");
        await kit.RunAsync(TimeSpan.FromDays(5), TimeSpan.FromMinutes(20));
        Assert.Equal(MessageStatus.Failed, (await kit.MessageAsync()).Status);
    }

    [Theory, EachDatabase]
    public async Task An_unknown_mailbox_is_asked_once_and_never_written_to_again(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 2);
        var asked = 0;
        kit.Server.Answer = _ => Interlocked.Increment(ref asked) == 0 ? default : new(Outcome.Bounced, "550 5.1.1 no such user");
        await kit.SendAsync(["gone@example.org"]);
        await kit.RunAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var message = await kit.MessageAsync();
        Assert.Equal((1, MessageStatus.Bounced, "550 5.1.1 no such user"), (asked, message.Status, message.Reason));
        Assert.Equal("message.suppressed", (await kit.Resend.RunAsync(kit.Sample.Owner, message.Id)).Problem?.Code);
        var again = await kit.SendAsync(["gone@example.org"]);
        Assert.Equal([new SkippedRecipient("gone@example.org", "suppressed")], again.Skipped);
    }

    [Theory, EachDatabase]
    public async Task A_server_that_is_down_for_an_hour_costs_no_mail_and_no_try(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 50);
        await kit.SendAsync(SendingKit.Addresses(50), perMinute: 600);
        var knocks = 0;
        kit.Server.Answer = _ => Interlocked.Increment(ref knocks) == 0 ? default : new(Outcome.Down, "connection refused");
        await kit.RunAsync(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));
        Assert.InRange(knocks, 30, 100);
        Assert.All(await kit.MessagesAsync(), m => Assert.Equal((MessageStatus.Queued, 0), (m.Status, m.Attempts)));
        kit.Server.Answer = _ => new(Outcome.Sent);
        await kit.RunAsync(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));
        Assert.Equal(50, kit.Server.Taken.Select(mail => mail.To).Distinct().Count());
        Assert.Equal(50, kit.Server.Taken.Count);
    }

    /// <summary>Everything that a mail server does to a sender, at once: each mail ends once, in the way that it was answered.</summary>
    [Theory, EachDatabase, Trait("Req", "S3.7"), Trait("Req", "X16")]
    public async Task Five_thousand_mails_through_an_hour_of_silence_greylists_refusals_and_lost_answers(TestDatabase test)
    {
        const int Mails = 5_000;
        await using var kit = await SendingKit.CreateAsync(test, Mails);
        await kit.SendAsync(SendingKit.Addresses(Mails), perMinute: 6_000);
        var (start, tries) = (test.Clock.Now, new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        kit.Server.Answer = mail =>
        {
            if (test.Clock.Now < start.AddHours(1))
                return new(Outcome.Down, "connection refused");
            var (number, tried) = (int.Parse(mail.To.AsSpan(1, 4), System.Globalization.CultureInfo.InvariantCulture), tries.AddOrUpdate(mail.To, 1, (_, times) => times + 1));
            return number switch
            {
                _ when number % 33 == 0 => new(Outcome.Bounced, "550 5.1.1 no such user"),
                _ when number % 4 == 0 && tried == 1 => new(Outcome.Later, "421 too many connections"),
                _ when number % 7 == 0 && tried <= 2 => new(Outcome.Later, "451 greylisted"),
                _ when number % 101 == 0 => new(Outcome.Unknown, "the answer was lost"),
                _ => new(Outcome.Sent, "250 OK"),
            };
        };
        await kit.RunAsync(TimeSpan.FromHours(1), TimeSpan.FromSeconds(20));
        await kit.RunAsync(TimeSpan.FromHours(2.5), TimeSpan.FromSeconds(10));
        var messages = await kit.MessagesAsync();
        var taken = kit.Server.Taken.CountBy(mail => mail.To).ToDictionary();
        Assert.All(taken.Values, times => Assert.Equal(1, times));
        Assert.All(messages, m => Assert.Equal(int.Parse(m.Address.AsSpan(1, 4), System.Globalization.CultureInfo.InvariantCulture) switch
        {
            var n when n % 33 == 0 => MessageStatus.Bounced,
            var n when n % 101 == 0 => MessageStatus.Unknown,
            _ => MessageStatus.Sent,
        }, m.Status));
        Assert.All(messages.Where(m => m.Status == MessageStatus.Bounced), m => Assert.Equal(1, tries[m.Address]));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(Mails / 33, await db.Suppressions.CountAsync(s => s.Reason == SuppressionReason.HardBounce));
        Assert.Equal(Mails, messages.Count);
    }

    [Theory, EachDatabase]
    public async Task A_domain_that_keeps_refusing_is_left_alone_and_others_go_on(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 30);
        await kit.SendAsync([.. Enumerable.Range(0, 15).Select(i => $"p{i}@slow.example"), .. SendingKit.Addresses(15)], perMinute: 6_000);
        var slow = 0;
        kit.Server.Answer = mail => mail.To.EndsWith("@slow.example", StringComparison.Ordinal) ? Count() : new(Outcome.Sent);
        Delivery Count() => Interlocked.Increment(ref slow) == 0 ? default : new(Outcome.Later, "421 too many connections");
        for (var i = 0; i < 20; i++, test.Clock.Advance(TimeSpan.FromSeconds(1)))
        {
            foreach (var lane in await kit.Dispatch.ClaimAsync(1))
                await kit.Dispatch.SendAsync(lane);
        }
        Assert.Equal(3, slow);
        Assert.Equal(15, kit.Server.Taken.Count);
    }

    [Theory, EachDatabase, Trait("Req", "X13")]
    public async Task An_answer_that_was_lost_is_unknown_and_goes_again_only_on_demand_under_the_same_id(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["ada@example.org"]);
        kit.Server.Answer = _ => new(Outcome.Unknown, "connection reset after the final dot");
        await kit.RunAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var message = await kit.MessageAsync();
        Assert.Equal(MessageStatus.Unknown, message.Status);
        Assert.Single(kit.Server.Taken);
        kit.Server.Answer = _ => new(Outcome.Sent);
        Assert.True((await kit.Resend.RunAsync(kit.Sample.Owner, message.Id)).Ok);
        await kit.Dispatch.RunAsync();
        Assert.Equal(2, kit.Server.Taken.Count);
        Assert.Single(kit.Server.Taken.Select(mail => mail.MessageId).Distinct());
    }

    /// <summary>Takes the mail, and then the machine stands still for ten minutes before the answer is seen.</summary>
    private sealed class Freezing(TestClock clock, MailServer server) : ITransport
    {
        public int AtOnce => 1;
        public string? Host => null;

        public async Task<Delivery> SendAsync(Mail mail, CancellationToken cancellationToken)
        {
            var answer = await server.SendAsync(mail, cancellationToken);
            clock.Advance(TimeSpan.FromMinutes(10));
            return answer;
        }
    }
}
