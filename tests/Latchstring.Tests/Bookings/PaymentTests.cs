using Latchstring.Agreements;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>A contract that asks for payment at once: paid, not paid, paid too late.</summary>
public class PaymentTests
{
    [Theory, EachDatabase, Trait("Req", "S0.62")]
    public async Task Whoever_pays_keeps_the_appointment_and_only_the_signed_word_of_the_provider_counts(TestDatabase test)
    {
        await using var stripe = await FakeStripe.StartAsync(test.Clock);
        var (kit, booking, person) = await DueAsync(test, 9_900);
        await using var server = await TestServer.StartAsync(test, null, stripe.Settings);
        var started = await Start(server, kit, booking, person.Id);
        Assert.True(started.Ok, started.Problem?.English);
        var (reference, form) = Assert.Single(stripe.Sessions);
        Assert.Equal(("eur", "9900", "Check-up", "ada@example.org"), (form["line_items[0][price_data][currency]"], form["line_items[0][price_data][unit_amount]"], form["line_items[0][price_data][product_data][name]"], form["customer_email"]));
        // The same page again: the same session.
        Assert.Equal(started.Value.Url, (await Start(server, kit, booking, person.Id)).Value.Url);
        Assert.Equal(1, stripe.Asked);
        var body = FakeStripe.Event("checkout.session.completed", reference);
        Assert.Equal(404, await HookAsync(server, body, FakeStripe.Sign(body, test.Clock.Now, "whsec_wrong")));
        Assert.Equal(404, await HookAsync(server, body, FakeStripe.Sign(body, test.Clock.Now.AddMinutes(-6))));
        Assert.Equal(404, await HookAsync(server, body, null));
        var unpaid = FakeStripe.Event("checkout.session.completed", reference, "unpaid");
        Assert.Equal(204, await HookAsync(server, unpaid, FakeStripe.Sign(unpaid, test.Clock.Now)));
        Assert.Equal(PaymentStatus.Due, (await PaymentAsync(kit)).Status);
        Assert.False((await server.Client.GetAsync("/hooks/stripe")).IsSuccessStatusCode);
        for (var i = 0; i < 2; i++)
            Assert.Equal(204, await HookAsync(server, body, FakeStripe.Sign(body, test.Clock.Now)));
        Assert.Equal(PaymentStatus.Paid, (await PaymentAsync(kit)).Status);
        test.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await new ReleaseUnpaid(test.Database).RunAsync());
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal(BookingStatus.Booked, (await db.Bookings.SingleAsync()).Status);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "payment.paid"));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase, Trait("Req", "S0.62")]
    public async Task What_is_not_paid_in_time_is_free_again_and_money_that_comes_later_is_noted(TestDatabase test)
    {
        await using var stripe = await FakeStripe.StartAsync(test.Clock);
        var (kit, booking, person) = await DueAsync(test, 9_900);
        await using var server = await TestServer.StartAsync(test, null, stripe.Settings);
        await Start(server, kit, booking, person.Id);
        test.Clock.Advance(TimeSpan.FromMinutes(31));
        await new ReleaseUnpaid(test.Database).RunAsync();
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal((BookingStatus.Cancelled, 0, PaymentStatus.Released), ((await db.Bookings.SingleAsync()).Status, await db.AccessCodes.SumAsync(c => c.UseCount), (await PaymentAsync(kit)).Status));
        Assert.Equal("payment.not_due", (await Start(server, kit, booking, person.Id)).Problem?.Code);
        var body = FakeStripe.Event("checkout.session.completed", stripe.Sessions.Keys.Single());
        Assert.Equal(204, await HookAsync(server, body, FakeStripe.Sign(body, test.Clock.Now)));
        Assert.Equal(PaymentStatus.Released, (await PaymentAsync(kit)).Status);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "payment.late"));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase, Trait("Req", "S0.62")]
    public async Task Zero_skips_payment(TestDatabase test)
    {
        var (kit, _, _) = await DueAsync(test, 0);
        await using var db = test.Database.Read(kit.Id);
        Assert.Empty(await db.Payments.ToListAsync());
        Assert.Equal(BookingNotice.Confirmed, (await db.Bookings.SingleAsync()).Notice);
    }

    /// <summary>An appointment of a contract that asks for payment at once.</summary>
    private static async Task<(SlotKit Kit, Guid Booking, Latchstring.People.Person Person)> DueAsync(TestDatabase test, long price)
    {
        test.Clock.Now = TestClock.Ahead;
        var kit = await SlotKit.CreateAsync(test, price: price);
        await using var verbs = new Verbs(test);
        var organisation = await kit.Sample.AddAsync(new Organisation { WorkspaceId = kit.Id, Name = "Aurora AG", CreatedAt = test.Database.Now });
        var agreement = await kit.Sample.AddAsync(new Agreement { WorkspaceId = kit.Id, OrganisationId = organisation.Id, OfferingId = kit.Exam.Id, Name = "2026", Payment = PaymentMode.Card, CreatedAt = test.Database.Now });
        var (batch, texts) = await kit.CodesAsync(verbs);
        await test.Database.WriteAsync(kit.Id, db => db.ExecuteAsync("update code_batch set agreement_id = @a where workspace_id = @ws", default, ("a", agreement.Id)));
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var hold = await kit.HeldAsync((await kit.FreeAsync())[2].StartsAt, AccessCode.IdOf(batch.Id, 1));
        var redeemed = await verbs.Redeem.RunAsync(kit.Sample.Owner, texts[0], person.Id, new Wish(HoldId: hold.Id, Provider: "stripe"));
        Assert.True(redeemed.Ok, redeemed.Problem?.English);
        await using var read = test.Database.Read(kit.Id);
        return (kit, (await read.Bookings.SingleAsync()).Id, person);
    }

    private static Task<Result<Checkout>> Start(TestServer server, SlotKit kit, Guid booking, Guid person) =>
        ((StartPayment)server.Services.GetService(typeof(StartPayment))!).RunAsync(kit.Id, new(booking, person, "https://clinic.test/back"));

    private static async Task<int> HookAsync(TestServer server, string body, string? signature)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/hooks/stripe") { Content = new StringContent(body) };
        if (signature is not null)
            message.Headers.Add("Stripe-Signature", signature);
        return (int)(await server.Client.SendAsync(message)).StatusCode;
    }

    private static async Task<Payment> PaymentAsync(SlotKit kit)
    {
        await using var db = kit.Database.Read(kit.Id);
        return await db.Payments.SingleAsync();
    }
}
