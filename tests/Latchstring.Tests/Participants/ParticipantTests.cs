using Latchstring.Codes;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Participants;

/// <summary>The people under a contract, and the codes that are made for them.</summary>
public class ParticipantTests
{
    [Theory, EachDatabase, Trait("Req", "S0.21"), Trait("Req", "S0.22")]
    public async Task Are_listed_in_pages_and_found_wherever_they_stand(TestDatabase test)
    {
        var kit = await ContractKit.CreateAsync(test);
        for (var i = 0; i < 60; i++)
            await kit.JoinAsync($"p{i:00}@example.org", "Given", $"Name{i:00}");
        var zoe = await kit.JoinAsync("zoe@example.org", "Zoë", "Faßbinder");
        var list = new ListParticipants(test.Database);
        var first = (await list.RunAsync(kit.Owner, kit.Id, new(), new(Limit: 50))).Value;
        Assert.Equal(50, first.Items.Count);
        Assert.NotNull(first.Next);
        var second = (await list.RunAsync(kit.Owner, kit.Id, new(), new(Limit: 50, After: first.Next))).Value;
        Assert.Equal(11, second.Items.Count);
        Assert.DoesNotContain(second.Items, row => first.Items.Any(other => other.PersonId == row.PersonId));
        foreach (var query in new[] { "zoe", "faßbinder", "ZOË", "aßbin", "example zoe" })
            Assert.Contains((await list.RunAsync(kit.Owner, kit.Id, new(query), new())).Value.Items, row => row.PersonId == zoe.Id);
        Assert.Equal(61, (await list.CountAsync(kit.Owner, kit.Id, new())).Rows);
        Assert.Equal("agreement.not_found", (await list.RunAsync(kit.Sample.Staff(Permission.Manager, Guid.NewGuid()), kit.Id, new(), new())).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S0.55")]
    public async Task Are_added_one_by_one_changed_and_removed(TestDatabase test)
    {
        var kit = await ContractKit.CreateAsync(test);
        var known = await kit.Sample.AddPersonAsync("known@example.org", "Karl", "Known");
        var add = new AddParticipant(test.Database);
        var joined = (await add.RunAsync(kit.Owner, new(kit.Id, null, new PersonFields("KNOWN@example.org", "Other"), "Night shift"))).Value;
        Assert.Equal((known.Id, "Night shift"), (joined.PersonId, joined.Notes));
        Assert.Equal("participant.already", (await add.RunAsync(kit.Owner, new(kit.Id, known.Id, null))).Problem?.Code);
        Assert.Equal("email", (await add.RunAsync(kit.Owner, new(kit.Id, null, new PersonFields("nowhere")))).Problem?.Field);
        Assert.Equal("permission.missing", (await add.RunAsync(kit.Sample.Staff(Permission.Viewer), new(kit.Id, known.Id, null))).Problem?.Code);
        Assert.Equal("Day shift", (await new EditParticipant(test.Database).RunAsync(kit.Owner, new(kit.Id, known.Id, " Day shift "))).Value.Notes);
        Assert.Equal("Karl", (await new FindPerson(test.Database).RunAsync(kit.Owner, known.Id)).Value.Person.FirstName);
        await new GiveCodes(test.Database).RunAsync(kit.Owner, new(kit.Id, [known.Id]));
        var remove = new RemoveParticipant(test.Database);
        Assert.Equal("participant.holds_code", (await remove.RunAsync(kit.Owner, new(kit.Id, known.Id))).Problem?.Code);
        await test.Database.WriteAsync(kit.Sample.Id, db => db.ExecuteAsync("update access_code set state = 'Inactive' where workspace_id = @ws", default));
        Assert.True((await remove.RunAsync(kit.Owner, new(kit.Id, known.Id))).Ok);
        Assert.Equal(404, (await remove.RunAsync(kit.Owner, new(kit.Id, known.Id))).Problem?.Status);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(["participant.added", "participant.edited", "participant.removed"], await db.AuditEntries.Where(e => e.Action.StartsWith("participant.")).Select(e => e.Action).OrderBy(a => a).ToListAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S0.24"), Trait("Req", "S0.25"), Trait("Req", "S0.44"), Trait("Req", "S0.2")]
    public async Task A_new_code_is_theirs_at_once_with_prefix_and_price_and_stands_on_their_tab(TestDatabase test)
    {
        var kit = await ContractKit.CreateAsync(test);
        var ada = await kit.JoinAsync("ada@example.org", "Ada", "Lovelace");
        var given = (await new GiveCodes(test.Database).RunAsync(kit.Owner, new(kit.Id, [ada.Id], PriceId: kit.Screening.Id, Again: true))).Value;
        var code = Assert.Single(await kit.CodesOfAsync(ada.Id));
        Assert.Equal((Assert.Single(given.CodeIds), ada.Id, kit.Screening.Id), (code.Id, code.AssigneeId, code.PriceId));
        Assert.StartsWith("AURORA-", code.Text, StringComparison.Ordinal);
        Assert.Equal(code.Text, Assert.Single((await new ListParticipants(test.Database).RunAsync(kit.Owner, kit.Id, new(code.Text), new())).Value.Items).Code);
        await new GiveCodes(test.Database).RunAsync(kit.Owner, new(kit.Id, [ada.Id], Again: true));
        Assert.Equal(2, (await kit.CodesOfAsync(ada.Id)).Count);
        Assert.Equal("priceId", (await new GiveCodes(test.Database).RunAsync(kit.Owner, new(kit.Id, [ada.Id], PriceId: Guid.NewGuid()))).Problem?.Field);
    }

    [Theory, EachDatabase, Trait("Req", "S0 (e)"), Trait("Req", "S0.55")]
    public async Task Many_chosen_participants_get_a_code_each_which_can_be_taken_back_as_one(TestDatabase test)
    {
        var kit = await ContractKit.CreateAsync(test);
        var people = new List<Person>();
        for (var i = 0; i < 5; i++)
            people.Add(await kit.JoinAsync($"p{i}@example.org", "Given", $"Name{i}"));
        var give = new GiveCodes(test.Database);
        await give.RunAsync(kit.Owner, new(kit.Id, [people[0].Id]));
        var given = (await give.RunAsync(kit.Owner, new(kit.Id, null, new ParticipantFilter("given"), kit.Basic.Id, "Spring"))).Value;
        Assert.Equal((4, 1), (given.CodeIds.Count, given.Skipped));
        Assert.Equal((4, 4, "Spring"), (given.Batch!.Quantity, given.Batch.Issued, given.Batch.Note));
        Assert.Equal(5, (await new ListParticipants(test.Database).CountAsync(kit.Owner, kit.Id, new(HasCode: true))).Rows);
        Assert.Null((await give.RunAsync(kit.Owner, new(kit.Id, null))).Value.Batch);
        Assert.Equal(404, (await give.RunAsync(kit.Owner, new(kit.Id, [people[0].Id, Guid.NewGuid()]))).Problem?.Status);
        Assert.Equal(4, (await new TakeCodesBack(test.Database).RunAsync(kit.Owner, given.Batch.Id)).Value);
        Assert.Equal(1, (await new ListParticipants(test.Database).CountAsync(kit.Owner, kit.Id, new(HasCode: true))).Rows);
        var sent = (await give.RunAsync(kit.Owner, new(kit.Id, [people[1].Id]))).Value;
        Assert.Equal(1, (await new SendCodes(test.Database).RunAsync(kit.Owner, new CodesToSend([.. sent.CodeIds], null, []))).Value.Queued);
        Assert.Equal("batch.in_use", (await new TakeCodesBack(test.Database).RunAsync(kit.Owner, sent.Batch!.Id)).Problem?.Code);
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase, Trait("Req", "S0.56"), Trait("Req", "X4")]
    public async Task A_code_made_for_nobody_goes_to_a_participant_later_and_to_nobody_else(TestDatabase test)
    {
        var kit = await ContractKit.CreateAsync(test);
        var (ada, bob) = (await kit.JoinAsync("ada@example.org", "Ada", "Lovelace"), await kit.JoinAsync("bob@example.org", "Bob", "Berg"));
        await kit.Sample.AddPersonAsync("stranger@example.org");
        var code = (await new GiveCodes(test.Database).RunAsync(kit.Owner, new(kit.Id, [ada.Id]))).Value.CodeIds[0];
        var assign = new AssignCode(test.Database);
        Assert.Null((await assign.RunAsync(kit.Owner, new(code, null))).Value.AssigneeId);
        Assert.Equal("participant.not_found", (await assign.RunAsync(kit.Owner, new(code, null, "stranger@example.org"))).Problem?.Code);
        Assert.Equal(ada.Id, (await assign.RunAsync(kit.Owner, new(code, null, "ADA@example.org"))).Value.AssigneeId);
        await new SendCodes(test.Database).RunAsync(kit.Owner, new CodesToSend([code], null, []));
        Assert.Equal(bob.Id, (await assign.RunAsync(kit.Owner, new(code, null, "bob@example.org"))).Value.AssigneeId);
        await using var db = test.Database.Read(kit.Sample.Id);
        var message = await db.Messages.SingleAsync(m => m.CodeId == code);
        Assert.Equal((MessageStatus.NotSent, ada.Id), (message.Status, message.PersonId));
    }
}
