using Latchstring.Bookings;
using Latchstring.Data;

namespace Latchstring.Server.Bookings;

/// <summary>POST /hooks/stripe: Stripe says what was paid. Its signature is its right to; events of other things are taken and forgotten.</summary>
internal static class StripeHook
{
    private const int Longest = 256 * 1024;

    public static void Map(WebApplication app) => app.MapPost("/hooks/stripe", TakeAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpRequest request, StripeCheckout stripe, SettlePayment settle, Database database, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var buffer = new char[Longest];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        var (genuine, paid) = stripe.Read(new string(buffer, 0, length), request.Headers["Stripe-Signature"], database.Now);
        if (!genuine || length == Longest)
            return Results.NotFound();
        if (paid is not null)
            await settle.RunAsync(paid, cancellationToken);
        return Results.NoContent();
    }
}

/// <summary>Every minute: what was not paid in time is free again.</summary>
internal sealed class UnpaidJob(ReleaseUnpaid release) : Quartz.IJob
{
    public async ValueTask Execute(Quartz.IJobExecutionContext context, CancellationToken cancellationToken = default) => await release.RunAsync(cancellationToken);
}
