using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>Campaigns and invitations as programs use them.</summary>
public class CampaignsApiTests
{
    [Theory, EachDatabase]
    public async Task A_program_asks_starts_holds_resumes_and_ends_a_campaign(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(10);
        await using var kit = await InviteKit.CreateAsync(test, 4);
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        var asked = await program.PostAsync("/campaigns", new { offeringId = kit.App.Id, segment = "member", dryRun = true });
        Assert.Equal((200, 4), (asked.Status, asked.Json.GetProperty("invited").GetInt32()));
        Assert.Equal(0, asked.Json.GetProperty("forecast").GetProperty("notToday").GetInt32());
        Assert.Empty(await kit.Sending.MessagesAsync());
        var started = await program.PostAsync("/campaigns", new { offeringId = kit.App.Id, segment = "member", name = "June" });
        var path = "/campaigns/" + started.Json.GetProperty("campaignId").GetString();
        Assert.Equal("paused", (await program.PostAsync(path + "/pause", null)).Json.GetProperty("status").GetString());
        Assert.Equal("running", (await program.PostAsync(path + "/resume", null)).Json.GetProperty("status").GetString());
        await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
        var seen = await program.GetAsync(path);
        Assert.Equal((8, 4), (seen.Json.GetProperty("messages").GetInt32(), seen.Json.GetProperty("total").GetInt32()));
        Assert.Equal("cancelled", (await program.PostAsync(path + "/cancellation", null)).Json.GetProperty("status").GetString());
        Assert.Equal((409, "campaign.ended"), ((await program.PostAsync(path + "/resume", null)) is var refused ? refused.Status : 0, refused.Code));
        Assert.Equal("June", (await program.GetAsync("/campaigns")).Json.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(404, (await program.GetAsync($"/campaigns/{Guid.NewGuid()}")).Status);
    }

    [Theory, EachDatabase, Trait("Req", "S2.29")]
    public async Task A_program_finds_invitations_by_state_sends_one_again_and_takes_one_back(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(10);
        await using var kit = await InviteKit.CreateAsync(test, 2);
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        await kit.InviteAsync();
        await kit.CarryAsync(1);
        var sent = (await program.GetAsync($"/invitations?offeringId={kit.App.Id}&state=sent")).Json.GetProperty("items");
        Assert.Equal(2, sent.GetArrayLength());
        var first = sent[0].GetProperty("invitationId").GetString();
        Assert.Equal(1, (await program.PostAsync($"/invitations/{first}/sending", null)).Json.GetProperty("invited").GetInt32());
        var back = await program.PostAsync($"/invitations/{sent[1].GetProperty("invitationId").GetString()}/cancellation", null);
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, back.Json.GetProperty("cancelledAt").ValueKind);
        Assert.Equal(1, (await program.GetAsync($"/invitations?offeringId={kit.App.Id}&state=queued")).Json.GetProperty("total").GetInt32());
        Assert.Equal(404, (await program.PostAsync($"/invitations/{Guid.NewGuid()}/sending", null)).Status);
    }
}
