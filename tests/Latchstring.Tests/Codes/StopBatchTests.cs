using Latchstring.Codes;
using Latchstring.Jobs;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Codes;

public class StopBatchTests
{
    [Theory, EachDatabase, Trait("Req", "S4.13")]
    public async Task What_is_made_stays_and_the_rest_can_be_made_later(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var stop = new StopBatch(kit.Database, kit.Jobs);
        var batch = (await new IssueCodes(kit.Database, kit.Jobs).RunAsync(kit.Owner, kit.Batch(45_000))).Value;
        // Somebody presses the button while chunks come in: whichever chunk came last, the counts agree.
        var working = Task.Run(() => kit.Run.RunOneAsync(default));
        while ((await kit.BatchAsync(batch.Id)).Issued == 0 && !working.IsCompleted)
            await Task.Yield();
        var stopped = await stop.RunAsync(kit.Owner, new(batch.Id));
        await working;
        var now = await kit.BatchAsync(batch.Id);
        Assert.Equal(stopped.Ok ? BatchStatus.Stopped : BatchStatus.Ready, now.Status);
        Assert.Equal(now.Issued, await CodesAsync(kit, batch.Id));
        if (stopped.Ok)
        {
            Assert.Equal(now.Issued, stopped.Value.Issued);
            Assert.False(await kit.Run.RunOneAsync(default));
            Assert.True((await stop.RunAsync(kit.Owner, new(batch.Id, Stopped: false))).Ok);
            Assert.True(await kit.Run.RunOneAsync(default));
        }
        Assert.Equal((BatchStatus.Ready, 45_000, 45_000), ((await kit.BatchAsync(batch.Id)).Status, (await kit.BatchAsync(batch.Id)).Issued, await CodesAsync(kit, batch.Id)));
        await Invariants.AssertAsync(kit.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Stopping_before_the_first_code_leaves_nothing_running_and_each_refusal_says_why(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var stop = new StopBatch(kit.Database, kit.Jobs);
        var batch = (await new IssueCodes(kit.Database, kit.Jobs).RunAsync(kit.Owner, kit.Batch(10_001))).Value;
        Assert.Equal("batch.not_stopped", (await stop.RunAsync(kit.Owner, new(batch.Id, Stopped: false))).Problem?.Code);
        Assert.Equal("permission.missing", (await stop.RunAsync(kit.Sample.Staff(Permission.Viewer), new(batch.Id))).Problem?.Code);
        Assert.Equal("batch.not_found", (await stop.RunAsync(kit.Sample.Staff(Permission.Manager, Guid.NewGuid()), new(batch.Id))).Problem?.Code);
        Assert.True((await stop.RunAsync(kit.Owner, new(batch.Id))).Ok);
        Assert.Equal("batch.not_issuing", (await stop.RunAsync(kit.Owner, new(batch.Id))).Problem?.Code);
        Assert.False(await kit.Run.RunOneAsync(default));
        Assert.Equal(["batch.made", "batch.stopped"], await kit.AuditAsync(batch.Id));
        await using var db = kit.Database.Read(kit.Sample.Id);
        Assert.Equal(JobStatus.Cancelled, (await db.Jobs.SingleAsync()).Status);
    }

    [Theory, EachDatabase]
    public async Task The_bar_of_the_second_job_counts_only_its_own_codes(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var made = kit.Batch(30_000);
        var batch = await kit.Sample.AddAsync(new CodeBatch { WorkspaceId = kit.Sample.Id, OfferingId = made.OfferingId, Quantity = 200, Status = BatchStatus.Stopped, MadeByName = "Olga Owner", CreatedAt = kit.Database.Now });
        await kit.Database.WriteAsync(kit.Sample.Id, db => db.ExecuteAsync("update code_batch set issued = 150, deleted = 150, next_number = 151 where workspace_id = @ws", default));
        Assert.True((await new StopBatch(kit.Database, kit.Jobs).RunAsync(kit.Owner, new(batch.Id, Stopped: false))).Ok);
        Assert.True(await kit.Run.RunOneAsync(default));
        await using var db = kit.Database.Read(kit.Sample.Id);
        var job = await db.Jobs.SingleAsync();
        Assert.Equal((JobStatus.Done, 50, 50), (job.Status, job.Done, job.Total));
    }

    [Theory, EachDatabase]
    public async Task A_program_stops_a_batch_and_goes_on(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, sample);
        var batch = await sample.AddAsync(new CodeBatch { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, Quantity = 200, Status = BatchStatus.Issuing, MadeByName = "Olga Owner", CreatedAt = test.Database.Now });
        var stopped = await program.PostAsync($"/batches/{batch.Id}/stop", new { });
        Assert.Equal((200, "stopped"), (stopped.Status, stopped.Json.GetProperty("status").GetString()));
        Assert.Equal("batch.not_issuing", (await program.PostAsync($"/batches/{batch.Id}/stop", new { })).Code);
        // Two hundred codes may be made before the answer is read.
        Assert.Contains((await program.SendAsync(HttpMethod.Delete, $"/batches/{batch.Id}/stop")).Json.GetProperty("status").GetString() ?? "", new[] { "issuing", "ready" });
        Assert.Equal(404, (await program.PostAsync($"/batches/{Guid.NewGuid()}/stop", new { })).Status);
    }

    private static async Task<int> CodesAsync(CodesKit kit, Guid batch)
    {
        await using var db = kit.Database.Read(kit.Sample.Id);
        return await db.AccessCodes.CountAsync(code => code.BatchId == batch);
    }
}
