using System.Collections.Concurrent;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>A course with codes, the verbs of sending, and a mail server that answers what the test says. The clock stands at noon in Berlin.</summary>
internal sealed class SendingKit : IAsyncDisposable
{
    public static readonly Uri BaseUrl = new("https://codes.example.org");
    private readonly Verbs _verbs;

    private SendingKit(TestDatabase test, SampleWorkspace sample)
    {
        (Test, Sample, _verbs) = (test, sample, new Verbs(test));
        Compose = new ComposeMails(test.Database, new MailOrigin(() => BaseUrl));
        Claim = new ClaimMessages(test.Database);
        HandOver = new HandOverMessages(test.Database, Compose);
        Record = new RecordDeliveries(test.Database);
        Send = new SendCodes(test.Database);
        Cancel = new CancelMessages(test.Database);
        Resend = new ResendMessage(test.Database, new FailureLimits(test.Database));
        Dispatch = NewDispatcher(Server);
    }

    public TestDatabase Test { get; }
    public SampleWorkspace Sample { get; }
    public MailServer Server { get; } = new();
    public SmsGateway Gateway { get; } = new();
    public ComposeMails Compose { get; }
    public ClaimMessages Claim { get; }
    public HandOverMessages HandOver { get; }
    public RecordDeliveries Record { get; }
    public DispatchMessages Dispatch { get; }
    public SendCodes Send { get; }
    public CancelMessages Cancel { get; }
    public ResendMessage Resend { get; }
    public Verbs Verbs => _verbs;
    public CodeBatch Batch { get; private set; } = null!;
    public string[] Texts { get; private set; } = [];

    public static SendingKit Over(TestDatabase test, SampleWorkspace sample) => new(test, sample);

    public static async Task<SendingKit> CreateAsync(TestDatabase test, int codes = 0, string zone = "Europe/Berlin")
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await test.Database.WriteAsync(sample.Id, db => db.Workspaces.Where(w => w.Id == sample.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.TimeZone, zone)));
        var kit = new SendingKit(test, sample);
        if (codes > 0)
            (kit.Batch, kit.Texts) = await kit._verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, codes));
        return kit;
    }

    public DispatchMessages NewDispatcher(ITransport transport, ISmsTransport? sms = null) => new(Test.Database, Claim, HandOver, transport, sms ?? Gateway, Record);

    /// <summary>Mails codes of the batch to addresses, or fails the test.</summary>
    public async Task<CodesSent> SendAsync(IEnumerable<string> emails, int? perMinute = null, bool anyone = false, string? locale = null)
    {
        var sent = await Send.RunAsync(Sample.Owner, new CodesToSend(null, new CodeFilter(Batch.Id), [.. emails], locale, anyone, perMinute));
        Assert.True(sent.Ok, sent.Problem?.English);
        return sent.Value;
    }

    public static IEnumerable<string> Addresses(int count) => Enumerable.Range(1, count).Select(i => $"p{i:0000}@example.org");

    /// <summary>Lets the clock run, with a look every <paramref name="step"/>.</summary>
    public async Task RunAsync(TimeSpan length, TimeSpan step)
    {
        for (var end = Test.Clock.Now + length; Test.Clock.Now < end; Test.Clock.Advance(step))
            await Dispatch.RunAsync();
    }

    public async Task<List<Message>> MessagesAsync()
    {
        await using var db = Test.Database.Read(Sample.Id);
        return await db.Messages.OrderBy(m => m.CreatedAt).ToListAsync();
    }

    public async Task<Message> MessageAsync() => Assert.Single(await MessagesAsync());

    public ValueTask DisposeAsync() => _verbs.DisposeAsync();
}

/// <summary>Takes text messages and answers as told.</summary>
internal sealed class SmsGateway : ISmsTransport
{
    public ConcurrentQueue<Sms> Taken { get; } = [];
    public Func<Sms, Delivery> Answer { get; set; } = _ => new Delivery(Outcome.Sent, "0: Accepted for delivery", "gw-1");
    public string? Host => "sms.test";

    public Task<Delivery> SendAsync(Sms sms, CancellationToken cancellationToken)
    {
        var answer = Answer(sms);
        if (answer.Outcome is Outcome.Sent or Outcome.Unknown)
            Taken.Enqueue(sms);
        return Task.FromResult(answer);
    }
}

/// <summary>What stands outside the machine: takes mails and answers as told.</summary>
internal sealed class MailServer : ITransport
{
    public ConcurrentQueue<Mail> Taken { get; } = [];
    public Func<Mail, Delivery> Answer { get; set; } = _ => new Delivery(Outcome.Sent, "250 OK");
    public int AtOnce => 4;
    public string? Host => "mail.test";

    public Task<Delivery> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        var answer = Answer(mail);
        if (answer.Outcome is Outcome.Sent or Outcome.Unknown)
            Taken.Enqueue(mail);
        return Task.FromResult(answer);
    }
}
