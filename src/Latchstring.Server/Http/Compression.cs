using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Latchstring.Server.Http;

/// <summary>
/// Pages of strangers travel compressed. Pages of people who have signed in do not: they hold names and codes beside what an address can
/// make them repeat, and the length of such a page, compressed, would tell what is in it (BREACH). Files are compressed at build.
/// </summary>
internal sealed class Compression(IServiceProvider services, IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
{
    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, Compression>();
    }

    /// <summary>Asked when the answer begins, so sign-in has spoken; form tokens are made anew for each page and tell nothing.</summary>
    public override bool ShouldCompressResponse(HttpContext context) => context.User.Identity?.IsAuthenticated != true && base.ShouldCompressResponse(context);
}
