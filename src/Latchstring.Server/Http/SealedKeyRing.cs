using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Latchstring.Data;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Latchstring.Server.Http;

/// <summary>Data-protection keys in the database, so that all nodes share them; each sealed under the installation secret.</summary>
internal sealed class SealedKeyRing(Database database) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    private const string Prefix = "data-protection:";

    public void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = this;
        options.XmlEncryptor = new Sealer(database);
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = database.Read(Guid.Empty);
        return [.. db.InstallationValues.Where(v => v.Name.StartsWith(Prefix)).Select(v => v.Value).ToList().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName) =>
        database.WriteAsync(Guid.Empty, db =>
        {
            db.InstallationValues.Add(new InstallationValue { Name = Prefix + friendlyName, Value = element.ToString(SaveOptions.DisableFormatting) });
            return db.SaveChangesAsync();
        }).GetAwaiter().GetResult();

    private static AesGcm Aes(Database database) => new(database.Keys.Derive("latchstring/1/data-protection"), 16);

    private sealed class Sealer(Database database) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement)
        {
            var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
            var bytes = new byte[28 + plain.Length];
            RandomNumberGenerator.Fill(bytes.AsSpan(0, 12));
            using var aes = Aes(database);
            aes.Encrypt(bytes.AsSpan(0, 12), plain, bytes.AsSpan(28), bytes.AsSpan(12, 16));
            return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(bytes)), typeof(Opener));
        }
    }

    /// <summary>Made by data protection from the type name that stands in the stored key.</summary>
    internal sealed class Opener(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement)
        {
            var bytes = Convert.FromBase64String(encryptedElement.Value);
            var plain = new byte[bytes.Length - 28];
            using var aes = Aes(services.GetRequiredService<Database>());
            aes.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(28), bytes.AsSpan(12, 16), plain);
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
    }
}
