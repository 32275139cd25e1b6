using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Tests.Events;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Browser;

/// <summary>An event with a partner, a guest who is invited, one who is registered, and one who waits for approval.</summary>
internal static class WorldRegistrations
{
    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample)
    {
        await using var kit = await EventKit.OverAsync(test, sample, fields => fields with { MostCompanions = 2, WaitingList = true });
        var dinner = await sample.AddAsync(new Property { WorkspaceId = sample.Id, Label = "Do you stay for dinner?", Type = PropertyType.YesNo, CreatedAt = test.Database.Now });
        await kit.AskForAsync(new RegistrationStep("About you", "Your badge shows your name as you write it here.", [.. RegistrationSteps.Template[0].Fields]), new RegistrationStep("The evening", null, [new(dinner.Id.ToString(), Required: true)]));
        await kit.SetAsync(settings => settings with { Quota = 10 });
        var answers = EventKit.Details("ina@example.org", "Ina", "Inside") with { Values = new Dictionary<Guid, string?> { [dinner.Id] = "true" } };
        var registered = (await kit.RegisterAsync(await kit.InviteAsync("ina@example.org", "Ina", "Inside"), answers)).Value;
        Assert.True((await kit.Change.BringAsync(sample.Id, kit.TokenOf(registered), "Carl", "Companion")).Ok);
        var now = await kit.EventNowAsync();
        await new EditOffering(test.Database).RunAsync(sample.Owner, new(now.Id, OfferingFields.Of(now) with { NeedsApproval = true }));
        Assert.True((await kit.RegisterAsync(await kit.InviteAsync("wanda@example.org", "Wanda", "Waiting"), answers with { FirstName = "Wanda", LastName = "Waiting", Email = "wanda@example.org" })).Ok);
        await new EditOffering(test.Database).RunAsync(sample.Owner, new(now.Id, OfferingFields.Of(now)));
        var id = kit.Event.Id.ToString();
        return
        [
            ("offerings:partners", id), ("offerings:pages", id), ("offerings:waiting", id), ("offerings:{page:guid}", id), ("pages", kit.Page.Id.ToString()),
            ("invitation", await kit.InviteAsync("gina@example.org", "Gina", "Guest")), ("registration", kit.TokenOf(registered)),
        ];
    }
}
