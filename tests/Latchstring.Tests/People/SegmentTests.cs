using Latchstring.Data;
using Latchstring.Locations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

/// <summary>Segments, locations, memberships and what is wrong with a record.</summary>
public class SegmentTests
{
    [Theory, Trait("Req", "S2.33")]
    [InlineData(null, Segment.Lead, true)]
    [InlineData(Segment.Lead, Segment.Prospect, true)]
    [InlineData(Segment.Lead, Segment.Member, true)]
    [InlineData(Segment.Prospect, Segment.Trial, true)]
    [InlineData(Segment.Trial, Segment.Member, true)]
    [InlineData(Segment.Guest, Segment.Lead, true)]
    [InlineData(null, Segment.Guest, true)]
    [InlineData(Segment.Member, Segment.Member, false)]
    [InlineData(Segment.Member, Segment.Trial, false)]
    [InlineData(Segment.Member, Segment.Lead, false)]
    [InlineData(Segment.Trial, Segment.Prospect, false)]
    [InlineData(Segment.Lead, Segment.Guest, false)]
    [InlineData(Segment.Member, Segment.Learner, false)]
    [InlineData(Segment.Guest, Segment.Learner, false)]
    public void Moves_by_itself_forward_only(Segment? from, Segment to, bool moves)
    {
        var person = new Person { Segment = from };
        Assert.Equal(moves, person.RaiseTo(to));
        Assert.Equal(moves ? to : from, person.Segment);
    }

    [Theory]
    [InlineData("+49 170 1234567", "+491701234567")]
    [InlineData("0049 (0)170 123-4567", "+491701234567")]
    [InlineData("0170/1234567", "01701234567")]
    [InlineData("ask Anna", "ask Anna")]
    [InlineData(" ", null)]
    public void A_phone_number_has_one_shape(string typed, string? kept) => Assert.Equal(kept, new Person { Phone = typed }.Phone);

    [Theory, EachDatabase, Trait("Req", "S2.33")]
    public async Task Staff_may_set_any_segment_by_hand_and_the_history_says_from_what_to_what(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var anna = (await new CreatePerson(test.Database).RunAsync(sample.Owner, new("anna@example.org", Segment: Segment.Member))).Value;
        await new EditPerson(test.Database).RunAsync(sample.Owner, new(anna.Id, PersonFields.Of(anna) with { Segment = Segment.Lead }));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(Segment.Lead, (await db.People.SingleAsync()).Segment);
        Assert.Equal("""{"fields":["segment"],"from":"member","to":"lead"}""", (await db.AuditEntries.SingleAsync(e => e.Action == "person.edited")).Detail);
    }

    [Theory, EachDatabase, Trait("Req", "S2.34")]
    public async Task Members_and_trials_whose_record_would_lead_an_invitation_astray_are_found_with_the_reason(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var studio = (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Studio", "Europe/Berlin", new(8, 0), new(16, 0)))).Value.Location.Id;
        var create = new CreatePerson(test.Database);
        async Task Add(string name, string? email, string? phone, Segment segment, Guid? location) => Assert.True((await create.RunAsync(sample.Owner, new(email, name, null, phone, Segment: segment, LocationId: location))).Ok);
        await Add("Fine", "fine@example.org", "+49 171 3920001", Segment.Member, studio);
        await Add("Nowhere", "nowhere@example.org", null, Segment.Trial, null);
        await Add("Mute", null, null, Segment.Member, studio);
        await Add("Bounced", "bounced@example.org", null, Segment.Member, studio);
        await Add("TwinA", null, "+49 171 3920002", Segment.Member, studio);
        await Add("TwinB", null, "0049 171 3920002", Segment.Lead, null);
        await sample.AddAsync(new Suppression { WorkspaceId = sample.Id, Channel = Channel.Email, Address = "bounced@example.org", Reason = SuppressionReason.HardBounce, At = test.Database.Now });
        async Task<string> Found(Attention wanted) => string.Join(", ", (await new ListPeople(test.Database).RunAsync(sample.Owner, new(Attention: wanted), new("created"))).Value.Items.Select(row => $"{row.Name} {row.Attention}"));
        Assert.Equal("Nowhere NoLocation, Mute NoContact, Bounced NoContact, TwinA SharedPhone", await Found(Attention.All));
        Assert.Equal("Mute NoContact, Bounced NoContact", await Found(Attention.NoContact));
        Assert.Equal("TwinA SharedPhone", await Found(Attention.SharedPhone));
    }

    [Theory, EachDatabase, Trait("Req", "S2.34")]
    public async Task The_list_narrows_by_segment_location_and_membership(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var studio = (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Studio", "Europe/Berlin", new(8, 0), new(16, 0)))).Value.Location.Id;
        var create = new CreatePerson(test.Database);
        await create.RunAsync(sample.Owner, new("anna@example.org", Segment: Segment.Member, LocationId: studio, Membership: Membership.Frozen, Credits: 4));
        await create.RunAsync(sample.Owner, new("ben@example.org", Segment: Segment.Trial));
        foreach (var (filter, email) in new (PersonFilter, string)[] { (new(Segment: Segment.Trial), "ben@example.org"), (new(LocationId: studio), "anna@example.org"), (new(LocationId: Guid.Empty), "ben@example.org"), (new(Membership: Membership.Frozen), "anna@example.org") })
            Assert.Equal(email, Assert.Single((await new ListPeople(test.Database).RunAsync(sample.Owner, filter, new())).Value.Items).Email);
        var row = (await new ListPeople(test.Database).RunAsync(sample.Owner, new("anna"), new())).Value.Items[0];
        Assert.Equal(("Studio", 4), (row.Location, row.Credits));
        Assert.Equal("locationId", (await create.RunAsync(sample.Owner, new("cleo@example.org", LocationId: Guid.NewGuid()))).Problem?.Field);
    }

    [Theory, EachDatabase, Trait("Req", "S2.41")]
    public async Task Credits_that_were_not_touched_in_the_form_stay_as_bookings_left_them(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var anna = (await new CreatePerson(test.Database).RunAsync(sample.Owner, new("anna@example.org", Credits: 5))).Value;
        var seen = PersonFields.Of(anna);
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update person set credits = credits - 1 where workspace_id = @ws and id = @id", default, ("id", anna.Id)));
        var edit = new EditPerson(test.Database);
        Assert.Equal(4, (await edit.RunAsync(sample.Owner, new(anna.Id, seen with { Note = "x" }, Seen: seen))).Value.Credits);
        Assert.Equal("edit.conflict", (await edit.RunAsync(sample.Owner, new(anna.Id, seen with { Credits = 10 }, Seen: seen))).Problem?.Code);
        Assert.Equal(10, (await edit.RunAsync(sample.Owner, new(anna.Id, seen with { Credits = 10 }, Seen: seen with { Credits = 4 }))).Value.Credits);
    }

    [Theory, EachDatabase, Trait("Req", "S2.48")]
    public async Task Two_people_never_share_an_e_mail_address_also_when_they_come_at_the_same_moment(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var create = new CreatePerson(test.Database);
        var came = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => create.RunAsync(sample.Owner, new(i % 2 == 0 ? "Same@example.org" : " same@EXAMPLE.org ", $"Twin {i}"))));
        Assert.Single(came, one => one.Ok);
        Assert.All(came.Where(one => !one.Ok), one => Assert.Equal("person.email_taken", one.Problem?.Code));
        var other = (await create.RunAsync(sample.Owner, new("other@example.org"))).Value;
        Assert.Equal("person.email_taken", (await new EditPerson(test.Database).RunAsync(sample.Owner, new(other.Id, new("SAME@example.org")))).Problem?.Code);
    }
}
