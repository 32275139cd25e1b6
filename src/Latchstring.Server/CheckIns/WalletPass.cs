using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Latchstring.CheckIns;
using Latchstring.Workspaces;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.CheckIns;

/// <summary>Section <c>Wallet</c>, or the environment: <c>Wallet__Certificate</c>. Without a certificate no ticket offers a wallet.</summary>
public sealed class WalletOptions
{
    /// <summary>PFX file with the certificate of the pass type and its key.</summary>
    public string? Certificate { get; set; }
    public string? Password { get; set; }

    /// <summary>PEM file with the certificates between it and the root (Apple's WWDR).</summary>
    public string? Chain { get; set; }

    /// <summary>E.g. <c>pass.org.example.tickets</c>.</summary>
    public string? PassType { get; set; }
    public string? Team { get; set; }
}

/// <summary>A ticket as a signed Apple Wallet pass (PassKit package format): a ZIP of pass.json, icon, manifest of SHA-1 sums and a detached PKCS #7 signature.</summary>
internal sealed class WalletPass(WalletOptions options, TimeProvider clock, IWebHostEnvironment environment, IStringLocalizer<CheckInsText> t)
{
    public bool Ready => options is { Certificate.Length: > 0, PassType.Length: > 0, Team.Length: > 0 };

    public byte[] Make(Ticket ticket, Workspace workspace)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["pass.json"] = Pass(ticket, workspace), ["icon.png"] = Icon("app-192.png"), ["icon@2x.png"] = Icon("app-192.png") };
        // The format knows no other sum.
#pragma warning disable CA5350
        files["manifest.json"] = JsonSerializer.SerializeToUtf8Bytes(files.ToDictionary(file => file.Key, file => Convert.ToHexStringLower(SHA1.HashData(file.Value))));
#pragma warning restore CA5350
        files["signature"] = Sign(files["manifest.json"]);
        using var made = new MemoryStream();
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return made.ToArray();
    }

    private byte[] Pass(Ticket ticket, Workspace workspace) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["formatVersion"] = 1,
        ["passTypeIdentifier"] = options.PassType,
        ["teamIdentifier"] = options.Team,
        ["serialNumber"] = ticket.Token,
        ["organizationName"] = workspace.Name,
        ["description"] = ticket.Event.Name,
        ["relevantDate"] = ticket.Event.StartsAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["barcodes"] = new[] { new { message = ticket.Token, format = "PKBarcodeFormatQR", messageEncoding = "iso-8859-1" } },
        ["eventTicket"] = new
        {
            primaryFields = new[] { new { key = "event", label = workspace.Name, value = ticket.Event.Name } },
            secondaryFields = new[] { new { key = "when", label = t["When"].Value, value = ticket.Event.StartsAt is { } starts ? DoorWords.When(starts, ticket.Zone) : "–" }, new { key = "where", label = t["Where"].Value, value = ticket.Event.Venue ?? "–" } },
            auxiliaryFields = new[] { new { key = "guest", label = t["Guest"].Value, value = ticket.Name } },
        },
    }.Where(field => field.Value is not null).ToDictionary());

    private byte[] Sign(byte[] manifest)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(options.Certificate!, options.Password);
        var signer = new CmsSigner(certificate) { IncludeOption = X509IncludeOption.EndCertOnly };
        signer.SignedAttributes.Add(new Pkcs9SigningTime(clock.GetUtcNow().UtcDateTime));
        if (options.Chain is { Length: > 0 } chain)
            signer.Certificates.ImportFromPemFile(chain);
        var signed = new SignedCms(new ContentInfo(manifest), detached: true);
        signed.ComputeSignature(signer);
        return signed.Encode();
    }

    private byte[] Icon(string name)
    {
        using var stream = environment.WebRootFileProvider.GetFileInfo("icons/" + name).CreateReadStream();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
