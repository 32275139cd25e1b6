using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>Adding guests: who may, which rows are refused, and what is made.</summary>
public class AddGuestsTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.3")]
    [Trait("Req", "S1.4")]
    [Trait("Req", "S1.52")]
    public async Task Each_guest_is_a_person_with_a_bound_code_and_an_invitation(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        await kit.AddAsync(1, "single");
        var ids = await kit.AddAsync(3);
        await using var db = test.Database.Read(kit.Sample.Id);
        var invitations = await db.Invitations.Where(i => ids.Contains(i.Id)).OrderBy(i => i.Id).ToListAsync();
        Assert.Equal(ids, invitations.Select(i => i.Id));
        Assert.Equal(4, await db.Invitations.CountAsync());
        foreach (var (i, invitation) in invitations.Index())
        {
            var person = await db.People.SingleAsync(p => p.Id == invitation.PersonId);
            Assert.Equal(($"guest{i + 1}@example.org", $"First{i + 1}"), (person.Email, person.FirstName));
            var code = await db.AccessCodes.SingleAsync(c => c.Id == invitation.CodeId);
            Assert.Equal((person.Id, 1, CodeState.Active), (code.AssigneeId, code.MaxUses, code.State));
            var batch = await db.CodeBatches.SingleAsync(b => b.Id == code.BatchId);
            Assert.Equal((kit.A.Id, kit.Event.Id, BatchOrigin.Guests, 3), (batch.AgreementId, batch.OfferingId, batch.Origin, batch.Issued));
            Assert.Null(invitation.ExpiresAt);
        }
        // Not ticked: stored, and nothing in line.
        Assert.Empty(await kit.Sending.MessagesAsync());
        Assert.Equal(4, await db.AuditEntries.CountAsync(e => e.Action == "guest.added"));
    }

    [Theory, EachDatabase]
    public async Task Somebody_we_know_is_invited_as_they_are_and_the_partner_sees_only_what_it_entered(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var known = await kit.Sample.AddPersonAsync("guest1@example.org", "Anna", "Secret");
        var id = Assert.Single(await kit.AddAsync(1));
        await using var db = test.Database.Read(kit.Sample.Id);
        var person = await db.People.SingleAsync(p => p.Email == "guest1@example.org");
        Assert.Equal((known.Id, "Anna", "Secret", 0), (person.Id, person.FirstName, person.LastName, person.Version));
        var row = await kit.RowAsync(id);
        Assert.Equal(("First1", "Last1", Guid.Empty), (row.FirstName, row.LastName, row.PersonId));
        Assert.Equal(known.Id, (await kit.List.FindAsync(kit.Sample.Owner, id)).Value.PersonId);
        Assert.Empty((await kit.List.RunAsync(kit.Admin, new GuestFilter(Query: "Secret"), new())).Value.Items);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.85")]
    public async Task The_same_address_twice_is_refused_and_allowed_to_another_partner_with_a_flag_for_the_organizer(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var first = Assert.Single(await kit.AddAsync(1));
        Assert.Equal(("input.invalid", "email"), ((await kit.TryAsync(1)).Problem!.Code, (await kit.TryAsync(1)).Problem!.Field));
        var batch = await kit.Check.RunAsync(kit.Admin, kit.A.Id, [GuestKit.Guest("new@example.org"), GuestKit.Guest(" GUEST1@example.org "), GuestKit.Guest("New@Example.org"), GuestKit.Guest("nobody")]);
        Assert.Equal([null, "You have invited this address to the event already.", "This address stands here twice.", "Enter an e-mail address such as anna@example.org."], batch.Value.Rows.Select(row => row.Problem?.Sentence));
        Assert.Equal(1, batch.Value.Asked);
        var refused = await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest("new@example.org"), GuestKit.Guest("guest1@example.org")], false));
        Assert.Equal("guests.invalid", refused.Problem?.Code);
        var (b, ben) = await kit.PartnerAsync("Partner B");
        var second = Assert.Single((await kit.Add.RunAsync(ben, new GuestsToAdd(b.Id, GuestKit.Guests(1), false))).Value.Ids);
        Assert.All(new[] { first, second }, id => Assert.True(kit.List.FindAsync(kit.Sample.Owner, id).Result.Value.Elsewhere));
        Assert.False((await kit.RowAsync(first)).Elsewhere);
        // Once cancelled, the same partner may invite the address anew.
        Assert.True((await kit.Cancel.RunAsync(kit.Admin, first)).Ok);
        await kit.AddAsync(1);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.38")]
    [Trait("Req", "S1.39")]
    public async Task Only_the_address_is_asked_for_until_the_organizer_asks_for_more(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        Assert.True((await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest("only@example.org")], false))).Ok);
        Assert.Equal("email", (await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest("", "Anna", "Ng")], false))).Problem?.Field);
        await kit.SetAsync(settings => settings.Fields = """[{"key":"lastName","required":true},{"key":"phone"}]""");
        var refused = await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [new Dictionary<string, string?> { ["email"] = "x@example.org", ["phone"] = "call me" }], false));
        Assert.Equal(["lastName", "phone"], new[] { refused.Problem!.Field }.Concat(refused.Problem.Also.Select(also => also.Field)).Order());
        Assert.True((await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [new Dictionary<string, string?> { ["email"] = "x@example.org", ["lastName"] = "Ng", ["phone"] = "+49 30 123456" }], false))).Ok);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.42")]
    [Trait("Req", "S1.43")]
    public async Task Only_administrators_of_the_team_add_and_only_once_the_mail_is_attached(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test, template: false);
        Assert.Equal("partners.no_template", (await kit.TryAsync(1)).Problem?.Code);
        await GuestKit.SaveTemplateAsync(kit.Sending, "de");
        await kit.SetAsync(settings => settings.Template = false);
        Assert.Equal("partners.no_template", (await kit.TryAsync(1)).Problem?.Code);
        await kit.SetAsync(settings => settings.Template = true);
        var member = kit.Member(kit.A.OrganisationId, PartnerRole.Member);
        var id = Assert.Single(await kit.AddAsync(1));
        var input = new GuestsToAdd(kit.A.Id, GuestKit.Guests(1, "x"), false);
        Assert.Equal(403, (await kit.Add.RunAsync(member, input)).Problem?.Status);
        Assert.Equal(403, (await kit.Send.RunAsync(member, id)).Problem?.Status);
        Assert.Equal(403, (await kit.Cancel.RunAsync(member, id)).Problem?.Status);
        Assert.Equal(403, (await kit.Words.RunAsync(member, kit.A.Id, "Hello")).Problem?.Status);
        Assert.Equal(id, (await kit.List.FindAsync(member, id)).Value.Id);
        Assert.True((await kit.Add.RunAsync(kit.Sample.Staff(Permission.Manager), input)).Ok);
    }

    [Theory, EachDatabase]
    public async Task Nobody_is_invited_while_the_switch_is_off_the_event_is_over_or_the_partner_a_draft(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        await kit.SetAsync(settings => settings.On = false);
        Assert.Equal("partners.off", (await kit.TryAsync(1)).Problem?.Code);
        await kit.SetAsync(settings => settings.On = true);
        var (draft, dora) = await kit.PartnerAsync("Draft", publication: Publication.Draft);
        Assert.Equal(404, (await kit.Add.RunAsync(dora, new GuestsToAdd(draft.Id, GuestKit.Guests(1), false))).Problem?.Status);
        var (preview, paul) = await kit.PartnerAsync("Preview", publication: Publication.Preview);
        Assert.Equal("partner.not_published", (await kit.Add.RunAsync(paul, new GuestsToAdd(preview.Id, GuestKit.Guests(1), true))).Problem?.Code);
        Assert.True((await kit.Add.RunAsync(paul, new GuestsToAdd(preview.Id, GuestKit.Guests(1), false))).Ok);
        test.Clock.Advance(TimeSpan.FromDays(16));
        Assert.Equal("event.over", (await kit.TryAsync(1)).Problem?.Code);
    }

    /// <summary>I8: another partner's guests are not there, whatever is asked of them.</summary>
    [Theory, EachDatabase]
    [Trait("Req", "S1.54")]
    public async Task Another_partner_finds_nothing_of_them(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        var ids = await kit.AddAsync(3);
        var (_, ben) = await kit.PartnerAsync("Partner B");
        Assert.Equal(3, (await kit.List.RunAsync(kit.Admin, new GuestFilter(), new())).Value.Items.Count);
        Assert.Empty((await kit.List.RunAsync(ben, new GuestFilter(kit.A.Id), new())).Value.Items);
        foreach (var status in new[]
        {
            (await kit.List.FindAsync(ben, ids[0])).Problem?.Status, (await kit.Ledger.RunAsync(ben, kit.A.Id)).Problem?.Status, (await kit.Send.RunAsync(ben, ids[0])).Problem?.Status, (await kit.Link.RunAsync(ben, ids[0])).Problem?.Status,
            (await kit.Cancel.RunAsync(ben, ids[0])).Problem?.Status, (await kit.Words.RunAsync(ben, kit.A.Id, "Hello")).Problem?.Status, (await kit.Check.RunAsync(ben, kit.A.Id, [])).Problem?.Status,
            (await kit.Add.RunAsync(ben, new GuestsToAdd(kit.A.Id, GuestKit.Guests(1)))).Problem?.Status, (await kit.Send.RunAsync(ben, new GuestsToSend(kit.A.Id, [.. ids]))).Problem?.Status,
        })
            Assert.Equal(404, status);
        var elsewhere = await kit.Sample.AddCourseAsync("Elsewhere");
        Assert.Equal(404, (await kit.Cancel.RunAsync(kit.Sample.Staff(Permission.Manager, elsewhere.Id), ids[0])).Problem?.Status);
        Assert.Equal(403, (await kit.List.RunAsync(kit.Sample.Staff(Permission.None), new GuestFilter(), new())).Problem?.Status);
    }
}
