using System.Net;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Accounts;

public class ScopeTests
{
    [Theory, EachDatabase, Trait("Req", "S3.24"), Trait("Req", "S4.29")]
    public async Task A_limited_manager_sees_only_the_codes_of_their_offerings(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var otherCourse = await sample.AddCourseAsync("Geometry for everybody");
        await using var verbs = new Verbs(test);
        var (mine, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2));
        var (theirs, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(otherCourse.Id, null, 2));
        await using var server = await TestServer.StartAsync(test);
        var manager = await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = "mia@acme.test", NormalizedEmail = "MIA@ACME.TEST", Name = "Mia", Staff = StaffRole.Manager, Scoped = true, CreatedAt = test.Database.Now });
        await sample.AddAsync(new AccountScope { WorkspaceId = sample.Id, AccountId = manager.Id, OfferingId = sample.Course.Id });
        using var client = await server.SignInAsync(sample, manager);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/acme/admin/batches/{mine.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/acme/admin/batches/{theirs.Id}")).StatusCode);
        Assert.DoesNotContain("Geometry", await client.GetStringAsync("/acme/admin/batches"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/acme/admin/settings/staff")).StatusCode);
    }
}
