using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>Teams of partners over the API.</summary>
public class TeamsApiTests
{
    [Theory, EachDatabase]
    public async Task A_program_asks_somebody_in_changes_roles_and_takes_people_off(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        var kai = await sample.AddColleagueAsync(test, partner, "kai@nordwind.test", PartnerRole.Member);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        using var program = await ApiProgram.CreateAsync(server, sample);
        var path = $"/organisations/{partner.Id}/team";
        Assert.Equal((400, "email"), await FieldAsync(program.PostAsync(path, new { email = "nobody", role = "member" })));
        Assert.Equal((400, "role"), await FieldAsync(program.PostAsync(path, new { email = "ines@nordwind.test", role = "none" })));
        Assert.Equal((400, "email"), await FieldAsync(program.PostAsync(path, new { email = "Kai@nordwind.test", role = "member" })));
        var asked = await program.PostAsync(path, new { email = "ines@nordwind.test", name = "Ines", role = "admin", locale = "de" });
        Assert.Equal((201, "admin"), (asked.Status, asked.Json.GetProperty("role").GetString()));
        var again = await program.PostAsync($"/colleague-invitations/{asked.Json.GetProperty("id").GetGuid()}/send", null);
        Assert.Equal(201, again.Status);
        Assert.Equal(410, (await program.SendAsync(HttpMethod.Delete, $"/colleague-invitations/{asked.Json.GetProperty("id").GetGuid()}")).Status);
        await using (var db = test.Database.Read(sample.Id))
        {
            Assert.Equal(["de", "en"], await db.Messages.OrderBy(m => m.Locale).Select(m => m.Locale).ToListAsync());
            Assert.Equal(2, await db.AuditEntries.CountAsync(a => a.Action == "team.invited"));
        }

        var team = (await program.GetAsync(path)).Json;
        var open = Assert.Single(team.GetProperty("invitations").EnumerateArray());
        Assert.Equal((again.Json.GetProperty("id").GetGuid(), "ines@nordwind.test"), (open.GetProperty("id").GetGuid(), open.GetProperty("email").GetString()));
        Assert.Equal("member", Assert.Single(team.GetProperty("colleagues").EnumerateArray()).GetProperty("role").GetString());
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Delete, $"/colleague-invitations/{open.GetProperty("id").GetGuid()}")).Status);

        Assert.Equal((400, "role"), await FieldAsync(program.SendAsync(HttpMethod.Patch, $"/colleagues/{kai.Id}", """{"role":"none"}""")));
        Assert.Equal((400, "role"), await FieldAsync(program.SendAsync(HttpMethod.Patch, $"/colleagues/{kai.Id}", "{}")));
        Assert.Equal("admin", (await program.SendAsync(HttpMethod.Patch, $"/colleagues/{kai.Id}", """{"role":"admin"}""")).Json.GetProperty("role").GetString());
        Assert.Equal(204, (await program.SendAsync(HttpMethod.Delete, $"/colleagues/{kai.Id}")).Status);
        Assert.Equal(404, (await program.SendAsync(HttpMethod.Delete, $"/colleagues/{kai.Id}")).Status);
        Assert.Equal(404, (await program.SendAsync(HttpMethod.Delete, $"/colleagues/{sample.OwnerAccount.Id}")).Status);
        team = (await program.GetAsync(path)).Json;
        Assert.Equal((0, 0), (team.GetProperty("colleagues").GetArrayLength(), team.GetProperty("invitations").GetArrayLength()));
    }

    [Theory, EachDatabase]
    public async Task A_key_without_the_right_and_what_is_no_partner_change_nothing(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        var client = await sample.AddAsync(new Organisation { WorkspaceId = sample.Id, Name = "Aurora AG", CreatedAt = test.Database.Now });
        var kai = await sample.AddColleagueAsync(test, partner, "kai@nordwind.test");
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        using var viewer = await ApiProgram.CreateAsync(server, sample, Permission.Viewer);
        Assert.Equal(200, (await viewer.GetAsync($"/organisations/{partner.Id}/team")).Status);
        Assert.Equal(403, (await viewer.PostAsync($"/organisations/{partner.Id}/team", new { email = "eve@nordwind.test", role = "admin" })).Status);
        Assert.Equal(403, (await viewer.SendAsync(HttpMethod.Patch, $"/colleagues/{kai.Id}", """{"role":"member"}""")).Status);
        Assert.Equal(403, (await viewer.SendAsync(HttpMethod.Delete, $"/colleagues/{kai.Id}")).Status);
        using var program = await ApiProgram.CreateAsync(server, sample);
        Assert.Equal(404, (await program.GetAsync($"/organisations/{client.Id}/team")).Status);
        Assert.Equal(404, (await program.PostAsync($"/organisations/{client.Id}/team", new { email = "eve@nordwind.test", role = "admin" })).Status);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal((PartnerRole.Admin, 0), ((await db.Accounts.SingleAsync(a => a.Id == kai.Id)).Partner, await db.InviteLinks.CountAsync()));
    }

    private static async Task<(int Status, string? Field)> FieldAsync(Task<Answer> asking)
    {
        var answer = await asking;
        return (answer.Status, answer.Json.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().First().Name : null);
    }
}
