using System.Collections.Concurrent;
using System.Globalization;
using Latchstring.Agreements;
using Latchstring.Partners;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Partners;

/// <summary>
/// Twenty invitations, and everybody of the team at once: 64 single guests and four pastes of thirty, while the organizer moves the number. A few
/// rounds here; LATCHSTRING_QUOTA_ROUNDS=200 for the whole.
/// </summary>
public class QuotaStormTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("LATCHSTRING_QUOTA_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 2;

    [Theory, EachDatabase]
    [Trait("Req", "S1.84")]
    [Trait("Req", "I3")]
    public async Task However_many_add_at_once_the_quota_is_never_passed(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 10);
        for (var round = 1; round <= Rounds; round++)
        {
            var (partner, admin) = await kit.PartnerAsync($"Partner {round}");
            await kit.OwnAsync(partner, 20);
            await RoundAsync(kit, partner, admin, round);
        }
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
    }

    private static async Task RoundAsync(GuestKit kit, Agreement partner, Actor admin, int round)
    {
        var added = new ConcurrentBag<GuestsAdded>();
        var refused = new ConcurrentBag<Problem>();
        var highest = 20;
        async Task TryAsync(int count, string prefix)
        {
            await Task.Yield();
            var result = await kit.Add.RunAsync(admin, new GuestsToAdd(partner.Id, GuestKit.Guests(count, $"r{round}-{prefix}-"), false));
            if (result.Ok)
                added.Add(result.Value);
            else
                refused.Add(result.Problem);
        }
        async Task MoveAsync()
        {
            foreach (var number in new[] { 25, 18, 31, 5, 20, 27 })
            {
                await kit.OwnAsync(partner, number);
                highest = Math.Max(highest, number);
                await Task.Yield();
            }
        }
        var work = Enumerable.Range(1, 64).Select(i => TryAsync(1, $"one{i}")).Concat(Enumerable.Range(1, 4).Select(i => TryAsync(30, $"paste{i}"))).Append(MoveAsync());
        await Task.WhenAll(work);

        // Each that went through was within the number that was in force in its own transaction (I3).
        Assert.All(added, one => Assert.InRange(one.Quota.Used, 1, one.Quota.Limit!.Value));
        Assert.All(refused, problem => Assert.Equal("quota.exceeded", problem.Code));
        Assert.Equal(68, added.Count + refused.Count);
        var quota = await kit.QuotaAsync(partner);
        Assert.InRange(quota.Used, 1, highest);
        Assert.Equal(added.Sum(one => one.Ids.Count), quota.Used);
        // Both sides see the same, and nothing was made for those who were refused.
        Assert.Equal(quota.Used, (await kit.List.CountAsync(admin, new GuestFilter(partner.Id))).Rows);
        Assert.Equal(quota.Used, (await kit.List.CountAsync(kit.Sample.Owner, new GuestFilter(partner.Id))).Rows);
        Assert.Equal(quota.Used, (await kit.Ledger.RunAsync(admin, partner.Id)).Value.Used);
        await using var db = kit.Test.Database.Read(kit.Sample.Id);
        Assert.Equal(quota.Used, db.People.Count(p => p.Email!.StartsWith($"r{round}-")));
        // The last number stands: what is left can be added to the last place, and no further.
        Assert.Equal(27, quota.Limit);
        if (quota.Left > 0)
            Assert.True((await kit.Add.RunAsync(admin, new GuestsToAdd(partner.Id, GuestKit.Guests(quota.Left.Value, $"r{round}-rest"), false))).Ok);
        Assert.Equal("quota.exceeded", (await kit.Add.RunAsync(admin, new GuestsToAdd(partner.Id, GuestKit.Guests(1, $"r{round}-over"), false))).Problem?.Code);
    }

    /// <summary>A guest is never lost between two partners who meet the same stranger at the same moment.</summary>
    [Theory, EachDatabase]
    public async Task Partners_who_invite_the_same_strangers_at_once_share_the_people(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var partners = new List<(Agreement Agreement, Actor Admin)>();
        for (var i = 0; i < 4; i++)
            partners.Add(await kit.PartnerAsync($"Partner {i}"));
        var results = await Task.WhenAll(partners.Select(partner => Task.Run(() => kit.Add.RunAsync(partner.Admin, new GuestsToAdd(partner.Agreement.Id, GuestKit.Guests(40, "same"), false)))));
        Assert.All(results, result => Assert.True(result.Ok, result.Problem?.English));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(40, db.People.Count(p => p.Email!.StartsWith("same")));
        Assert.Equal(160, db.Invitations.Count());
    }

    [Theory, EachDatabase]
    public async Task Two_thousand_rows_are_added_and_sent_in_one_go(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 2_000);
        Assert.Equal(2_000, (await kit.AddAsync(2_000, send: true)).Count);
        Assert.Equal((2_000, 0), ((await kit.QuotaAsync()).Used, (await kit.QuotaAsync()).Left));
        Assert.Equal(2_000, (await kit.Sending.MessagesAsync()).Count);
        Assert.Equal("quota.exceeded", (await kit.TryAsync(1, "one")).Problem?.Code);
    }
}
