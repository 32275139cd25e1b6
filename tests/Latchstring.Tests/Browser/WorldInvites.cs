using Latchstring.Accounts;
using Latchstring.Locations;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Browser;

/// <summary>A location in the middle of inviting: one campaign done, one running, people in every state.</summary>
internal static class WorldInvites
{
    private static readonly string[] Names = ["Anna Albrecht", "Bruno Berger", "Clara Conrad", "David Demir", "Elif Eren", "Felix Faber", "Greta Großmann", "Hamid Haddad", "Ines Ibáñez", "Jonas Jäger", "Käthe Krüger", "Léa Lefèvre"];

    public static async Task<IReadOnlyList<(string Name, string Id)>> AddAsync(TestDatabase test, SampleWorkspace sample, LocationView place)
    {
        var (app, id) = (place.App.Id, sample.Id);
        // At any hour, so that the pages look the same whenever they are made.
        await test.Database.WriteAsync(id, db => db.Lanes.Where(l => l.Id == app).ExecuteUpdateAsync(set => set.SetProperty(l => l.OpensAt, TimeOnly.MinValue).SetProperty(l => l.ClosesAt, new TimeOnly(23, 59, 59))));
        foreach (var (i, name) in Names.Concat(Names.Select(one => one.Replace(' ', '-') + " Zwei")).Index())
        {
            var words = name.Split(' ');
            await sample.AddAsync(new Person
            {
                WorkspaceId = id,
                FirstName = words[0],
                LastName = words[1],
                Email = i == 20 ? null : $"guest{i}@example.org",
                Phone = i % 5 == 4 ? null : $"+49 170 555 {i:0000}",
                Segment = i < 12 ? Segment.Member : i < 20 ? Segment.Trial : i < 23 ? Segment.Prospect : Segment.Lead,
                LocationId = place.Location.Id,
                CreatedAt = test.Database.Now,
            });
        }
        await using var kit = SendingKit.Over(test, sample);
        kit.Server.Answer = mail => mail.To == "guest3@example.org" ? new Delivery(Outcome.Bounced, "550 5.1.1 no such user") : new Delivery(Outcome.Sent);
        var invite = new InviteMembers(test.Database, new FailureLimits(test.Database));
        async Task<Guid> Start(Segment segment, string name) => (await invite.RunAsync(sample.Owner, new MembersToInvite(app, Filter: new MemberFilter(Segment: segment), Name: name))).Value.CampaignId!.Value;
        var done = await Start(Segment.Member, "Members, autumn");
        for (var i = 0; i < 40; i++, test.Clock.Advance(TimeSpan.FromSeconds(1)))
            await kit.Dispatch.RunAsync();
        await using var db = test.Database.Read(id);
        var invited = await db.Invitations.Where(one => one.CampaignId == done).OrderBy(one => one.Id).ToListAsync();
        foreach (var one in invited.Take(5))
            await sample.AddAsync(new Registration { WorkspaceId = id, OfferingId = app, PersonId = one.PersonId, Source = RegistrationSource.Code, CreatedAt = test.Database.Now });
        var (late, codes) = (invited.Skip(5).Take(3).Select(one => one.Id).ToArray(), invited.Take(6).Select(one => one.CodeId).ToArray());
        await test.Database.WriteAsync(id, db => db.Invitations.Where(one => late.Contains(one.Id)).ExecuteUpdateAsync(set => set.SetProperty(one => one.ExpiresAt, test.Database.Now.AddHours(-3))));
        await test.Database.WriteAsync(id, db => db.Messages.Where(m => m.CodeId != null && codes.Contains(m.CodeId.Value) && m.Type == TemplateType.Invite && m.SentAt != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, MessageStatus.Clicked)));
        await test.Database.WriteAsync(id, db => db.Lanes.Where(l => l.Id == app).ExecuteUpdateAsync(set => set.SetProperty(l => l.PerMinute, 1)));
        var running = await Start(Segment.Trial, "Trials, autumn");
        for (var i = 0; i < 4; i++, test.Clock.Advance(TimeSpan.FromMinutes(1)))
            await kit.Dispatch.RunAsync();
        return [("campaigns", running.ToString()), ("outbox", (await db.Messages.Where(m => m.Channel == Channel.Sms && m.SentAt != null).Select(m => m.Id).FirstAsync()).ToString())];
    }
}
