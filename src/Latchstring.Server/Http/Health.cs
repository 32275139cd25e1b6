using Latchstring.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Latchstring.Server.Http;

/// <summary>/health/live: the process answers. /health/ready: the database does too, and has all migrations.</summary>
public static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}

public sealed class DatabaseHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Guid.Empty);
        var missing = await db.Database.GetPendingMigrationsAsync(cancellationToken);
        return missing.Any() ? HealthCheckResult.Unhealthy("Migrations are missing.") : HealthCheckResult.Healthy();
    }
}
