using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Latchstring.Tests.Support;

/// <summary>
/// A mail server on loopback that answers as the test says. <see cref="Reply"/> gets what the client wrote — <c>CONNECT</c>, a command, or <c>.</c>
/// for the end of the data — and gives the answer, null for the usual one, or <see cref="HangUp"/>.
/// </summary>
public sealed class ScriptedSmtp : IAsyncDisposable
{
    public const string HangUp = "hang up";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedSmtp()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
    public Func<string, string?> Reply { get; set; } = _ => null;
    public int Connections { get; private set; }

    /// <summary>Everything between DATA and the final dot.</summary>
    public ConcurrentQueue<string> Mails { get; } = [];

    public Task<string> FirstMail => _first.Task;

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or SocketException && _stop.IsCancellationRequested)
        {
            // The test is over; the listener may have closed between two guests.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            if (!await AnswerAsync(client, "CONNECT", "220 ready"))
                return;
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (!await AnswerAsync(client, line, Usual(line)) || line == "QUIT")
                    return;
                if (line == "DATA" && (Reply(line) ?? "354").StartsWith("354", StringComparison.Ordinal) && !await TakeAsync(client, reader))
                    return;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client hung up, or the test is over.
        }
    }

    private static string Usual(string line) => line.Split(' ')[0].ToUpperInvariant() switch
    {
        "EHLO" => "250 scripted",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 OK",
    };

    private async Task<bool> TakeAsync(TcpClient client, StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            mail.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append('\n');
        Mails.Enqueue(mail.ToString());
        _first.TrySetResult(mail.ToString());
        return await AnswerAsync(client, ".", "250 taken");
    }

    private async Task<bool> AnswerAsync(TcpClient client, string said, string usual)
    {
        var answer = Reply(said) ?? usual;
        if (answer == HangUp)
        {
            client.LingerState = new LingerOption(true, 0);
            client.Close();
            return false;
        }
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), _stop.Token);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }
}
