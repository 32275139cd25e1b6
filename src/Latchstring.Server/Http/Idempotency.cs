using System.Security.Cryptography;
using System.Text;
using Latchstring.Data;

namespace Latchstring.Server.Http;

/// <summary>
/// A POST with an Idempotency-Key happens once. The same key and body get the same answer for 24 hours; another body is refused with 422;
/// while the first is still running the second gets 409. Answers that ask to come again (429, 5xx) are not kept.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, Database database)
{
    public const string Header = "Idempotency-Key";
    private static readonly Problem BadKey = new("idempotency.key_invalid", 400, "An Idempotency-Key has 1 to 100 visible ASCII characters.", Header);
    private static readonly Problem OtherBody = new("idempotency.other_body", 422, "This Idempotency-Key was used for another request. Take a new key for a new request.", Header);
    private static readonly Problem Running = new("idempotency.running", 409, "The first request with this key is still running. Ask again in a moment.", Header);
    private static readonly Problem Lost = new("idempotency.answer_lost", 409, "The first request was carried out, but its answer was lost when a server stopped. Look up what it made; it is not done again.", Header);
    private readonly byte[] _hashKey = database.Keys.Derive("latchstring/1/idempotency");

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.Headers.TryGetValue(Header, out var given) || context.Features.Get<Actor>() is not { } actor)
        {
            await next(context);
            return;
        }
        var key = given.ToString();
        if (key.Length is 0 or > 100 || key.Any(c => c is < '!' or > '~'))
        {
            await new ProblemAnswer(BadKey).WriteAsync(context);
            return;
        }
        var (outcome, claim, earlier) = await RequestClaim.TakeAsync(database, actor.WorkspaceId, actor.Id!.Value, key, await HashAsync(context.Request), context.RequestAborted);
        await (outcome switch
        {
            ClaimOutcome.Mine => RunAsync(context, claim),
            ClaimOutcome.Answered => ReplayAsync(context, earlier!, claim),
            ClaimOutcome.OtherBody => new ProblemAnswer(OtherBody).WriteAsync(context),
            ClaimOutcome.AnswerLost => new ProblemAnswer(Lost).WriteAsync(context),
            _ => new ProblemAnswer(Running).WriteAsync(context),
        });
    }

    private async Task RunAsync(HttpContext context, RequestClaim claim)
    {
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            using (context.GetEndpoint()?.Metadata.GetMetadata<RepeatableMark>() is null ? claim.Enter() : null)
                await next(context);
        }
        catch (ClaimLostException)
        {
            context.Response.Body = wire;
            await new ProblemAnswer(Running).WriteAsync(context);
            return;
        }
        catch
        {
            context.Response.Body = wire;
            await claim.ReleaseAsync();
            throw;
        }
        context.Response.Body = wire;
        if (context.Response.StatusCode is 408 or 429 or >= 500)
            await claim.ReleaseAsync();
        else
            await claim.KeepAsync(context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.Location + "\n" + Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length));
        answer.Position = 0;
        await answer.CopyToAsync(wire, context.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext context, IdempotentAnswer earlier, RequestClaim claim)
    {
        var kept = claim.BodyOf(earlier).Split('\n', 2);
        context.Response.StatusCode = earlier.StatusCode;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (kept[0].Length > 0)
            context.Response.Headers.Location = kept[0];
        if (kept.Length < 2 || kept[1].Length == 0)
            return;
        context.Response.ContentType = earlier.ContentType;
        await context.Response.WriteAsync(kept[1], context.RequestAborted);
    }

    /// <summary>Keyed, because a bare hash of a short body could be guessed from a dump.</summary>
    private async Task<byte[]> HashAsync(HttpRequest request)
    {
        request.EnableBuffering(bufferThreshold: 1 << 20, bufferLimit: StrictBody.Largest);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _hashKey);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}

internal sealed class RepeatableMark;

internal static class Repeatable
{
    /// <summary>Doing this twice has the effect of once, so after a crash a retry may simply do it again.</summary>
    public static TBuilder Repeats<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RepeatableMark());
}
