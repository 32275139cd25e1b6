using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>Who gets which code, and who gets none.</summary>
public class SendCodesTests
{
    [Theory, EachDatabase, Trait("Req", "S3.7"), Trait("Req", "S3 (d)"), Trait("Req", "S3.12")]
    public async Task Each_address_gets_a_code_of_its_own_with_link_and_how_to_and_owns_it_from_then_on(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 5);
        var (owner, database) = (kit.Sample.Owner, test.Database);
        await database.WriteAsync(kit.Sample.Id, db => db.Offerings.ExecuteUpdateAsync(set => set.SetProperty(o => o.HowToUrl, "https://help.example.org/getting-in")));
        var ada = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var sent = await kit.SendAsync(["Ada@Example.org", "new@example.org", "ada@example.org"]);
        Assert.Equal((2, 3), (sent.Queued, sent.CodesLeft));
        await kit.RunAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        var mails = kit.Server.Taken.ToDictionary(mail => mail.To);
        Assert.Equal(["ada@example.org", "new@example.org"], mails.Keys.Order());
        Assert.Contains("Hello Ada Lovelace", mails["ada@example.org"].Text, StringComparison.Ordinal);
        Assert.All(mails.Values, mail => Assert.Contains("How it works: https://help.example.org/getting-in", mail.Text, StringComparison.Ordinal));
        for (var i = 0; i < 2; i++)
        {
            var (mail, text) = (mails[i == 0 ? "ada@example.org" : "new@example.org"], kit.Texts[i]);
            Assert.Contains($"https://codes.example.org/acme/i/{text}", mail.Text, StringComparison.Ordinal);
            Assert.Contains($"href=\"https://codes.example.org/acme/i/{text}\"", mail.Html, StringComparison.Ordinal);
            Assert.Contains($"\n{text}\n", mail.Text, StringComparison.Ordinal);
        }
        var found = (await kit.Verbs.Find.RunAsync(kit.Sample.Id, kit.Texts[1]))!;
        await using var db = database.Read(kit.Sample.Id);
        var person = await db.People.SingleAsync(p => p.Email == "new@example.org");
        Assert.Equal(person.Id, found.Code.AssigneeId);
        Assert.Equal("code.not_yours", (await kit.Verbs.Redeem.RunAsync(owner, kit.Texts[1], ada.Id)).Problem?.Code);
        Assert.Equal(["code.mailed", "code.sent"], await db.AuditEntries.Where(e => e.SubjectId == found.Code.Id).OrderBy(e => e.At).Select(e => e.Action).ToListAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S3 (d)")]
    public async Task With_the_switch_anybody_who_holds_the_code_may_use_it(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["reseller@example.org"], anyone: true);
        await kit.Dispatch.RunAsync();
        Assert.Contains(kit.Texts[0], Assert.Single(kit.Server.Taken).Text, StringComparison.Ordinal);
        var buyer = await kit.Sample.AddPersonAsync("buyer@example.org");
        Assert.True((await kit.Verbs.Redeem.RunAsync(kit.Sample.Owner, kit.Texts[0], buyer.Id)).Ok);
    }

    [Theory, EachDatabase, Trait("Req", "S3.33")]
    public async Task Everybody_reads_it_in_their_own_language(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 3);
        foreach (var locale in new[] { "de", "fr" })
            await kit.Sample.AddAsync(new Latchstring.People.Person { WorkspaceId = kit.Sample.Id, Email = $"{locale}@example.org", Locale = locale });
        await kit.SendAsync(["de@example.org", "fr@example.org", "else@example.org"], locale: "en");
        await kit.RunAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        Assert.Equal(["Ihr Zugang zu Algebra for everybody", "Votre accès à Algebra for everybody", "Your access to Algebra for everybody"], kit.Server.Taken.Select(mail => mail.Subject).Order());
        Assert.Contains(">Algebra for everybody öffnen</a>", kit.Server.Taken.Single(mail => mail.To == "de@example.org").Html.Replace("&#246;", "ö", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "I4")]
    public async Task Who_is_in_has_a_code_already_or_unsubscribed_is_skipped_with_the_reason(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 6);
        var ada = await kit.Sample.AddPersonAsync("ada@example.org");
        Assert.True((await kit.Verbs.Redeem.RunAsync(kit.Sample.Owner, kit.Texts[0], ada.Id)).Ok);
        await kit.SendAsync(["bob@example.org"]);
        var stopped = new ChangeSuppression(test.Database);
        Assert.True((await stopped.OptOutAsync(kit.Sample.Id, OptOutTokens.Of(test.Database.Keys, kit.Sample.Id, "cid@example.org"))).Ok);
        Assert.False((await stopped.OptOutAsync(kit.Sample.Id, OptOutTokens.Of(test.Database.Keys, Guid.NewGuid(), "dora@example.org"))).Ok);
        var sent = await kit.SendAsync(["ada@example.org", "bob@example.org", "cid@example.org", "dora@example.org"]);
        Assert.Equal(1, sent.Queued);
        Assert.Equal([new("ada@example.org", "registered"), new("bob@example.org", "invited"), new("cid@example.org", "suppressed")], sent.Skipped);
    }

    [Theory, EachDatabase]
    public async Task Without_addresses_every_code_goes_to_whom_it_belongs(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 3);
        var (ada, silent) = (await kit.Sample.AddPersonAsync("ada@example.org"), await kit.Sample.AddAsync(new Latchstring.People.Person { WorkspaceId = kit.Sample.Id, LastName = "Silent" }));
        await new AssignCode(test.Database).RunAsync(kit.Sample.Owner, new(AccessCode.IdOf(kit.Batch.Id, 2), ada.Id));
        await new AssignCode(test.Database).RunAsync(kit.Sample.Owner, new(AccessCode.IdOf(kit.Batch.Id, 3), silent.Id));
        var sent = await kit.SendAsync([]);
        Assert.Equal([new("Silent", "noAddress")], sent.Skipped);
        await kit.Dispatch.RunAsync();
        var mail = Assert.Single(kit.Server.Taken);
        Assert.Equal("ada@example.org", mail.To);
        Assert.Contains(kit.Texts[1], mail.Text, StringComparison.Ordinal);
        Assert.Null(mail.Unsubscribe);
    }

    [Theory, EachDatabase]
    public async Task What_cannot_be_is_refused_with_a_sentence(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 2);
        async Task<Problem?> Try(Actor actor, params string[] emails) => (await kit.Send.RunAsync(actor, new CodesToSend(null, new CodeFilter(kit.Batch.Id), emails))).Problem;
        var owner = kit.Sample.Owner;
        Assert.Equal("permission.missing", (await Try(kit.Sample.Staff(Permission.Viewer), "a@example.org"))?.Code);
        Assert.Equal("codes.none_to_send", (await Try(kit.Sample.Staff(Permission.Manager, Guid.NewGuid()), "a@example.org"))?.Code);
        Assert.Equal(("codes.too_few", "emails"), await Try(owner, "a@example.org", "b@example.org", "c@example.org") is { } few ? (few.Code, few.Field) : default);
        Assert.Equal("emails", (await Try(owner, "a@example.org", "b@"))?.Field);
        Assert.Equal("emails", (await Try(owner, "x@example.org\r\nBcc: y@example.org"))?.Field);
        Assert.Equal("emails", (await Try(owner))?.Field);
        Assert.Empty(await kit.MessagesAsync());
    }

    [Theory, EachDatabase]
    public async Task A_dry_run_changes_nothing_and_says_when_the_last_one_leaves(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 300);
        var plan = (await kit.Send.RunAsync(kit.Sample.Owner, new CodesToSend(null, new CodeFilter(kit.Batch.Id), [.. SendingKit.Addresses(300)], PerMinute: 1, DryRun: true))).Value;
        Assert.Equal((300, TestClock.Start, TestClock.Start.AddDays(1).AddHours(-4).AddMinutes(59)), (plan.Queued, plan.First, plan.Last));
        Assert.Empty(await kit.MessagesAsync());
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(0, await db.People.CountAsync());
    }

    [Theory, EachDatabase]
    public async Task Two_who_send_the_same_codes_at_once_give_nobody_the_same_one(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 40);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => kit.Send.RunAsync(kit.Sample.Owner, new CodesToSend(null, new CodeFilter(kit.Batch.Id), [.. Enumerable.Range(0, 10).Select(n => $"p{i}-{n}@example.org")])))));
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("edit.conflict", result.Problem?.Code));
        var messages = await kit.MessagesAsync();
        Assert.Equal(results.Count(result => result.Ok) * 10, messages.Count);
        Assert.Equal(messages.Count, messages.Select(m => m.CodeId).Distinct().Count());
    }

    [Theory, EachDatabase, Trait("Req", "X13"), Trait("Req", "I4")]
    public async Task A_resend_keeps_the_code_counts_up_and_stops_when_it_is_redeemed_or_too_often(TestDatabase test)
    {
        await using var kit = await SendingKit.CreateAsync(test, 1);
        await kit.SendAsync(["ada@example.org"]);
        await kit.Dispatch.RunAsync();
        var first = await kit.MessageAsync();
        Assert.True((await kit.Resend.RunAsync(kit.Sample.Owner, first.Id)).Ok);
        Assert.Equal("message.in_line", (await kit.Resend.RunAsync(kit.Sample.Owner, first.Id)).Problem?.Code);
        await kit.RunAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2], (await kit.MessagesAsync()).Select(m => m.Generation));
        Assert.Equal(2, kit.Server.Taken.Select(mail => mail.MessageId).Distinct().Count());
        Assert.All(kit.Server.Taken, mail => Assert.Contains(kit.Texts[0], mail.Text, StringComparison.Ordinal));
        for (var i = 0; i < 2; i++)
        {
            Assert.True((await kit.Resend.RunAsync(kit.Sample.Owner, (await kit.MessagesAsync())[^1].Id)).Ok);
            await kit.RunAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        }
        var newest = (await kit.MessagesAsync())[^1];
        Assert.Equal("rate.limited", (await kit.Resend.RunAsync(kit.Sample.Owner, newest.Id)).Problem?.Code);
        Assert.True((await kit.Verbs.Redeem.RunAsync(kit.Sample.Owner, kit.Texts[0], newest.PersonId!.Value)).Ok);
        Assert.Equal("message.redeemed", (await kit.Resend.RunAsync(kit.Sample.Owner, newest.Id)).Problem?.Code);
    }
}
