using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Codes;

/// <summary>A workspace with the verbs over its codes.</summary>
internal sealed class CodesKit : IAsyncDisposable
{
    private CodesKit(TestDatabase test, SampleWorkspace sample)
    {
        (Test, Sample) = (test, sample);
        Run = new RunJobs(Database, [new ChangeCodesJob(Database), new HandOutCodesJob(Database), new IssueCodes(Database, Jobs)]);
        Redeem = new RedeemCode(Database, NullLogger<RedeemCode>.Instance);
    }

    public TestDatabase Test { get; }
    public SampleWorkspace Sample { get; }
    public Database Database => Test.Database;
    public JobQueue Jobs { get; } = new();
    public RunJobs Run { get; }
    public RedeemCode Redeem { get; }
    public Actor Owner => Sample.Owner;
    public ChangeCodes Change => new(Database, Jobs);
    public EditCode Edit => new(Database);
    public ImportCodes Import => new(Database);
    public HandOutCodes HandOut => new(Database, Jobs);
    public CodeList List => new(Database);

    public static async Task<CodesKit> CreateAsync(TestDatabase test) => new(test, await SampleWorkspace.CreateAsync(test));

    /// <summary>Over a workspace that is there already.</summary>
    public static async Task<CodesKit> OfAsync(TestDatabase test, string slug) => new(test, await SampleWorkspace.FindAsync(test, slug));

    public NewBatch Batch(int quantity) => new(Sample.Course.Id, null, quantity);

    /// <summary>Makes a batch and gives its codes in the order of their numbers.</summary>
    public async Task<List<CodeRow>> IssueAsync(NewBatch batch)
    {
        // Ids sort by their millisecond; within one they are random.
        Test.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var made = await new IssueCodes(Database, Jobs).RunAsync(Owner, batch);
        Assert.Null(made.Problem?.English);
        return await CodesAsync(new CodeFilter(BatchId: made.Value.Id, Archived: true));
    }

    public Task<List<CodeRow>> IssueAsync(int quantity) => IssueAsync(Batch(quantity));

    /// <summary>All codes of a filter, page by page.</summary>
    public async Task<List<CodeRow>> CodesAsync(CodeFilter? filter = null, string sort = "created", Actor? actor = null)
    {
        var rows = new List<CodeRow>();
        for (string? after = null; ;)
        {
            var page = await List.PageAsync(actor ?? Owner, filter ?? new CodeFilter(), new PageRequest(sort, 100, after));
            rows.AddRange(page.Value.Items);
            if ((after = page.Value.Next) is null)
                return rows;
        }
    }

    public async Task<CodeRow> CodeAsync(Guid id) => (await CodesAsync(new CodeFilter(Archived: true))).Single(row => row.Id == id);

    public async Task<Redeemed> UseAsync(CodeRow code, string email = "anna@example.org", string? lastName = null)
    {
        await using var db = Database.Read(Sample.Id);
        var person = await db.People.SingleOrDefaultAsync(p => p.Email == email) ?? await Sample.AddPersonAsync(email, email.Split('@')[0], lastName);
        Test.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var redeemed = await Redeem.RunAsync(Owner, code.Text, person.Id);
        Assert.Null(redeemed.Problem?.English);
        return redeemed.Value;
    }

    public async Task<CodeBatch> BatchAsync(Guid id)
    {
        await using var db = Database.Read(Sample.Id);
        return await db.CodeBatches.SingleAsync(b => b.Id == id);
    }

    public async Task<List<string>> AuditAsync(Guid subject)
    {
        await using var db = Database.Read(Sample.Id);
        return await db.AuditEntries.Where(e => e.SubjectId == subject).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync();
    }

    /// <summary>An export as lines, without its byte order mark.</summary>
    public async Task<string[]> ExportAsync(CodeFilter? filter = null, CodeFileKind kind = CodeFileKind.CodesOnly)
    {
        var file = await new ExportCodes(Database).RunAsync(Owner, filter ?? new CodeFilter(), kind);
        using var stream = new MemoryStream();
        await file.Value.WriteAsync(stream);
        Assert.Equal(new byte[] { 0xEF, 0xBB, 0xBF }, stream.ToArray()[..3]);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    public ValueTask DisposeAsync()
    {
        Jobs.Dispose();
        return Redeem.DisposeAsync();
    }
}
