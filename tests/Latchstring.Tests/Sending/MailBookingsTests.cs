using Latchstring.Bookings;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Bookings;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>What people are told about their bookings. The clock shows Monday, 15 June 2026, noon in Berlin; sessions begin at 18:00.</summary>
public class MailBookingsTests
{
    [Theory, EachDatabase, Trait("Req", "S2.21")]
    public async Task Whoever_has_a_seat_gets_one_mail_with_the_time_and_a_calendar_file(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var session = await kit.SessionAsync();
        await kit.BookedAsync(session, await kit.MemberAsync("Mia"));
        await test.Database.WriteAsync(kit.Id, db => db.People.ExecuteUpdateAsync(set => set.SetProperty(p => p.Locale, "de")));
        Assert.Equal((1, 0), (await new MailBookings(test.Database).RunAsync(), await new MailBookings(test.Database).RunAsync()));
        await sending.Dispatch.RunAsync();
        var mail = Assert.Single(sending.Server.Taken);
        Assert.Equal(("mia@example.org", "Gebucht: Yoga"), (mail.To, mail.Subject));
        Assert.Contains("Dienstag, 16. Juni 2026, 18:00–19:00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://codes.example.org/acme/app/bookings", mail.Text, StringComparison.Ordinal);
        Assert.Contains("desk@studio.test", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mit ", mail.Text, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260616T160000Z", mail.Calendar, StringComparison.Ordinal);
        Assert.Contains($"UID:{session.Id:N}@codes.example.org", mail.Calendar, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.40")]
    public async Task Whoever_moves_up_from_the_waiting_list_hears_it_and_whoever_still_waits_does_not(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var session = await kit.SessionAsync(capacity: 1);
        var booked = await kit.BookedAsync(session, await kit.MemberAsync("Ada"));
        foreach (var name in new[] { "Ben", "Cleo" })
            Assert.Equal(BookingStatus.Waiting, (await kit.BookedAsync(session, await kit.MemberAsync(name))).Status);
        Assert.Equal(["ada BookingConfirmed"], await ToldAsync(sending));
        Assert.True((await kit.CancelAsync(booked)).Ok);
        Assert.Equal(["ada BookingCancelled", "ben BookingMovedUp"], await ToldAsync(sending));
        var (gone, up) = (sending.Server.Taken.Single(mail => mail.Subject.StartsWith("Cancelled", StringComparison.Ordinal)), sending.Server.Taken.Single(mail => mail.To == "ben@example.org"));
        Assert.Equal((true, true), (gone.Calendar is null, up.Calendar is not null));
    }

    [Theory, EachDatabase, Trait("Req", "S2.40")]
    public async Task A_session_that_staff_move_or_cancel_and_a_booking_that_moves_are_told(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var (session, other) = (await kit.SessionAsync(capacity: 1), await kit.SessionAsync(days: 3, title: "Pilates"));
        var booking = await kit.BookedAsync(session, await kit.MemberAsync("Ada"));
        await kit.BookedAsync(session, await kit.MemberAsync("Ben"));
        await ToldAsync(sending);
        var edit = new EditSession(test.Database);
        Assert.True((await edit.RunAsync(kit.Sample.Owner, new(session.Id, kit.Fields("Yoga flow", 1)))).Ok);
        Assert.Empty(await ToldAsync(sending));
        Assert.True((await edit.RunAsync(kit.Sample.Owner, new(session.Id, kit.Fields("Yoga flow", 1) with { Time = new TimeOnly(20, 0) }))).Ok);
        Assert.Equal(["ada BookingMoved"], await ToldAsync(sending));
        Assert.Contains("Tuesday, 16 June 2026, 20:00–21:00".Replace(",", "", StringComparison.Ordinal), sending.Server.Taken.Last().Text.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True((await new MoveBooking(test.Database).RunAsync(kit.Sample.Owner, new(booking.Id, other.Id))).Ok);
        Assert.Equal(["ada BookingMoved", "ben BookingMovedUp"], await ToldAsync(sending));
        Assert.True((await new CancelSession(test.Database).RunAsync(kit.Sample.Owner, new(other.Id))).Ok);
        Assert.Equal(["ada BookingCalledOff"], await ToldAsync(sending));
    }

    [Theory, EachDatabase]
    public async Task Two_workers_put_each_mail_in_line_once(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var session = await kit.SessionAsync(capacity: null);
        for (var i = 0; i < 40; i++)
            await kit.BookedAsync(session, await kit.MemberAsync($"M{i}"));
        var second = test.Kind == DatabaseKind.Postgres ? test.OpenAnother() : test.Database;
        var queued = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => new MailBookings(i % 2 == 0 ? test.Database : second).RunAsync())));
        Assert.Equal(40, queued.Sum());
        Assert.Equal(40, (await sending.MessagesAsync()).Select(m => m.PersonId).Distinct().Count());
        if (second != test.Database)
            await second.DisposeAsync();
    }

    [Theory, EachDatabase]
    public async Task Nobody_hears_of_what_has_begun_and_nobody_without_an_address_that_works(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var session = await kit.SessionAsync();
        var people = new[] { await kit.MemberAsync("Ada"), await kit.MemberAsync("Ben"), await kit.MemberAsync("Cleo") };
        await test.Database.WriteAsync(kit.Id, db => db.People.Where(p => p.Id == people[0].Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Email, (string?)null)));
        await kit.Sample.AddAsync(new Suppression { WorkspaceId = kit.Id, Address = "ben@example.org", Reason = SuppressionReason.HardBounce, At = test.Database.Now });
        await kit.Sample.AddAsync(new Suppression { WorkspaceId = kit.Id, Address = "cleo@example.org", Reason = SuppressionReason.OptOut, At = test.Database.Now });
        foreach (var person in people)
            await kit.BookedAsync(session, person);
        Assert.Equal(["cleo BookingConfirmed"], await ToldAsync(sending));
        Assert.Single(sending.Server.Taken);
        await kit.BookedAsync(await kit.SessionAsync(title: "Pilates"), people[2]);
        test.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await ToldAsync(sending));
        await using var db = test.Database.Read(kit.Id);
        Assert.False(await db.Bookings.AnyAsync(b => b.Notice != null));
    }

    [Theory, EachDatabase, Trait("Req", "S2.5")]
    public async Task News_keeps_to_the_hours_of_the_location_unless_it_would_come_too_late(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var (early, late) = (await kit.SessionAsync(title: "Early"), await kit.SessionAsync());
        Assert.True((await new EditSession(test.Database).RunAsync(kit.Sample.Owner, new(early.Id, kit.Fields("Early") with { Time = new TimeOnly(7, 0) }))).Ok);
        var mia = await kit.MemberAsync("Mia");
        test.Clock.Advance(TimeSpan.FromHours(10));
        foreach (var session in new[] { early, late })
            await kit.BookedAsync(session, mia);
        Assert.Equal(2, (await ToldAsync(sending)).Count);
        Assert.Equal(2, sending.Server.Taken.Count);
        foreach (var session in new[] { early, late })
            Assert.True((await new CancelSession(test.Database).RunAsync(kit.Sample.Owner, new(session.Id))).Ok);
        await ToldAsync(sending);
        Assert.Equal("Does not take place: Early", sending.Server.Taken.Last().Subject);
        Assert.Equal(3, sending.Server.Taken.Count);
        test.Clock.Advance(TimeSpan.FromHours(10.1));
        await sending.Dispatch.RunAsync();
        Assert.Equal("Does not take place: Yoga", sending.Server.Taken.Last().Subject);
    }

    [Theory, EachDatabase]
    public async Task What_is_no_longer_true_does_not_leave(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var session = await kit.SessionAsync(capacity: 1);
        var first = await kit.BookedAsync(session, await kit.MemberAsync("Ada"));
        var waits = await kit.BookedAsync(session, await kit.MemberAsync("Ben"));
        await ToldAsync(sending);
        test.Clock.Advance(TimeSpan.FromHours(10));
        Assert.True((await kit.CancelAsync(first)).Ok);
        await ToldAsync(sending);
        // Moved up at night, told in the morning; by then somebody has changed their mind, and one mail tells the end of it.
        Assert.True((await kit.CancelAsync(waits)).Ok);
        test.Clock.Advance(TimeSpan.FromHours(10.1));
        await ToldAsync(sending);
        var ben = (await sending.MessagesAsync()).Where(m => m.Address == "ben@example.org").ToList();
        Assert.Equal([(TemplateType.BookingMovedUp, MessageStatus.NotSent, NotSent.Overtaken), (TemplateType.BookingCancelled, MessageStatus.Sent, "250 OK")], ben.Select(m => (m.Type, m.Status, m.Reason!)));
    }

    [Theory, EachDatabase]
    public async Task Staff_write_the_words_with_the_placeholders_of_a_booking_only(TestDatabase test)
    {
        var (kit, sending) = await CreateAsync(test);
        var save = new SaveTemplate(test.Database);
        var words = new TemplateFields(null, null, null, "Seat in {session}", "{name}: {time}, {place}");
        Assert.Equal("body", (await save.RunAsync(kit.Sample.Owner, TemplateType.BookingConfirmed, "en", words with { Body = "{code}" })).Problem?.Field);
        Assert.Equal("subject", (await save.RunAsync(kit.Sample.Owner, TemplateType.Code, "en", words with { Body = "{link}" })).Problem?.Field);
        Assert.True((await save.RunAsync(kit.Sample.Owner, TemplateType.BookingConfirmed, "en", words)).Ok);
        await kit.BookedAsync(await kit.SessionAsync(), await kit.MemberAsync("Mia"));
        await ToldAsync(sending);
        Assert.Equal("Seat in Yoga", Assert.Single(sending.Server.Taken).Subject);
    }

    [Theory, EachDatabase, Trait("Req", "S2.21")]
    public async Task The_running_server_tells_by_itself_and_the_file_is_attached(TestDatabase test)
    {
        await using var smtp = new ScriptedSmtp();
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Host=127.0.0.1", $"--Mail:Port={smtp.Port}", "--Mail:From=studio@example.org");
        var kit = await BookingKit.CreateAsync(test);
        await kit.BookedAsync(await kit.SessionAsync(), await kit.MemberAsync("Mia"));
        var raw = await smtp.FirstMail.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("To: mia@example.org", raw, StringComparison.Ordinal);
        Assert.Contains("text/calendar", raw, StringComparison.Ordinal);
        Assert.Contains(Mail.CalendarFile, raw, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"u8.ToArray())[..40], raw, StringComparison.Ordinal);
    }

    private static async Task<(BookingKit, SendingKit)> CreateAsync(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        return (kit, SendingKit.Over(test, kit.Sample));
    }

    /// <summary>Puts in line what is to be told, sends what may leave, and names who is told what.</summary>
    private static async Task<List<string>> ToldAsync(SendingKit sending)
    {
        var before = (await sending.MessagesAsync()).Select(m => m.Id).ToHashSet();
        await new MailBookings(sending.Test.Database).RunAsync();
        var told = (await sending.MessagesAsync()).Where(m => !before.Contains(m.Id)).Select(m => $"{m.Address.Split('@')[0]} {m.Type}").Order().ToList();
        for (var i = 0; i < 5; i++, sending.Test.Clock.Advance(TimeSpan.FromSeconds(1)))
            await sending.Dispatch.RunAsync();
        return told;
    }
}
