using Latchstring.Accounts;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Offerings;

public class ResourceTests
{
    [Theory, EachDatabase]
    public async Task Links_and_files_keep_their_order_and_can_be_moved_edited_and_removed(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var add = new AddResource(test.Database);
        var slides = (await add.RunAsync(sample.Owner, new(sample.Course.Id, null, FileName: "C:\\docs\\..\\Sli\u202Edes\r\n.pdf", ContentType: "application/pdf", Content: [1, 2, 3]))).Value;
        var forum = (await add.RunAsync(sample.Owner, new(sample.Course.Id, "Forum", "https://forum.example.org"))).Value;
        Assert.Equal(("Slides.pdf", "Slides.pdf", "application/pdf"), (slides.Title, slides.FileName, slides.ContentType));

        await new MoveResource(test.Database).RunAsync(sample.Owner, new(forum.Id, Up: true));
        await new EditResource(test.Database).RunAsync(sample.Owner, new(forum.Id, "The forum", "https://forum.example.org/new"));
        var listed = (await new ListResources(test.Database).RunAsync(sample.Owner, sample.Course.Id)).Value;
        Assert.Equal(["The forum", "Slides.pdf"], listed.Select(r => r.Title));
        Assert.All(listed, r => Assert.Null(r.Content));

        await new RemoveResource(test.Database).RunAsync(sample.Owner, forum.Id);
        Assert.Single((await new ListResources(test.Database).RunAsync(sample.Owner, sample.Course.Id)).Value);
    }

    [Theory]
    [EachDatabase("url", "javascript:alert(1)", 0)]
    [EachDatabase("url", "https://user:pw@example.org", 0)]
    [EachDatabase("url", null, -1)]
    [EachDatabase("url", "https://example.org", 1)]
    [EachDatabase("file", null, 0)]
    [EachDatabase("file", null, AddResource.MostBytes + 1)]
    public async Task Refuses_what_is_no_link_and_no_file_of_at_most_20_MB(TestDatabase test, string field, string? url, int bytes)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var content = bytes < 0 || (url is not null && bytes == 0) ? null : new byte[bytes];
        Assert.Equal(field, (await new AddResource(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, "Title", url, "x.bin", null, content))).Problem?.Field);
    }

    [Theory, EachDatabase]
    public async Task A_file_opens_for_people_with_access_and_for_nobody_else(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var file = (await new AddResource(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, null, FileName: "notes.txt", ContentType: "text/plain", Content: "hello"u8.ToArray()))).Value;
        var (anna, registration) = await ParticipantAsync(sample, "anna@example.org", test.Database.Now.AddDays(10));
        var (stranger, _) = await ParticipantAsync(sample, "eve@example.org", null, await sample.AddCourseAsync("Other"));
        var open = new OpenResource(test.Database);

        await using (var opened = (await open.RunAsync(anna, file.Id)).Value)
            Assert.Equal("hello", await new StreamReader(opened.Content).ReadToEndAsync());
        Assert.Equal("resource.not_found", (await open.RunAsync(stranger, file.Id)).Problem?.Code);
        Assert.Equal("resource.not_found", (await open.RunAsync(Actor.Guest(sample.Id, "anybody"), file.Id)).Problem?.Code);

        test.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal("resource.not_found", (await open.RunAsync(anna, file.Id)).Problem?.Code);
        await using var staff = (await open.RunAsync(sample.Owner, file.Id)).Value;
        Assert.Equal("notes.txt", staff.FileName);
        Assert.Equal(RegistrationStatus.Registered, registration.Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task The_course_says_kindly_why_it_does_not_open(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, registration) = await ParticipantAsync(sample, "anna@example.org", test.Database.Now.AddDays(1));
        var see = new SeeCourse(test.Database);
        Assert.Equal(registration.AccessUntil, (await see.RunAsync(anna, sample.Course.Id)).Value.AccessUntil);
        Assert.Equal(CourseRefusals.NotIn, (await see.RunAsync(anna, (await sample.AddCourseAsync("Other")).Id)).Problem);

        test.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("course.access_ended", (await see.RunAsync(anna, sample.Course.Id)).Problem?.Code);
        await new ChangeAccess(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, null, [registration.Id]));
        Assert.Null((await see.RunAsync(anna, sample.Course.Id)).Value.AccessUntil);
        await new CancelRegistration(test.Database).RunAsync(sample.Owner, new(registration.Id));
        Assert.Equal(CourseRefusals.Cancelled, (await see.RunAsync(anna, sample.Course.Id)).Problem);
        Assert.True((await see.RunAsync(sample.Owner, sample.Course.Id)).Value.AsStaff);
    }

    private static async Task<(Actor Actor, Registration Registration)> ParticipantAsync(SampleWorkspace sample, string email, DateTimeOffset? until, Offering? offering = null)
    {
        var person = await sample.AddPersonAsync(email);
        var account = await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = email, NormalizedEmail = email.ToUpperInvariant(), Name = email, PersonId = person.Id });
        var registration = await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = (offering ?? sample.Course).Id, PersonId = person.Id, AccessUntil = until, CreatedAt = TestClock.Start });
        return (new Actor(sample.Id, ActorKind.Account, account.Id, email, Permission.None), registration);
    }
}
