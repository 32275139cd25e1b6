using System.Net;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Events;

/// <summary>Approval, the waiting list, companions, and giving a place up.</summary>
public class WaitingGuestsTests
{
    [Theory, EachDatabase, Trait("Req", "S1.77")]
    public async Task With_approval_a_guest_waits_takes_no_place_and_is_registered_when_staff_say_yes(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { NeedsApproval = true });
        var (yes, no) = (await kit.InviteAsync("yes@example.org"), await kit.InviteAsync("no@example.org"));
        var first = (await kit.RegisterAsync(yes, EventKit.Details("yes@example.org", "Yara"))).Value;
        var second = (await kit.RegisterAsync(no, EventKit.Details("no@example.org", "Nora"))).Value;
        Assert.Equal(RegistrationStatus.AwaitingApproval, first.Status);
        Assert.Equal(0, (await kit.EventNowAsync()).Registered);
        using var staff = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}/waiting";
        var page = await staff.GetStringAsync(path);
        Assert.Contains("Yara Guest", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await staff.PostFormAsync(path, $"{first.Id}/approve")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await staff.PostFormAsync(path, $"{second.Id}/refuse")).StatusCode);
        Assert.Equal([RegistrationStatus.Registered, RegistrationStatus.Refused], [(await kit.See.RunAsync(kit.Sample.Id, yes))!.Registration!.Status, (await kit.See.RunAsync(kit.Sample.Id, no))!.Registration!.Status]);
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
        Assert.Equal("registration.refused", (await kit.RegisterAsync(no)).Problem?.Code);
        var mails = await kit.MailsAsync();
        Assert.Equal([TemplateType.GuestWaiting, TemplateType.GuestRegistered], mails.Where(mail => mail.To == "yes@example.org").Select(mail => mail.Type));
        Assert.Equal([TemplateType.GuestWaiting, TemplateType.GuestRefused], mails.Where(mail => mail.To == "no@example.org").Select(mail => mail.Type));
        Assert.Equal("registration.not_waiting", (await kit.Approve.RunAsync(kit.Sample.Owner, new(first.Id))).Problem?.Code);
        Assert.Equal(403, (await kit.Approve.RunAsync(kit.Sample.Staff(Permission.Viewer), new(first.Id))).Problem?.Status);
        Assert.Equal(404, (await kit.Approve.RunAsync(kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id), new(first.Id))).Problem?.Status);
    }

    [Theory, EachDatabase]
    public async Task A_program_approves_and_refuses_too(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { NeedsApproval = true });
        await kit.RegisterAsync(await kit.InviteAsync("gina@example.org"));
        using var api = await ApiProgram.CreateAsync(server, kit.Sample);
        var waiting = (await api.GetAsync($"/offerings/{kit.Event.Id}/waiting-guests")).Json[0];
        Assert.Equal(("Gina Guest", "Nordwind Media"), (waiting.GetProperty("name").GetString(), waiting.GetProperty("partner").GetString()));
        var id = waiting.GetProperty("registrationId").GetString();
        Assert.Equal("registered", (await api.PostAsync($"/registrations/{id}/approval", null)).Json.GetProperty("status").GetString());
        Assert.Equal(409, (await api.PostAsync($"/registrations/{id}/refusal", null)).Status);
    }

    [Theory, EachDatabase]
    public async Task When_the_event_is_full_guests_wait_in_line_and_the_first_moves_up_when_a_place_is_free(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { Capacity = 1, WaitingList = true });
        var tokens = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            test.Clock.Advance(TimeSpan.FromMinutes(1));
            tokens.Add(await kit.InviteAsync($"{name}@example.org"));
        }
        var inside = (await kit.RegisterAsync(tokens[0], EventKit.Details("a@example.org"))).Value;
        foreach (var i in new[] { 1, 2 })
        {
            test.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(RegistrationStatus.Waiting, (await kit.RegisterAsync(tokens[i], EventKit.Details($"{"abc"[i]}@example.org"))).Value.Status);
        }
        Assert.Equal(0, await kit.MoveUp.RunAsync());
        Assert.True((await kit.Change.CancelAsync(kit.Sample.Id, kit.TokenOf(inside))).Ok);
        Assert.Equal(RegistrationStatus.Registered, (await kit.See.RunAsync(kit.Sample.Id, tokens[1]))!.Registration!.Status);
        Assert.Equal(RegistrationStatus.Waiting, (await kit.See.RunAsync(kit.Sample.Id, tokens[2]))!.Registration!.Status);
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        // Whoever gave a place up and comes back stands at the end of the line.
        Assert.Equal(RegistrationStatus.Waiting, (await kit.RegisterAsync(tokens[0], EventKit.Details("a@example.org"))).Value.Status);
        var now = await kit.EventNowAsync();
        Assert.True((await new EditOffering(test.Database).RunAsync(kit.Sample.Owner, new(now.Id, OfferingFields.Of(now) with { Capacity = 2 }))).Ok);
        Assert.Equal(1, await kit.MoveUp.RunAsync());
        Assert.Equal(RegistrationStatus.Registered, (await kit.See.RunAsync(kit.Sample.Id, tokens[2]))!.Registration!.Status);
        Assert.Contains(await kit.MailsAsync(), mail => mail is { Type: TemplateType.GuestRegistered, To: "c@example.org" });
    }

    [Theory, EachDatabase]
    public async Task Sixty_four_at_once_for_the_last_seat_one_gets_it(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { Capacity = 1 });
        var tokens = new List<string>();
        for (var i = 0; i < 64; i++)
            tokens.Add(await kit.InviteAsync($"guest{i}@example.org", counted: i % 2 == 0));
        var answers = await Task.WhenAll(tokens.Select((token, i) => Task.Run(() => kit.RegisterAsync(token, EventKit.Details($"guest{i}@example.org")))));
        Assert.Equal(1, answers.Count(answer => answer.Ok));
        Assert.All(answers.Where(answer => !answer.Ok), answer => Assert.Equal("offering.full", answer.Problem!.Code));
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
        Assert.Single(await kit.MailsAsync());
    }

    [Theory, EachDatabase]
    public async Task Companions_take_a_place_each_up_to_the_number_and_leave_with_the_guest(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { Capacity = 3, MostCompanions = 3 });
        var mine = kit.TokenOf((await kit.RegisterAsync(await kit.InviteAsync("gina@example.org"))).Value);
        Assert.Equal("lastName", (await kit.Change.BringAsync(kit.Sample.Id, mine, "Carl", " ")).Problem?.Field);
        Assert.True((await kit.Change.BringAsync(kit.Sample.Id, mine, "Carl", "Guest")).Ok);
        Assert.True((await kit.Change.BringAsync(kit.Sample.Id, mine, "Cleo", "Guest")).Ok);
        Assert.Equal("offering.full", (await kit.Change.BringAsync(kit.Sample.Id, mine, "Cora", "Guest")).Problem?.Code);
        var seen = (await kit.Mine.RunAsync(kit.Sample.Id, mine))!;
        Assert.Equal(["Carl Guest", "Cleo Guest"], seen.Companions.Select(one => one.Name));
        Assert.True((await kit.Change.LeaveBehindAsync(kit.Sample.Id, mine, seen.Companions[0].RegistrationId)).Ok);
        Assert.Equal(404, (await kit.Change.LeaveBehindAsync(kit.Sample.Id, mine, seen.Companions[0].RegistrationId)).Problem?.Status);
        Assert.Equal(2, (await kit.EventNowAsync()).Registered);
        Assert.True((await kit.Change.CancelAsync(kit.Sample.Id, mine)).Ok);
        Assert.Equal(0, (await kit.EventNowAsync()).Registered);
        Assert.Equal("registration.not_in", (await kit.Change.BringAsync(kit.Sample.Id, mine, "Carl", "Guest")).Problem?.Code);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(0, await db.Registrations.CountAsync(r => r.Status == RegistrationStatus.Registered));
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Companions_do_not_stay_when_staff_take_the_guest_out(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { MostCompanions = 1 });
        var token = await kit.InviteAsync("gina@example.org");
        var registered = (await kit.RegisterAsync(token)).Value;
        Assert.True((await kit.Change.BringAsync(kit.Sample.Id, kit.TokenOf(registered), "Carl", "Guest")).Ok);
        Assert.True((await new CancelRegistration(test.Database).RunAsync(kit.Sample.Owner, new(registered.Id))).Ok);
        await kit.MoveUp.RunAsync();
        Assert.Equal(0, (await kit.EventNowAsync()).Registered);
        // And the link says so, kindly, instead of letting them in again.
        Assert.Equal("registration.cancelled", (await kit.RegisterAsync(token)).Problem?.Code);
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Where_guests_count_as_they_register_the_quota_stops_the_next_one(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        await kit.SetAsync(settings => settings with { QuotaUse = QuotaUse.Registration, Quota = 1 });
        var (one, two) = (await kit.InviteAsync("one@example.org", counted: false), await kit.InviteAsync("two@example.org", counted: false));
        Assert.True((await kit.RegisterAsync(one, EventKit.Details("one@example.org"))).Ok);
        Assert.Equal("quota.exceeded", (await kit.RegisterAsync(two, EventKit.Details("two@example.org"))).Problem?.Code);
        Assert.Null((await kit.InvitationAsync(two)).CountedAt);
        Assert.Equal(1, (await kit.EventNowAsync()).Registered);
    }
}
