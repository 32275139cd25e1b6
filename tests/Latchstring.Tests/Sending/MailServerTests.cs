using Latchstring.Accounts;
using Latchstring.Sending;
using Latchstring.Tests.Crash;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>The whole way with a real mail server between: encrypted, signed in, on to the next server, and back when nobody is there.</summary>
public class MailServerTests
{
    [Theory, EachDatabase, Trait("Req", "S2.3")]
    public async Task A_mail_goes_through_a_real_server_by_starttls_and_sign_in_and_its_bounce_comes_back(TestDatabase test)
    {
        await using var next = new ScriptedSmtp { Reply = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null };
        var port = Exim.FreePort();
        await using var exim = await Exim.StartAsync(next.Port, $"http://127.0.0.1:{port}/hooks/mail", "secret-of-the-hook");
        var sample = await SampleWorkspace.CreateAsync(test);
        test.Clock.Now = TimeProvider.System.GetUtcNow();
        var origin = new MailOrigin(() => SendingKit.BaseUrl);
        var mail = new MailPasswordLink(test.Database, new FailureLimits(test.Database), new ComposeMails(test.Database, origin), origin, new MakePasswordLink(test.Database));
        await mail.RunAsync(sample.Id, sample.OwnerAccount.Email, "en");
        var data = Directory.CreateTempSubdirectory("latchstring-mta-");
        using var server = await ServerProcess.StartAsync(test.ConnectionString, data.FullName, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["LATCHSTRING_BASE_URL"] = "https://codes.example.org",
            ["SSL_CERT_FILE"] = exim.Certificate,
            ["Mail__Host"] = "localhost",
            ["Mail__Port"] = exim.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail__StartTls"] = "true",
            ["Mail__User"] = "latchstring",
            ["Mail__Password"] = "secret",
            ["Mail__From"] = "no-reply@codes.example.org",
            ["Mail__ReportSecret"] = "secret-of-the-hook",
        });
        Message message;
        for (var tries = 0; (message = await FindAsync(test, sample)).Status is MessageStatus.Queued or MessageStatus.Sent; tries++)
        {
            Assert.True(tries < 400, $"{message.Status} {message.Reason}\n{exim.Log}");
            await Task.Delay(100);
        }
        Assert.Equal(MessageStatus.Bounced, message.Status);
        Assert.Contains("5.1.1 no such user", message.Reason, StringComparison.Ordinal);
        Assert.Contains("A=login:latchstring", exim.Log, StringComparison.Ordinal);
        Assert.Contains("X=TLS1.3", exim.Log, StringComparison.Ordinal);
        await server.KillAsync();
        data.Delete(recursive: true);
    }

    private static async Task<Message> FindAsync(TestDatabase test, SampleWorkspace sample)
    {
        await using var db = test.Database.Read(sample.Id);
        return await db.Messages.SingleAsync();
    }
}
