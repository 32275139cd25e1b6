using System.Net;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Events;

/// <summary>How the partners of an event may invite is said on one page, and by a program.</summary>
public class PartnerSettingsTests
{
    [Theory, EachDatabase, Trait("Req", "S1.16"), Trait("Req", "S1.17"), Trait("Req", "S1.37"), Trait("Req", "S1.40")]
    public async Task One_page_holds_the_switch_the_registration_page_the_mail_and_the_form_and_saves_them_together(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        await kit.SetAsync(settings => settings with { On = false, PageId = null, Template = false });
        using var staff = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}/partners";
        var page = await staff.GetStringAsync(path);
        Assert.Contains("Partners can invite participants to the event", page, StringComparison.Ordinal);
        Assert.Contains("Registration page for invited persons", page, StringComparison.Ordinal);
        // Looking is not saving.
        Assert.False((await NowAsync(kit)).Fields.On);
        var saved = await staff.PostFormAsync(path, "partner-settings", ("Form.On", "true"), ("Form.PageId", kit.Page.Id.ToString()), ("Form.Template", "true"),
            ("Form.Limited", "true"), ("Form.Quota", "10"), ("Form.QuotaUse", "Sending"), ("Form.Guest[0].Ask", "required"), ("Form.Guest[1].Ask", ""), ("Form.Guest[2].Ask", "optional"));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        var now = (await NowAsync(kit)).Fields;
        Assert.Equal((true, 10, QuotaUse.Sending, (Guid?)kit.Page.Id, true), (now.On, now.Quota, now.QuotaUse, now.PageId, now.Template));
        Assert.Equal([("email", true), ("firstName", true), ("phone", false)], now.Guest.Select(field => (field.Key, field.Required)));
        Assert.Contains("value=\"10\"", await staff.GetStringAsync(path), StringComparison.Ordinal);
        await staff.PostFormAsync(path, "partner-settings", ("Form.PageId", kit.Page.Id.ToString()));
        Assert.False((await NowAsync(kit)).Fields.On);
    }

    [Theory, EachDatabase, Trait("Req", "S1.23"), Trait("Req", "S1.24"), Trait("Req", "S1.28")]
    public async Task The_quota_is_a_number_for_each_partner_and_holds_from_saving_on(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        using var staff = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}/partners";
        Assert.Contains("For each partner, not for all together", await staff.GetStringAsync(path), StringComparison.Ordinal);
        var wrong = await (await staff.PostFormAsync(path, "partner-settings", ("Form.Limited", "true"), ("Form.Quota", "ten"))).Content.ReadAsStringAsync();
        Assert.Contains("Enter a whole number.", wrong, StringComparison.Ordinal);
        Assert.Contains("value=\"ten\"", wrong, StringComparison.Ordinal);
        Assert.Null((await NowAsync(kit)).Fields.Quota);
        await staff.PostFormAsync(path, "partner-settings", ("Form.Limited", "true"), ("Form.Quota", "10"));
        Assert.Equal(10, (await NowAsync(kit)).Fields.Quota);
        // Without the tick the number counts for nothing.
        await staff.PostFormAsync(path, "partner-settings", ("Form.Quota", "10"));
        Assert.Null((await NowAsync(kit)).Fields.Quota);
        Assert.Equal("quota", (await new SetPartnerSettings(test.Database).RunAsync(kit.Sample.Owner, new(kit.Event.Id, (await NowAsync(kit)).Fields with { Quota = -1 }))).Problem?.Field);
    }

    [Theory, EachDatabase, Trait("Req", "S1.34"), Trait("Req", "S1.37")]
    public async Task The_mail_is_attached_only_once_it_is_saved_as_a_template(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        await kit.SetAsync(settings => settings with { Template = false });
        var (set, save) = (new SetPartnerSettings(test.Database), new SaveTemplate(test.Database));
        await save.RunAsync(kit.Sample.Owner, TemplateType.PartnerInvite, "en", null);
        var fields = (await NowAsync(kit)).Fields with { Template = true };
        Assert.Equal(("template.missing", "template"), (await set.RunAsync(kit.Sample.Owner, new(kit.Event.Id, fields))).Problem is { } problem ? (problem.Code, problem.Field) : default);
        await kit.SaveTemplateAsync();
        Assert.True((await set.RunAsync(kit.Sample.Owner, new(kit.Event.Id, fields))).Ok);
    }

    [Theory, EachDatabase, Trait("Req", "S1.35")]
    public async Task A_program_can_do_the_same_and_hears_what_is_still_open(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        using var api = await ApiProgram.CreateAsync(server, kit.Sample);
        var path = $"/offerings/{kit.Event.Id}/partner-settings";
        Assert.True((await api.GetAsync(path)).Json.GetProperty("ready").GetBoolean());
        var put = await api.SendAsync(HttpMethod.Put, path, """{"on":true,"quota":20,"guest":[{"key":"lastName","required":true}]}""");
        Assert.Equal((200, 20, false), (put.Status, put.Json.GetProperty("quota").GetInt32(), put.Json.GetProperty("ready").GetBoolean()));
        Assert.False(put.Json.GetProperty("checks").GetProperty("page").GetBoolean());
        Assert.Equal(["email", "lastName"], put.Json.GetProperty("guest").EnumerateArray().Select(field => field.GetProperty("key").GetString()));
        Assert.Equal(["pageId"], (await api.SendAsync(HttpMethod.Put, path, $$"""{"on":true,"pageId":"{{Guid.NewGuid()}}"}""")).Fields);
        Assert.Equal(404, (await api.GetAsync($"/offerings/{kit.Sample.Course.Id}/partner-settings")).Status);
    }

    [Theory, EachDatabase]
    public async Task A_checklist_on_the_event_turns_green_and_leads_to_what_is_open(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        using var staff = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}";
        Assert.Contains("Ready: partners can invite, and guests can register.", await staff.GetStringAsync(path), StringComparison.Ordinal);
        await kit.SetAsync(settings => settings with { PageId = null });
        var open = await staff.GetStringAsync(path);
        Assert.DoesNotContain("Ready: partners can invite", open, StringComparison.Ordinal);
        Assert.Contains($"href=\"{path}/partners\">A registration page for guests is chosen", open, StringComparison.Ordinal);
        Assert.DoesNotContain("Ready for guests of partners", await staff.GetStringAsync($"/acme/admin/offerings/{kit.Sample.Course.Id}"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task Before_choosing_when_a_guest_counts_one_sees_what_each_choice_would_mean(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        await kit.InviteAsync("one@example.org");
        var two = await kit.InviteAsync("two@example.org", counted: false);
        await test.Database.WriteAsync(kit.Sample.Id, db => db.Invitations.Where(i => i.CountedAt == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.SentAt, test.Database.Now)));
        var preview = (await new SeePartnerSettings(test.Database).PreviewAsync(kit.Sample.Owner, kit.Event.Id)).Value.Single();
        Assert.Equal(("Nordwind Media", 2, 1, 0, 1), (preview.Partner, preview.Under(QuotaUse.Creation), preview.Under(QuotaUse.Sending), preview.Under(QuotaUse.Registration), preview.Counted));
        await kit.CancelAsync(two);
        Assert.Equal(1, (await new SeePartnerSettings(test.Database).PreviewAsync(kit.Sample.Owner, kit.Event.Id)).Value.Single().Created);
    }

    private static async Task<PartnerSettingsView> NowAsync(EventKit kit) => (await new SeePartnerSettings(kit.Test.Database).RunAsync(kit.Sample.Owner, kit.Event.Id)).Value;
}
