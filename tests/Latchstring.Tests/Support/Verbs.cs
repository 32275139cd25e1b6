using Latchstring.Codes;
using Latchstring.Jobs;
using Latchstring.Redemptions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Support;

/// <summary>The verbs that most tests arrange with.</summary>
public sealed class Verbs : IAsyncDisposable
{
    /// <param name="writers">Batches of redemptions under way at a time; with one they are settled in the order in which they come.</param>
    public Verbs(TestDatabase test, int? writers = null)
    {
        Database = test;
        Issue = new IssueCodes(test.Database, Queue);
        Redeem = new RedeemCode(test.Database, NullLogger<RedeemCode>.Instance, RedeemCode.MaxBatch, writers ?? test.Database.Writers);
        Find = new FindCode(test.Database);
        Jobs = new RunJobs(test.Database, [Issue]);
    }

    public TestDatabase Database { get; }
    public JobQueue Queue { get; } = new();
    public IssueCodes Issue { get; }
    public RedeemCode Redeem { get; }
    public FindCode Find { get; }
    public RunJobs Jobs { get; }

    /// <summary>Makes a batch, to the end, and gives its texts by number.</summary>
    public async Task<(CodeBatch Batch, string[] Texts)> IssueAsync(Actor actor, NewBatch input)
    {
        var made = await Issue.RunAsync(actor, input);
        Assert.True(made.Ok, made.Problem?.English);
        while (await Jobs.RunOneAsync(CancellationToken.None))
        {
        }
        var texts = new BatchTexts(Database.Database.Keys.Of(actor.WorkspaceId), made.Value);
        await using var db = Database.Database.Read(actor.WorkspaceId);
        var numbers = await db.QueryAsync("select number, sealed_text from access_code where workspace_id = @ws and batch_id = @batch order by id", row => (row.Int(0), row.BytesOrNull(1)), default, ("batch", made.Value.Id));
        return (made.Value, [.. numbers.Select(code => texts.Of(code.Item1, code.Item2))]);
    }

    public async ValueTask DisposeAsync()
    {
        await Redeem.DisposeAsync();
        Queue.Dispose();
    }
}
