using System.Diagnostics;
using System.Text;
using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Server.Sending;
using Latchstring.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>What leaves over SMTP, and what each answer of a server means for the mail.</summary>
public class SmtpTransportTests
{
    private static readonly MailOrigin Origin = new(() => SendingKit.BaseUrl);

    private static readonly Mail Sample = new(
        "ada@example.org", null, "Akademie für Größeres", "office@example.org", "Ihr Zugang – Größe", "Öffnen Sie\n", "<p>Öffnen Sie</p>", "<1.2@codes.example.org>", "https://codes.example.org/acme/unsubscribe/x", "invitation");

    private static SmtpTransport To(int port, MailOptions? options = null)
    {
        options ??= new MailOptions { From = "codes@example.org" };
        (options.Host, options.Port) = ("127.0.0.1", port);
        return new SmtpTransport(options, Origin);
    }

    [Fact]
    public async Task A_mail_has_both_parts_its_headers_and_a_readable_subject()
    {
        await using var server = new ScriptedSmtp();
        using var transport = To(server.Port);
        Assert.Equal(Outcome.Sent, (await transport.SendAsync(Sample, default)).Outcome);
        var raw = Assert.Single(server.Mails);
        var (head, body) = (raw[..raw.IndexOf("\n\n", StringComparison.Ordinal)].Replace("\n ", " ", StringComparison.Ordinal), raw);
        Assert.Contains("Message-ID: <1.2@codes.example.org>", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("List-Unsubscribe: <https://codes.example.org/acme/unsubscribe/x>", head, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", head, StringComparison.Ordinal);
        Assert.Contains("<codes@example.org>", head, StringComparison.Ordinal);
        Assert.Contains("Reply-To: office@example.org", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("=?utf-8?", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("text/plain", body, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Sample.Html)), body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT", "421 too busy", Outcome.Later)]
    [InlineData("CONNECT", ScriptedSmtp.HangUp, Outcome.Down)]
    [InlineData("MAIL", "451 later", Outcome.Later)]
    [InlineData("MAIL", "550 sender not allowed", Outcome.Down)]
    [InlineData("RCPT", "450 greylisted", Outcome.Later)]
    [InlineData("RCPT", "550 5.1.1 no such user", Outcome.Bounced)]
    [InlineData("RCPT", ScriptedSmtp.HangUp, Outcome.Down)]
    [InlineData("DATA", "451 later", Outcome.Later)]
    [InlineData(".", "451 later", Outcome.Later)]
    [InlineData(".", "554 looks like spam", Outcome.Failed)]
    [InlineData(".", ScriptedSmtp.HangUp, Outcome.Unknown)]
    public async Task Each_answer_means_what_it_says(string said, string answer, Outcome outcome)
    {
        await using var server = new ScriptedSmtp { Reply = line => line.StartsWith(said, StringComparison.Ordinal) ? answer : null };
        using var transport = To(server.Port);
        var delivery = await transport.SendAsync(Sample, default);
        Assert.True(outcome == delivery.Outcome, $"{delivery.Outcome}: {delivery.Reply}");
        if (answer != ScriptedSmtp.HangUp)
            Assert.StartsWith(answer[..3], delivery.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_down()
    {
        using var transport = To(await FreePortAsync());
        Assert.Equal(Outcome.Down, (await transport.SendAsync(Sample, default)).Outcome);
    }

    [Fact]
    public async Task A_connection_is_kept_and_one_that_the_server_closed_is_opened_anew()
    {
        await using var server = new ScriptedSmtp();
        using var transport = To(server.Port);
        for (var i = 0; i < 3; i++)
            Assert.Equal(Outcome.Sent, (await transport.SendAsync(Sample, default)).Outcome);
        Assert.Equal((3, 1), (server.Mails.Count, server.Connections));
        var closed = 0;
        server.Reply = line => line.StartsWith("MAIL", StringComparison.Ordinal) && Interlocked.Increment(ref closed) == 1 ? ScriptedSmtp.HangUp : null;
        Assert.Equal(Outcome.Sent, (await transport.SendAsync(Sample, default)).Outcome);
        Assert.Equal((4, 2), (server.Mails.Count, server.Connections));
    }

    [Fact, Trait("Req", "S2.3")]
    public async Task Password_mails_may_leave_by_a_way_of_their_own()
    {
        await using var invitations = new ScriptedSmtp();
        await using var accounts = new ScriptedSmtp();
        using var transport = To(invitations.Port, new MailOptions { From = "codes@example.org", Account = new MailRoute { Host = "127.0.0.1", Port = accounts.Port, From = "security@example.org" } });
        await transport.SendAsync(Sample, default);
        await transport.SendAsync(Sample with { Stream = "account", Unsubscribe = null }, default);
        Assert.Contains("<codes@example.org>", Assert.Single(invitations.Mails), StringComparison.Ordinal);
        Assert.Contains("<security@example.org>", Assert.Single(accounts.Mails), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S3.7")]
    public async Task The_running_server_carries_a_mail_from_the_queue_to_the_mail_server(TestDatabase test)
    {
        await using var smtp = new ScriptedSmtp();
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Host=127.0.0.1", $"--Mail:Port={smtp.Port}", "--Mail:From=codes@example.org");
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(10);
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        Assert.True((await server.Services.GetRequiredService<SendCodes>().RunAsync(sample.Owner, new CodesToSend(null, new CodeFilter(batch.Id), ["ada@example.org"]))).Ok);
        Assert.Contains("To: ada@example.org", await smtp.FirstMail.WaitAsync(TimeSpan.FromMinutes(1)), StringComparison.Ordinal);
    }

    /// <summary>A real one: aiosmtpd of Debian, which writes what it takes into a Maildir.</summary>
    [Fact]
    public async Task A_real_mail_server_takes_it_and_keeps_what_we_wrote()
    {
        if (!File.Exists("/usr/bin/aiosmtpd"))
        {
            Assert.False(DatabaseTemplates.InCi, "CI tests against a real mail server: ./dev ci installs python3-aiosmtpd.");
            Assert.Skip("No aiosmtpd: ./dev test installs it");
        }
        var folder = Directory.CreateTempSubdirectory("latchstring-mail-");
        var port = await FreePortAsync();
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(folder.FullName, "box")]) { RedirectStandardError = true, UseShellExecute = false })!;
        try
        {
            using var transport = To(port);
            var delivery = new Delivery(Outcome.Down);
            for (var tries = 0; delivery.Outcome == Outcome.Down && tries < 600 && !process.HasExited; tries++)
            {
                delivery = await transport.SendAsync(Sample, default);
                // It starts in its own time: on a busy machine in many seconds.
                if (delivery.Outcome == Outcome.Down)
                    await Task.Delay(100);
            }
            Assert.Equal(Outcome.Sent, delivery.Outcome);
            var kept = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(folder.FullName, "box", "new"))));
            Assert.Contains("1.2@codes.example.org", kept, StringComparison.Ordinal);
            Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Sample.Html)), kept, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> FreePortAsync()
    {
        await using var server = new ScriptedSmtp();
        return server.Port;
    }
}
