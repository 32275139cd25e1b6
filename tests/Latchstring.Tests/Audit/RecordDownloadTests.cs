using System.Net;
using Latchstring.Codes;
using Latchstring.Tests.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Audit;

/// <summary>Who takes data away leaves a trace: what, under which filter, how many rows.</summary>
public class RecordDownloadTests
{
    [Theory, EachDatabase]
    public async Task Every_file_of_rows_stands_in_the_audit_with_filter_and_count(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(7);
        await kit.UseAsync(codes[0]);
        await using var server = await TestServer.StartAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        await client.GetStringAsync("/acme/admin/settings/audit.csv?subject=batch&sort=-at");
        await client.GetStringAsync("/acme/admin/codes.csv?columns=code&used=false");
        await client.GetStringAsync($"/acme/admin/codes.csv?q={codes[1].Text}");
        await client.GetStringAsync("/acme/admin/people.csv");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/acme/admin/codes/sheet.pdf?batchId={codes[0].BatchId}")).StatusCode);
        Assert.Equal(200, (await program.GetAsync("/codes.csv?status=valid")).Status);
        Assert.Equal(200, (await program.GetAsync("/registrations.csv")).Status);

        await using var db = test.Database.Read(kit.Sample.Id);
        var entries = await db.AuditEntries.Where(entry => entry.Action == "list.downloaded").OrderBy(entry => entry.Id).ToListAsync();
        Assert.Equal(
        [
            """{"list":"settings/audit","filter":"subject=batch","rows":1}""", """{"list":"codes","filter":"columns=code&used=false","rows":6}""", """{"list":"codes","filter":"q=…","rows":1}""",
            """{"list":"people","filter":null,"rows":1}""", $$"""{"list":"codes/sheet.pdf","filter":"batchId={{codes[0].BatchId}}","rows":6}""",
            """{"list":"codes","filter":"status=valid","rows":6}""", """{"list":"registrations","filter":null,"rows":1}""",
        ], entries.Select(entry => entry.Detail));
        Assert.Equal((ActorKind.Account, "Olga Owner", ActorKind.ApiKey), (entries[0].ActorKind, entries[0].ActorName, entries[^1].ActorKind));
        Assert.All(codes, code => Assert.DoesNotContain(entries, entry => entry.Detail!.Contains(code.Text, StringComparison.Ordinal)));
    }
}
