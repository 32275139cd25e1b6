using System.Text;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Imports;
using Latchstring.Jobs;
using Latchstring.Participants;
using Latchstring.Sending;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Participants;

/// <summary>Large downloads in the background, and large imports with a bar.</summary>
public class PreparedFileTests
{
    [Theory, EachDatabase, Trait("Req", "S0.54")]
    public async Task A_file_is_prepared_mailed_as_a_link_fetched_by_nobody_else_and_forgotten_after_a_week(TestDatabase test)
    {
        var kit = await ContractKit.CreateAsync(test);
        await kit.JoinAsync("ada@example.org", "Ada", "Lovelace");
        var origin = new MailOrigin(() => SendingKit.BaseUrl);
        var prepare = new PrepareFile(test.Database, new ExportParticipants(test.Database), new ExportCodes(test.Database), new ComposeMails(test.Database, origin), origin);
        Assert.Equal(404, (await prepare.RunAsync(kit.Owner, new(Guid.NewGuid()), "de")).Problem?.Status);
        Assert.Equal("file.no_address", (await prepare.RunAsync(kit.Owner with { Kind = ActorKind.ApiKey }, new(kit.Id), "de")).Problem?.Code);
        var job = (await prepare.RunAsync(kit.Owner, new(kit.Id), "de")).Value;
        Assert.True(await new RunJobs(test.Database, [prepare]).RunOneAsync(default));
        await using (var db = test.Database.Read(kit.Sample.Id))
        {
            var message = await db.Messages.SingleAsync();
            var mail = ComposeMails.Open(test.Database.Keys.Of(kit.Sample.Id), message.SealedMail!);
            Assert.Equal((kit.Sample.OwnerAccount.Email, "Ihre Datei ist fertig"), (message.Address, mail.Subject));
            Assert.Contains($"/acme/admin/files/{job.SubjectId}", mail.Text, StringComparison.Ordinal);
            Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "file.prepared"));
        }
        var fetch = new FetchFile(test.Database);
        Assert.Equal(404, (await fetch.RunAsync(kit.Owner with { Id = Guid.NewGuid() }, job.SubjectId!.Value, true)).Problem?.Status);
        Assert.Equal(await kit.FileAsync(), Encoding.UTF8.GetString((await fetch.RunAsync(kit.Owner, job.SubjectId.Value, true)).Value.Content));
        test.Clock.Advance(PrepareFile.Kept);
        Assert.Equal("file.expired", (await fetch.RunAsync(kit.Owner, job.SubjectId.Value, true)).Problem?.Code);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await new ForgetStale(test.Database).RunAsync();
        Assert.Equal(404, (await fetch.RunAsync(kit.Owner, job.SubjectId.Value, true)).Problem?.Status);
    }

    [Theory, EachDatabase, Trait("Req", "S0.52"), Trait("Req", "S0.38")]
    public async Task A_large_import_is_carried_out_as_a_job_in_one_transaction_with_progress(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        var file = new StringBuilder("First name,E-mail,Price\r\n");
        for (var i = 0; i < CommitImport.AtOnce + 1; i++)
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"Given,p{i}@example.org,EXEC\r\n");
        var started = await kit.ImportAsync(file.ToString());
        Assert.Equal(ImportStatus.Committing, started.Status);
        var view = (await kit.See.RunAsync(kit.Owner, started.Id)).Value;
        Assert.NotNull(view.JobId);
        Assert.True(await new RunJobs(test.Database, [new CommitImportJob(test.Database)]).RunOneAsync(default));
        await using (var db = test.Database.Read(kit.Contract.Sample.Id))
        {
            var job = await db.Jobs.SingleAsync();
            Assert.Equal((JobStatus.Done, job.Total, 20_001), (job.Status, job.Done, (int)job.Total));
            Assert.Equal((20_001, 20_001, 20_001), (await db.Participants.CountAsync(), await db.AccessCodes.CountAsync(c => c.AssigneeId != null), (await db.CodeBatches.SingleAsync()).Quantity));
            await Invariants.AssertAsync(test.Database, kit.Contract.Sample.Id);
        }

        var undoing = (await new UndoImport(test.Database).RunAsync(kit.Owner, started.Id)).Value.Import;
        Assert.Equal(ImportStatus.Undoing, undoing.Status);
        Assert.Equal("import.ended", (await new CommitImport(test.Database).RunAsync(kit.Owner, started.Id)).Problem?.Code);
        Assert.NotNull((await kit.See.RunAsync(kit.Owner, started.Id)).Value.JobId);
        Assert.True(await new RunJobs(test.Database, [new UndoImportJob(test.Database)]).RunOneAsync(default));
        await using var after = test.Database.Read(kit.Contract.Sample.Id);
        var undone = await after.Jobs.SingleAsync(j => j.Kind == UndoImportJob.JobKind);
        Assert.Equal((JobStatus.Done, 20_001L, 20_001L, ImportStatus.Undone), (undone.Status, undone.Done, undone.Total, (await after.Imports.SingleAsync()).Status));
        Assert.Equal((0, 0), (await after.Participants.CountAsync(), await after.AccessCodes.CountAsync()));
        await Invariants.AssertAsync(test.Database, kit.Contract.Sample.Id);
    }
}
