using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Latchstring.Server.Http;

/// <summary>Section <c>Api</c> of the configuration.</summary>
public sealed class ApiOptions
{
    /// <summary>Requests a second that one key may make on one node; 0 = no limit.</summary>
    public int RequestsPerSecond { get; set; } = 50_000;

    /// <summary>Requests that a key may make at once after a pause.</summary>
    public int Burst { get; set; } = 100_000;
}

/// <summary>
/// Each key has a bucket of its own, so that one busy program does not slow the others. The limiter belongs to the container, which stops its timer
/// with the server; the framework's middleware never disposes its own, and a stopped server stays in memory with all that it held.
/// </summary>
internal static class RateLimits
{
    public static void AddRateLimits(this IServiceCollection services) =>
        services.AddSingleton(provider =>
        {
            var api = provider.GetRequiredService<IOptions<ApiOptions>>().Value;
            return PartitionedRateLimiter.Create<HttpContext, Guid>(context => PartitionOf(context, api));
        });

    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = context.RequestServices.GetRequiredService<PartitionedRateLimiter<HttpContext>>().AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        await new ProblemAnswer(new Problem("rate.limited", 429, "This key makes too many requests. Wait {0} s, then go on.", null, wait)
        {
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { [Problems.RetryAfter] = wait },
        }).WriteAsync(context);
    }

    private static RateLimitPartition<Guid> PartitionOf(HttpContext context, ApiOptions api)
    {
        if (api.RequestsPerSecond <= 0 || context.Features.Get<Actor>() is not { Kind: ActorKind.ApiKey, Id: { } key })
            return RateLimitPartition.GetNoLimiter(Guid.Empty);
        return RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(api.Burst, 1),
            TokensPerPeriod = api.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }
}
