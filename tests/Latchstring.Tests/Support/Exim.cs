using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Latchstring.Tests.Support;

/// <summary>
/// A real mail server of Debian on loopback: takes mails only encrypted and from whoever signs in, hands them to the next server, and brings
/// those that come back to an address over HTTP, as an operator would set it up.
/// </summary>
internal sealed class Exim : IAsyncDisposable
{
    private const string Program = "/usr/sbin/exim4";
    private readonly DirectoryInfo _folder;
    private Process? _process;

    private Exim(DirectoryInfo folder) => _folder = folder;

    public int Port { get; private init; }

    /// <summary>Who trusts this file trusts the server.</summary>
    public string Certificate => Path.Combine(_folder.FullName, "cert.pem");

    public string Log => File.Exists(Path.Combine(_folder.FullName, "mainlog")) ? File.ReadAllText(Path.Combine(_folder.FullName, "mainlog")) : "";

    /// <param name="next">Port of the server to which mails go on.</param>
    /// <param name="hook">Gets returned mails, with <paramref name="secret"/>.</param>
    public static async Task<Exim> StartAsync(int next, string hook, string secret)
    {
        if (!File.Exists(Program) || !Environment.IsPrivilegedProcess)
        {
            Assert.False(DatabaseTemplates.InCi && !File.Exists(Program), "CI tests against a real mail server: ./dev ci installs exim4-daemon-light.");
            Assert.Skip("Exim is not there, or we are not root");
        }
        // In memory others cannot be let in; below /var/tmp its own user reads settings and writes its queue.
        var exim = new Exim(Directory.CreateDirectory(Path.Combine("/var/tmp", "latchstring-exim-" + Guid.NewGuid().ToString("N")))) { Port = FreePort() };
        var folder = exim._folder.FullName;
        exim.MakeCertificate();
        await File.WriteAllTextAsync(Path.Combine(folder, "back.py"), $"""
            import sys, urllib.request
            try:
                urllib.request.urlopen(urllib.request.Request("{hook}", sys.stdin.buffer.read(), dict([("Authorization", "Bearer {secret}"), ("Content-Type", "message/rfc822")])))
            except Exception as error:
                sys.exit(repr(error) + (error.read().decode() if hasattr(error, "read") else ""))
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "exim.conf"), Settings(folder, exim.Port, next));
        foreach (var (command, arguments) in new[] { ("/bin/chown", new[] { "-R", "Debian-exim", folder }), ("/bin/chown", ["root", Path.Combine(folder, "exim.conf")]) })
        {
            using var done = Process.Start(command, arguments);
            await done.WaitForExitAsync();
        }
        exim._process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", Program, "-C", Path.Combine(folder, "exim.conf"), "-bdf", "-q2s"]) { UseShellExecute = false, WorkingDirectory = folder })!;
        for (var tries = 0; !exim.Log.Contains("listening", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 600, "Exim does not start: " + exim.Log);
            await Task.Delay(50);
        }
        return exim;
    }

    private static string Settings(string folder, int port, int next) => """
        primary_hostname = localhost
        spool_directory = FOLDER
        log_file_path = FOLDER/%slog
        pid_file_path = FOLDER/pid
        daemon_smtp_ports = PORT
        local_interfaces = 127.0.0.1
        tls_advertise_hosts = *
        tls_certificate = FOLDER/cert.pem
        tls_privatekey = FOLDER/key.pem
        keep_environment =
        acl_smtp_rcpt = rcpt
        acl_smtp_data = data

        begin acl
        rcpt:
          deny message = encrypt first
               !encrypted = *
          accept authenticated = *
          deny message = sign in first
        data:
          accept

        begin routers
        back:
          driver = accept
          domains = codes.example.org
          transport = back
        out:
          driver = manualroute
          route_list = * 127.0.0.1 byname
          transport = out
          self = send

        begin transports
        back:
          driver = pipe
          command = /usr/bin/python3 FOLDER/back.py
          user = Debian-exim
          temp_errors = *
        out:
          driver = smtp
          port = NEXT

        begin retry
        * * F,1h,1s

        begin authenticators
        login:
          driver = plaintext
          public_name = LOGIN
          server_advertise_condition = ${if def:tls_in_cipher}
          server_prompts = Username:: : Password::
          server_condition = ${if and{{eq{$auth1}{latchstring}}{eq{$auth2}{secret}}}}
          server_set_id = $auth1

        """.Replace("FOLDER", folder, StringComparison.Ordinal).Replace("PORT", $"{port}", StringComparison.Ordinal).Replace("NEXT", $"{next}", StringComparison.Ordinal);

    private void MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Delete(recursive: true);
    }
}
