using Latchstring.Accounts;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>A gym: a location with its app, lanes and people, and the verbs of inviting. The clock stands at noon in Berlin.</summary>
internal sealed class InviteKit : IAsyncDisposable
{
    private InviteKit(SendingKit sending, Location place, Offering app)
    {
        (Sending, Place, App) = (sending, place, app);
        Invite = new InviteMembers(Test.Database, new FailureLimits(Test.Database));
        Members = new ListMembers(Test.Database);
        Campaigns = new ListCampaigns(Test.Database, Members);
        Change = new ChangeCampaign(Test.Database);
        TakeBack = new VoidInvites(Test.Database);
        Remind = new RemindInvited(Test.Database);
    }

    public SendingKit Sending { get; }
    public TestDatabase Test => Sending.Test;
    public SampleWorkspace Sample => Sending.Sample;
    public Actor Owner => Sample.Owner;
    public Location Place { get; }
    public Offering App { get; }
    public InviteMembers Invite { get; }
    public ListMembers Members { get; }
    public ListCampaigns Campaigns { get; }
    public ChangeCampaign Change { get; }
    public VoidInvites TakeBack { get; }
    public RemindInvited Remind { get; }

    public static async Task<InviteKit> CreateAsync(TestDatabase test, int members = 0, int perMinute = 60, string zone = "Europe/Berlin", SendingWindow? window = null)
    {
        var kit = await AddAsync(await SendingKit.CreateAsync(test), "Studio Mitte", perMinute, zone, window);
        await kit.AddPeopleAsync(members);
        return kit;
    }

    /// <summary>Another location of the same workspace.</summary>
    public static async Task<InviteKit> AddAsync(SendingKit sending, string name, int perMinute, string zone, SendingWindow? window = null)
    {
        var (id, now) = (sending.Sample.Id, sending.Test.Database.Now);
        var place = await sending.Sample.AddAsync(new Location { WorkspaceId = id, Name = name, TimeZone = zone, SupportContact = "desk@studio.example", CreatedAt = now });
        var app = await sending.Sample.AddAsync(new Offering { WorkspaceId = id, Kind = OfferingKind.App, Name = name, LocationId = place.Id, TimeZone = zone, CreatedAt = now });
        var open = window ?? SendingWindow.Default;
        foreach (var channel in Enum.GetValues<Channel>())
            await sending.Sample.AddAsync(new Lane { WorkspaceId = id, Id = app.Id, Channel = channel, PerMinute = perMinute, OpensAt = open.From, ClosesAt = open.Till, NextAt = now });
        return new InviteKit(sending, place, app);
    }

    /// <summary>Members with a phone unless it is said otherwise, in one write.</summary>
    public Task<int> AddPeopleAsync(int count, Segment segment = Segment.Member, bool phone = true, string prefix = "m") => Test.Database.WriteAsync(Sample.Id, async db =>
    {
        db.AddRange(Enumerable.Range(1, count).Select(i => new Person
        {
            WorkspaceId = Sample.Id,
            Email = $"{prefix}{i:00000}@example.org",
            FirstName = $"{segment}{i}",
            LastName = "Test",
            Phone = phone ? $"+49 170 {1_000_000 + i}" : null,
            Segment = segment,
            LocationId = Place.Id,
            CreatedAt = Test.Database.Now,
        }));
        return await db.SaveChangesAsync();
    });

    public async Task<MembersInvited> InviteAsync(MembersToInvite? input = null)
    {
        var invited = await Invite.RunAsync(Owner, input ?? new MembersToInvite(App.Id));
        Assert.True(invited.Ok, invited.Problem?.English);
        return invited.Value;
    }

    public async Task<Guid> PersonAsync(string email)
    {
        await using var db = Test.Database.Read(Sample.Id);
        return await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync();
    }

    public async Task<MemberRow> RowAsync(string email) => Assert.Single((await Members.RunAsync(Owner, App.Id, new MemberFilter(Query: email), new())).Value.Items);

    public async Task<List<Invitation>> InvitationsAsync()
    {
        await using var db = Test.Database.Read(Sample.Id);
        return await db.Invitations.OrderBy(i => i.PersonId).ToListAsync();
    }

    /// <summary>As the app does when somebody joins.</summary>
    public Task RegisterAsync(Guid person) => Sample.AddAsync(new Registration { WorkspaceId = Sample.Id, OfferingId = App.Id, PersonId = person, Source = RegistrationSource.Code, CreatedAt = Test.Database.Now });

    /// <summary>Sends whatever may leave until nothing waits, an hour at most.</summary>
    public Task CarryAsync(int minutes = 10) => Sending.RunAsync(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(5));

    public ValueTask DisposeAsync() => Sending.DisposeAsync();
}
