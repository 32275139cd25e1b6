using System.Net;
using Latchstring.Accounts;
using Latchstring.Bookings;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>The booking app over HTTP, without a script.</summary>
public class AppPagesTests
{
    private sealed record Member(TestServer Server, BookingKit Kit, Person Person, HttpClient Client) : IAsyncDisposable
    {
        public static async Task<Member> StartAsync(TestDatabase test, Membership membership = Membership.Active, int? credits = null)
        {
            var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
            var kit = await BookingKit.CreateAsync(test);
            var mia = await kit.MemberAsync("Mia", credits, membership: membership);
            var account = await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Id, Email = mia.Email!, NormalizedEmail = "MIA@EXAMPLE.ORG", Name = "Mia", PersonId = mia.Id, CreatedAt = test.Database.Now });
            return new Member(server, kit, mia, await server.SignInAsync(kit.Sample, account));
        }

        public async Task<string> GetAsync(string path) => WebUtility.HtmlDecode(await Client.GetStringAsync(path));

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Server.DisposeAsync();
        }
    }

    [Theory, EachDatabase, Trait("Req", "S2.20"), Trait("Req", "S2.21"), Trait("Req", "S2.22"), Trait("Req", "S2.38"), Trait("Req", "S2.40")]
    public async Task A_member_sees_the_schedule_books_sees_what_comes_next_first_and_cancels(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test, credits: 3);
        var (later, next) = (await member.Kit.SessionAsync(days: 3, title: "Later yoga", credits: 1), await member.Kit.SessionAsync(days: 2, title: "Next pilates", capacity: 4));
        var schedule = await member.GetAsync("/acme/app");
        Assert.Contains("4 places free", schedule, StringComparison.Ordinal);
        Assert.Contains("You have 3 credits left.", schedule, StringComparison.Ordinal);
        foreach (var session in new[] { later, next })
            Assert.Equal(HttpStatusCode.Found, (await member.Client.PostOnPageAsync("/acme/app", $"/acme/app/sessions/{session.Id}/booking")).StatusCode);
        Assert.Contains("You have 2 credits left.", await member.GetAsync("/acme/app"), StringComparison.Ordinal);
        var mine = await member.GetAsync("/acme/app/bookings");
        Assert.True(mine.IndexOf("Next pilates", StringComparison.Ordinal) is > 0 and var first && first < mine.IndexOf("Later yoga", StringComparison.Ordinal));
        await using var db = test.Database.Read(member.Kit.Id);
        var booking = await db.Bookings.SingleAsync(b => b.SessionId == later.Id);
        await member.Client.PostOnPageAsync($"/acme/app/sessions/{later.Id}", $"/acme/app/bookings/{booking.Id}/cancellation");
        Assert.Equal(BookingStatus.Cancelled, await member.Kit.StatusAsync(later, member.Person));
        Assert.Equal(3, await member.Kit.CreditsAsync(member.Person));
    }

    [Theory, EachDatabase, Trait("Req", "S2.40")]
    public async Task A_member_moves_to_another_time(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test);
        var (from, to) = (await member.Kit.SessionAsync(), await member.Kit.SessionAsync(days: 4));
        var booking = await member.Kit.BookedAsync(from, member.Person);
        var answer = await member.Client.PostFormAsync($"/acme/app/bookings/{booking.Id}/move", $"bookings/{booking.Id}/move", ("sessionId", to.Id.ToString()));
        Assert.Equal("/acme/app/bookings", answer.To());
        Assert.Equal((BookingStatus.Cancelled, BookingStatus.Booked), (await member.Kit.StatusAsync(from, member.Person), await member.Kit.StatusAsync(to, member.Person)));
    }

    [Theory, EachDatabase]
    public async Task A_full_session_gives_a_place_on_the_waiting_list_with_its_number(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test);
        var session = await member.Kit.SessionAsync(capacity: 1);
        await member.Kit.BookedAsync(session, await member.Kit.MemberAsync("Ada"));
        await member.Kit.BookedAsync(session, await member.Kit.MemberAsync("Ben"));
        Assert.Contains("Wait for a place", await member.GetAsync("/acme/app"), StringComparison.Ordinal);
        test.Clock.Advance(TimeSpan.FromSeconds(5));
        await member.Client.PostOnPageAsync("/acme/app", $"/acme/app/sessions/{session.Id}/booking");
        Assert.Contains("Waiting list, number 2", await member.GetAsync("/acme/app/bookings"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.39"), Trait("Req", "S2.32")]
    public async Task A_frozen_member_reads_why_booking_is_closed_and_whom_to_ask(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test, Membership.Frozen);
        var session = await member.Kit.SessionAsync();
        var page = await member.GetAsync("/acme/app");
        Assert.Contains("Your membership is frozen, so booking is closed for you. Ask desk@studio.test", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/app/sessions/{session.Id}/booking", page, StringComparison.Ordinal);
        await member.Client.PostActionAsync("/acme/app/profile", $"/acme/app/sessions/{session.Id}/booking");
        Assert.Null(await member.Kit.StatusAsync(session, member.Person));
    }

    [Theory, EachDatabase, Trait("Req", "S2.23"), Trait("Req", "S2.24"), Trait("Req", "S2.42")]
    public async Task History_shows_attendance_and_resources_are_those_of_their_app(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test);
        var session = await member.Kit.SessionAsync(title: "Boxing");
        var booking = await member.Kit.BookedAsync(session, member.Person);
        await new AddResource(test.Database).RunAsync(member.Kit.Sample.Owner, new(member.Kit.App.Id, "Warm-up plan", "https://example.org/plan"));
        await new AddResource(test.Database).RunAsync(member.Kit.Sample.Owner, new(member.Kit.Sample.Course.Id, "Not for members", "https://example.org/secret"));
        await new MarkAttendance(test.Database).RunAsync(member.Kit.Sample.Owner, new MarkAttendance.Input(booking.Id, Attendance.Present));
        test.Clock.Advance(TimeSpan.FromDays(3));
        var history = await member.GetAsync("/acme/app/history");
        Assert.Contains("Boxing", history, StringComparison.Ordinal);
        Assert.Contains("You were in 1 of 1 sessions.", history, StringComparison.Ordinal);
        var resources = await member.GetAsync("/acme/app/resources");
        Assert.Contains("Warm-up plan", resources, StringComparison.Ordinal);
        Assert.DoesNotContain("Not for members", resources, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task The_calendar_feed_needs_its_address_only_and_ends_with_the_password(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test);
        var session = await member.Kit.SessionAsync(title: "Yoga; slow, and long");
        await member.Kit.BookedAsync(session, member.Person);
        var page = await member.GetAsync("/acme/app/profile");
        var path = System.Text.RegularExpressions.Regex.Match(page, "/acme/app/calendar/[\\w-]+\\.ics", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        var calendar = await member.Server.NewClient().GetStringAsync(path);
        Assert.Contains("SUMMARY:Yoga\\; slow\\, and long", calendar, StringComparison.Ordinal);
        Assert.Contains($"DTSTART:{session.StartsAt:yyyyMMdd'T'HHmmss'Z'}", calendar, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Server.NewClient().GetAsync(path.Replace("calendar/", "calendar/A", StringComparison.Ordinal))).StatusCode);
        await member.Server.Database.WriteAsync(member.Kit.Id, db => db.Accounts.Where(a => a.PersonId == member.Person.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.SecurityStamp, "other")));
        Assert.Equal(HttpStatusCode.NotFound, (await member.Server.NewClient().GetAsync(path)).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task The_app_can_be_installed(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test);
        var manifest = System.Text.Json.JsonDocument.Parse(await member.Server.NewClient().GetStringAsync("/acme/app/manifest.webmanifest")).RootElement;
        Assert.Equal(("/acme/app", "standalone"), (manifest.GetProperty("start_url").GetString(), manifest.GetProperty("display").GetString()));
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
            Assert.Equal("image/png", (await member.Server.Client.GetAsync(icon.GetProperty("src").GetString())).Content.Headers.ContentType?.MediaType);
        var worker = await member.Server.NewClient().GetAsync("/acme/app/sw.js");
        Assert.Equal(("text/javascript", "/acme/app"), (worker.Content.Headers.ContentType?.MediaType, worker.Headers.GetValues("Service-Worker-Allowed").Single()));
        Assert.Contains("No connection", await member.Server.NewClient().GetStringAsync("/acme/app/offline"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.37")]
    public async Task A_forgotten_password_goes_from_the_sign_in_over_the_mail_to_a_new_one_by_the_same_rules(TestDatabase test)
    {
        await using var member = await Member.StartAsync(test);
        var client = member.Server.NewClient();
        var signIn = (await client.GetAsync("/acme/app")).To()!;
        Assert.Contains("/acme/forgot", await client.GetStringAsync(signIn), StringComparison.Ordinal);
        await client.PostPageAsync("/acme/forgot", ("Form.Email", "Mia@example.org"));
        await using var db = test.Database.Read(member.Kit.Id);
        var message = await db.Messages.SingleAsync();
        var mail = (await ((Latchstring.Sending.SeeMail)member.Server.Services.GetService(typeof(Latchstring.Sending.SeeMail))!).RunAsync(member.Kit.Sample.Owner, message.Id)).Value.Mail;
        var link = new Uri(mail.Text.Split('\n').Single(line => line.Contains("/acme/password/", StringComparison.Ordinal))).AbsolutePath;
        Assert.Contains("needs a digit", await (await client.PostPageAsync(link, ("Form.Password", "No-digit-here"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostPageAsync(link, ("Form.Password", "Brand-new-Meadow-7"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/acme/app")).StatusCode);
    }
}
