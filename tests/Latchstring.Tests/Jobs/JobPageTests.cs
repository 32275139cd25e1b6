using System.Net;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Jobs;
using Latchstring.Tests.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Jobs;

/// <summary>The page of a job: who sees it, and where it leads for each kind of work.</summary>
public class JobPageTests
{
    [Theory, EachDatabase, Trait("Req", "S3.24"), Trait("Req", "S4.29")]
    public async Task A_limited_manager_sees_only_jobs_within_their_offerings(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var other = await kit.Sample.AddCourseAsync("Geometry for everybody");
        await using var server = await TestServer.StartAsync(test);
        var manager = await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Sample.Id, Email = "mia@acme.test", NormalizedEmail = "MIA@ACME.TEST", Name = "Mia", Staff = StaffRole.Manager, Scoped = true, CreatedAt = test.Database.Now });
        await kit.Sample.AddAsync(new AccountScope { WorkspaceId = kit.Sample.Id, AccountId = manager.Id, OfferingId = kit.Sample.Course.Id });
        using var client = await server.SignInAsync(kit.Sample, manager);
        var scoped = kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id);
        foreach (var (job, seen) in new[]
        {
            (await IssueAsync(kit, kit.Sample.Course.Id), true), (await IssueAsync(kit, other.Id), false),
            (await ChangeAsync(kit, scoped), true), (await ChangeAsync(kit, kit.Sample.Staff(Permission.Manager, other.Id)), false), (await ChangeAsync(kit, kit.Owner), false),
        })
            Assert.Equal((job.Kind, seen ? HttpStatusCode.OK : HttpStatusCode.NotFound), (job.Kind, (await client.GetAsync($"/acme/admin/jobs/{job.Id}")).StatusCode));
    }

    [Theory, EachDatabase]
    public async Task Each_kind_of_work_leads_to_what_it_made(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var batch = (await new IssueCodes(kit.Database, kit.Jobs).RunAsync(kit.Owner, kit.Batch(10_010))).Value;
        Assert.True(await kit.Run.RunOneAsync(default));
        var codes = await kit.List.PageAsync(kit.Owner, new CodeFilter(), new(Limit: 3));
        await kit.UseAsync(codes.Value.Items[0]);
        var handedOut = (await kit.HandOut.RunAsync(kit.Owner, new HandOut("CopeCart"))).Value.Export;
        Assert.True(await kit.Run.RunOneAsync(default));
        await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Deactivate, null));
        Assert.True(await kit.Run.RunOneAsync(default));
        await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Delete, null));
        Assert.True(await kit.Run.RunOneAsync(default));

        await using var server = await TestServer.StartAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        await using var db = kit.Database.Read(kit.Sample.Id);
        var pages = new List<string>();
        foreach (var job in db.Jobs.ToList().OrderBy(job => job.Id))
            pages.Add(WebUtility.HtmlDecode(await client.GetStringAsync($"/acme/admin/jobs/{job.Id}")));
        Assert.Contains($"href=\"/acme/admin/batches/{batch.Id}\"", pages[0], StringComparison.Ordinal);
        Assert.Contains($"href=\"/acme/admin/codes?exportId={handedOut.Id}\"", pages[1], StringComparison.Ordinal);
        Assert.Contains($"href=\"/acme/admin/codes.csv?columns=code&exportId={handedOut.Id}\"", pages[1], StringComparison.Ordinal);
        Assert.Contains("href=\"/acme/admin/codes?status=inactive\"", pages[2], StringComparison.Ordinal);
        Assert.Contains("Deactivated 10,010 codes.", pages[2], StringComparison.Ordinal);
        Assert.Contains("Deleted 10,009 codes.", pages[3], StringComparison.Ordinal);
        Assert.Contains("1 × This code has been redeemed, so its record is kept.", pages[3], StringComparison.Ordinal);
        Assert.Contains("Back to the codes", pages[3], StringComparison.Ordinal);
    }

    private static Task<Job> IssueAsync(CodesKit kit, Guid offering) => LastAsync(kit, async () =>
        Assert.True((await new IssueCodes(kit.Database, kit.Jobs).RunAsync(kit.Owner, new NewBatch(offering, null, IssueCodes.AtOnce + 1))).Ok));

    private static Task<Job> ChangeAsync(CodesKit kit, Actor actor) => kit.Sample.AddAsync(new Job
    {
        WorkspaceId = kit.Sample.Id,
        Kind = ChangeCodes.JobKind,
        Payload = System.Text.Json.JsonSerializer.Serialize(new ChangeJob(CodeChange.Archive, new CodeFilter(), JobActor.Of(actor)), Latchstring.Audit.AuditJson.Options),
        Status = JobStatus.Done,
        ActorName = actor.Name,
        CreatedAt = kit.Database.Now,
    });

    private static async Task<Job> LastAsync(CodesKit kit, Func<Task> start)
    {
        await start();
        await using var db = kit.Database.Read(kit.Sample.Id);
        return db.Jobs.ToList().MaxBy(job => job.Id)!;
    }
}
