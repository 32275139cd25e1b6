using System.Net;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Events;

/// <summary>Registration pages of events: several, in steps, and with a template to go back to.</summary>
public class RegistrationPagesTests
{
    [Theory, EachDatabase, Trait("Req", "S1.13")]
    public async Task A_page_is_made_from_the_template_and_what_it_asks_for_is_changed(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        using var staff = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}/pages";
        var made = await staff.PostFormAsync(path, "new-page", ("Form.Name", "VIPs"));
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        Assert.Contains("VIPs", await staff.GetStringAsync(path), StringComparison.Ordinal);
        var pages = (await new ListRegistrationPages(test.Database).RunAsync(kit.Sample.Owner, kit.Event.Id)).Value;
        Assert.Equal(["Guests of partners", "VIPs"], pages.Select(page => page.Name));
        Assert.Equal(["firstName", "lastName", "email", "phone"], RegistrationSteps.Of(pages[1]).Single().Fields.Select(field => field.Key));
        var saved = await staff.PostFormAsync($"{path}/{pages[1].Id}", "page",
            ("Form.Name", "Very important"), ("Form.Steps[0].Title", "You"), ("Form.Steps[1].Title", "Your arrival"), ("Form.Rows[3].At", "2"), ("Form.Rows[3].Required", "true"), ("Form.Rows[0].At", "1"), ("Form.Rows[1].At", "1"), ("Form.Rows[2].At", "1"));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        var steps = RegistrationSteps.Of((await new ListRegistrationPages(test.Database).FindAsync(kit.Sample.Owner, pages[1].Id)).Value);
        Assert.Equal(["You", "Your arrival"], steps.Select(step => step.Title));
        Assert.True(steps[1].Fields.Single() is { Key: "phone", Required: true, Prefilled: false });
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetAsync($"/acme/admin/offerings/{kit.Sample.Course.Id}/pages/{pages[1].Id}")).StatusCode);
    }

    [Theory, EachDatabase, Trait("Req", "S1.12"), Trait("Req", "S1.14"), Trait("Req", "S1.15")]
    public async Task Resetting_asks_first_yes_replaces_the_page_and_no_changes_nothing(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        await kit.AskForAsync(new RegistrationStep("Only this", null, [new("phone", Required: true)]));
        using var staff = await server.SignInAsync(kit.Sample);
        var path = $"/acme/admin/offerings/{kit.Event.Id}/pages/{kit.Page.Id}";
        var list = new ListRegistrationPages(test.Database);
        async Task<string> StepsAsync() => (await list.FindAsync(kit.Sample.Owner, kit.Page.Id)).Value.Steps;
        var before = await StepsAsync();
        var warning = await staff.GetStringAsync(path + "?ask=reset");
        Assert.Contains("The page exists already", warning, StringComparison.Ordinal);
        // "No" is a link back to the page.
        Assert.Contains($"href=\"{path}\">Cancel</a>", warning, StringComparison.Ordinal);
        await staff.GetStringAsync(path);
        Assert.Equal(before, await StepsAsync());
        var yes = await staff.PostFormAsync(path + "?ask=reset", "reset");
        Assert.Equal(HttpStatusCode.Found, yes.StatusCode);
        Assert.Equal(RegistrationSteps.ToJson(RegistrationSteps.Template), await StepsAsync());
        Assert.Equal(kit.Page.Id, (await list.RunAsync(kit.Sample.Owner, kit.Event.Id)).Value.Single().Id);
        using var api = await ApiProgram.CreateAsync(server, kit.Sample);
        await kit.AskForAsync(new RegistrationStep("Only this", null, [new("phone", Required: true)]));
        Assert.Equal(4, (await api.SendAsync(HttpMethod.Post, $"/registration-pages/{kit.Page.Id}/reset", null)).Json.GetProperty("steps")[0].GetProperty("fields").GetArrayLength());
    }

    [Theory, EachDatabase]
    public async Task Questions_hang_only_on_earlier_ones_and_name_and_address_on_none(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var meal = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Sample.Id, Label = "Dinner", Type = PropertyType.YesNo, CreatedAt = test.Database.Now });
        var edit = new EditRegistrationPage(test.Database);
        async Task<string?> TryAsync(params RegistrationField[] fields) => (await edit.RunAsync(kit.Sample.Owner, new(kit.Page.Id, new("Page", [new(null, null, fields)])))).Problem?.Sentence;
        Assert.Null(await TryAsync(new RegistrationField(meal.Id.ToString()), new RegistrationField("phone", OnlyIf: meal.Id.ToString(), OnlyIfValue: "true")));
        Assert.Equal("A question can hang only on one that stands before it.", await TryAsync(new RegistrationField("phone", OnlyIf: meal.Id.ToString()), new RegistrationField(meal.Id.ToString())));
        Assert.Equal("Name and address are asked for always.", await TryAsync(new RegistrationField("phone"), new RegistrationField("email", OnlyIf: "phone")));
        Assert.Equal("Each thing is asked for once.", await TryAsync(new RegistrationField("phone"), new RegistrationField("phone")));
        Assert.NotNull(await TryAsync());
        Assert.NotNull(await TryAsync(new RegistrationField("shoeSize")));
    }

    [Theory, EachDatabase]
    public async Task A_page_that_guests_use_cannot_be_deleted_and_strangers_see_none(TestDatabase test)
    {
        await using var kit = await EventKit.CreateAsync(test);
        var delete = new DeleteRegistrationPage(test.Database);
        Assert.Equal("registration_page.attached", (await delete.RunAsync(kit.Sample.Owner, kit.Page.Id)).Problem?.Code);
        var scoped = kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id);
        Assert.Equal(404, (await delete.RunAsync(scoped, kit.Page.Id)).Problem?.Status);
        Assert.Equal(404, (await new EditRegistrationPage(test.Database).RunAsync(scoped, new(kit.Page.Id, new("Mine", null)))).Problem?.Status);
        Assert.Equal(404, (await new ListRegistrationPages(test.Database).FindAsync(scoped, kit.Page.Id)).Problem?.Status);
        Assert.Equal(403, (await delete.RunAsync(kit.Sample.Staff(Permission.Viewer), kit.Page.Id)).Problem?.Status);
        await kit.SetAsync(settings => settings with { PageId = null });
        Assert.True((await delete.RunAsync(kit.Sample.Owner, kit.Page.Id)).Ok);
    }
}
