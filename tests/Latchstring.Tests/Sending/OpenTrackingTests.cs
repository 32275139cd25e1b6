using System.Text.RegularExpressions;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>What is known of a mail after it left, and only where the workspace chose to know.</summary>
public partial class OpenTrackingTests
{
    [Theory, EachDatabase]
    public async Task Without_being_chosen_no_mail_carries_an_image(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["ada@example.org"]);
        await kit.Dispatch.RunAsync();
        Assert.DoesNotContain("<img", Assert.Single(kit.Server.Taken).Html, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_loaded_image_tells_that_a_person_opened_the_mail_and_a_mail_service_tells_nothing(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await test.Database.WriteAsync(kit.Sample.Id, db => db.Workspaces.Where(w => w.Id == kit.Sample.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.TrackOpens, true)));
        await kit.SendAsync(["ada@example.org"]);
        await kit.Dispatch.RunAsync();
        var token = Image().Match(Assert.Single(kit.Server.Taken).Html).Groups["token"].Value;
        Assert.NotEmpty(token);
        var note = new NoteOpen(test.Database);
        await note.RunAsync(token);
        Assert.Equal(MessageStatus.Sent, (await kit.MessageAsync()).Status);
        test.Clock.Advance(TimeSpan.FromMinutes(3));
        await note.RunAsync(token[..^4] + "AAAA");
        Assert.Null((await kit.MessageAsync()).OpenedAt);
        await note.RunAsync(token);
        var message = await kit.MessageAsync();
        Assert.Equal((MessageStatus.Opened, test.Clock.Now), (message.Status, message.OpenedAt));
        test.Clock.Advance(TimeSpan.FromMinutes(3));
        await note.RunAsync(token);
        Assert.Equal(message.OpenedAt, (await kit.MessageAsync()).OpenedAt);
        var timeline = await new PersonTimeline(test.Database).RunAsync(kit.Sample.Owner, message.PersonId!.Value);
        Assert.Equal(["mail.opened", "mail.sent"], timeline.Value.Select(entry => entry.Action).Where(action => action.StartsWith("mail.", StringComparison.Ordinal)));
    }

    [Theory, EachDatabase]
    public async Task The_image_is_served_to_anybody_and_is_never_kept(TestDatabase test)
    {
        await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var answer = await server.Client.GetAsync("/o/whatever.gif");
        Assert.Equal(("image/gif", true), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.NoStore));
    }

    [GeneratedRegex("/o/(?<token>[A-Za-z0-9_-]+)\\.gif", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Image();
}
