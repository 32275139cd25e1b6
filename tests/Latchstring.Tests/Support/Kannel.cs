using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Latchstring.Tests.Support;

/// <summary>A real Kannel of Debian with its fake SMSC, on loopback. What "phones" got stands in <see cref="Received"/>.</summary>
internal sealed class Kannel : IAsyncDisposable
{
    private const string FakeSmsc = "/usr/lib/kannel/test/fakesmsc";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("latchstring-kannel-");
    private readonly List<Process> _processes = [];

    public Uri Url { get; private set; } = null!;

    public string Received => string.Concat(Directory.GetFiles(_folder.FullName, "phones*").Select(File.ReadAllText));

    public static async Task<Kannel> StartAsync()
    {
        if (!File.Exists(FakeSmsc))
        {
            Assert.False(DatabaseTemplates.InCi, "CI tests against a real gateway: ./dev ci installs kannel and kannel-extras.");
            Assert.Skip("No Kannel: ./dev test installs it");
        }
        var kannel = new Kannel();
        var ports = Enumerable.Range(0, 4).Select(_ => Exim.FreePort()).ToArray();
        var settings = Path.Combine(kannel._folder.FullName, "kannel.conf");
        await File.WriteAllTextAsync(settings, $"""
            group = core
            admin-port = {ports[0]}
            admin-password = admin
            smsbox-port = {ports[1]}
            dlr-storage = internal

            group = smsc
            smsc = fake
            smsc-id = fake
            host = 127.0.0.1
            port = {ports[2]}
            connect-allow-ip = 127.0.0.1

            group = smsbox
            bearerbox-host = 127.0.0.1
            bearerbox-port = {ports[1]}
            sendsms-port = {ports[3]}

            group = sendsms-user
            username = latchstring
            password = secret
            concatenation = true
            max-messages = 10

            """);
        kannel.Url = new Uri($"http://127.0.0.1:{ports[3]}/cgi-bin/sendsms");
        kannel.Start("/usr/sbin/bearerbox", "bearerbox", settings);
        await AnsweringAsync(ports[1]);
        await AnsweringAsync(ports[2]);
        kannel.Start("/usr/sbin/smsbox", "smsbox", settings);
        kannel.Start(FakeSmsc, "phones", "-H", "127.0.0.1", "-r", ports[2].ToString(System.Globalization.CultureInfo.InvariantCulture), "-m", "0", "1 2 text hello");
        await AnsweringAsync(ports[3]);
        return kannel;
    }

    /// <summary>Through a shell, which writes down what it says; a pipe that nobody reads would stop it.</summary>
    private void Start(string program, string log, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >'{Path.Combine(_folder.FullName, log)}' 2>&1", "sh", program, .. arguments]) { UseShellExecute = false, WorkingDirectory = _folder.FullName };
        _processes.Add(Process.Start(start)!);
    }

    private static async Task AnsweringAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 600)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        _folder.Delete(recursive: true);
    }
}
