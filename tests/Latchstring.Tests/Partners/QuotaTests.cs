using Latchstring.Agreements;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Partners;

/// <summary>How many guests a partner may invite, and why.</summary>
public class QuotaTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.21")]
    public async Task Without_a_quota_any_number_may_be_invited(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        await kit.AddAsync(120);
        var quota = await kit.QuotaAsync();
        Assert.Equal((QuotaSource.None, null, null, 120), (quota.Source, quota.Limit, quota.Left, quota.Used));
    }

    /// <summary>The worked example of the article: 10 for every partner, 20 for partner A.</summary>
    [Theory, EachDatabase]
    [Trait("Req", "S1.24")]
    [Trait("Req", "S1.26")]
    [Trait("Req", "S1.27")]
    [Trait("Req", "S1.28")]
    [Trait("Req", "X12")]
    public async Task Everybody_has_ten_and_partner_A_has_twenty(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 10);
        var (b, ben) = await kit.PartnerAsync("Partner B");
        var (c, cleo) = await kit.PartnerAsync("Partner C");
        await kit.OwnAsync(kit.A, 20);
        Assert.Equal((QuotaSource.Own, 20), ((await kit.QuotaAsync()).Source, (await kit.QuotaAsync()).Limit));
        await kit.AddAsync(20, "a");
        Assert.Equal("quota.exceeded", (await kit.TryAsync(1, "a21-")).Problem?.Code);
        foreach (var (partner, admin, prefix) in new[] { (b, ben, "b"), (c, cleo, "c") })
        {
            Assert.Equal((QuotaSource.Event, 10), ((await kit.QuotaAsync(partner)).Source, (await kit.QuotaAsync(partner)).Limit));
            Assert.True((await kit.Add.RunAsync(admin, new GuestsToAdd(partner.Id, GuestKit.Guests(10, prefix), false))).Ok);
            Assert.Equal("quota.exceeded", (await kit.Add.RunAsync(admin, new GuestsToAdd(partner.Id, GuestKit.Guests(1, prefix + "-more"), false))).Problem?.Code);
        }
        // Saved is in force: one more for everybody.
        await kit.SetAsync(settings => settings.Quota = 11);
        Assert.Equal(1, (await kit.QuotaAsync(b)).Left);
        Assert.Equal(0, (await kit.QuotaAsync()).Left);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.22")]
    [Trait("Req", "S1.25")]
    [Trait("Req", "X12")]
    public async Task Packages_add_up_and_stand_above_the_event_and_below_the_partners_own_number(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 10);
        async Task HoldAsync(string name, int? each, int quantity)
        {
            var package = await kit.Sample.AddAsync(new Package { WorkspaceId = kit.Sample.Id, Name = name, InvitationQuota = each, CreatedAt = test.Database.Now });
            await kit.Sample.AddAsync(new Holding { WorkspaceId = kit.Sample.Id, AgreementId = kit.A.Id, PackageId = package.Id, Quantity = quantity });
        }
        await HoldAsync("Carpet", null, 4);
        Assert.Equal((QuotaSource.Event, 10), ((await kit.QuotaAsync()).Source, (await kit.QuotaAsync()).Limit));
        await HoldAsync("Gold", 3, 2);
        await HoldAsync("Badge", 1, 5);
        var quota = await kit.QuotaAsync();
        Assert.Equal((QuotaSource.Packages, 11, 10), (quota.Source, quota.Limit, quota.OfEvent));
        Assert.Equal([("Badge", 5, 1), ("Gold", 2, 3)], quota.Packages.Select(held => (held.Package, held.Quantity, held.Each)));
        await kit.OwnAsync(kit.A, 0);
        Assert.Equal((QuotaSource.Own, 0, 0), ((await kit.QuotaAsync()).Source, (await kit.QuotaAsync()).Limit, (await kit.QuotaAsync()).Left));
        Assert.Equal("quota.exceeded", (await kit.TryAsync(1)).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task A_batch_larger_than_the_rest_is_refused_before_anything_is_made_and_says_how_many_fit(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 20);
        await kit.AddAsync(15);
        var refused = (await kit.TryAsync(6, "more")).Problem!;
        Assert.Equal(("quota.exceeded", 409), (refused.Code, refused.Status));
        Assert.Equal((20, 15, 5, 6), (refused.Extensions!["limit"], refused.Extensions["used"], refused.Extensions["left"], refused.Extensions["asked"]));
        Assert.Equal(15, (await kit.QuotaAsync()).Used);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(15, db.People.Count(p => p.Email!.StartsWith("guest")));
        Assert.Equal(0, db.People.Count(p => p.Email!.StartsWith("more")));
        await kit.AddAsync(5, "more");
    }

    [Theory, EachDatabase]
    public async Task A_cancel_gives_the_place_back_a_registered_guest_never_does_and_a_lower_number_stops_new_ones_only(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 4);
        var ids = await kit.AddAsync(4);
        await kit.RegisterAsync(ids[0]);
        await kit.RegisterAsync(ids[1], RegistrationStatus.Refused);
        Assert.True((await kit.Cancel.RunAsync(kit.Admin, ids[2])).Ok);
        Assert.Equal("guest.not_pending", (await kit.Cancel.RunAsync(kit.Admin, ids[0])).Problem?.Code);
        var quota = await kit.QuotaAsync();
        Assert.Equal((4, 3, 1), (quota.Limit, quota.Used, quota.Left));
        Assert.Equal((1, 1, 1, 1), (quota.Pending, quota.Registered, quota.Declined, quota.Returned));
        await kit.SetAsync(settings => settings.Quota = 2);
        Assert.Equal((2, 3, 0), ((await kit.QuotaAsync()).Limit, (await kit.QuotaAsync()).Used, (await kit.QuotaAsync()).Left));
        Assert.Equal("quota.exceeded", (await kit.TryAsync(1, "late")).Problem?.Code);
        Assert.Equal(GuestStatus.Pending, (await kit.RowAsync(ids[3])).Status);
    }

    [Theory, EachDatabase]
    public async Task Counted_at_sending_guests_can_be_stored_beyond_the_quota_but_not_sent_beyond_it(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, quota: 3, use: QuotaUse.Sending);
        var ids = await kit.AddAsync(5);
        Assert.Equal((0, 5), ((await kit.QuotaAsync()).Used, (await kit.QuotaAsync()).NotYet));
        Assert.Equal("quota.exceeded", (await kit.Send.RunAsync(kit.Admin, new GuestsToSend(kit.A.Id, [.. ids]))).Problem?.Code);
        Assert.Equal(3, (await kit.Send.RunAsync(kit.Admin, new GuestsToSend(kit.A.Id, [.. ids.Take(3)]))).Value.Sent);
        Assert.Equal("quota.exceeded", (await kit.Send.RunAsync(kit.Admin, ids[3])).Problem?.Code);
        Assert.Equal("quota.exceeded", (await kit.TryAsync(1, "late", send: true)).Problem?.Code);
        Assert.True((await kit.TryAsync(1, "stored")).Ok);
        Assert.Equal((3, 0, 3), ((await kit.QuotaAsync()).Used, (await kit.QuotaAsync()).Left, (await kit.QuotaAsync()).NotYet));
    }
}
