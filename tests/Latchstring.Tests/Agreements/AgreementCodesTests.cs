using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Tests.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Agreements;

/// <summary>The codes of a contract: made, priced, found, filtered, shared.</summary>
public class AgreementCodesTests
{
    [Theory, EachDatabase, Trait("Req", "S0.2"), Trait("Req", "S0.6"), Trait("Req", "S0.7"), Trait("Req", "S0.8"), Trait("Req", "S0.9"), Trait("Req", "S0.10"), Trait("Req", "S0.13"), Trait("Req", "S0.44"), Trait("Req", "S0.47")]
    public async Task Forty_unassigned_codes_at_a_price_with_a_note_and_later_ones_leave_them_alone(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var price = (await new CreatePrice(test.Database).RunAsync(kit.Owner, new(kit.Executive.Id, new("Executive screening", new Money(40_000, "EUR"), "EXEC"), agreement.Id))).Value;
        var made = await new IssueCodes(test.Database, kit.Codes.Jobs).RunAsync(kit.Owner, new(null, null, 40, PriceId: price.Id, Note: "For the board", AgreementId: agreement.Id));
        var before = await kit.Codes.CodesAsync(new CodeFilter(AgreementId: agreement.Id));
        Assert.Equal(40, before.Count);
        Assert.All(before, row => Assert.Equal((null, "Executive screening", kit.Executive.Id, "For the board"), (row.Assignee, row.Price, row.OfferingId!.Value, row.Note)));
        Assert.All(before, row => Assert.StartsWith("AUR-", row.Text, StringComparison.Ordinal));
        Assert.Equal((kit.Executive.Id, "For the board"), (made.Value.OfferingId!.Value, made.Value.Note));
        await kit.CodesAsync(agreement, 10);
        var after = await kit.Codes.CodesAsync(new CodeFilter(AgreementId: agreement.Id));
        Assert.Equal(50, after.Select(row => row.Text).Distinct().Count());
        Assert.Equal(before.Select(row => (row.Text, row.Price, row.Note)), after.Where(row => row.BatchId == made.Value.Id).Select(row => (row.Text, row.Price, row.Note)));
        Assert.Equal(10, after.Count(row => row.Price is null));
    }

    [Theory, EachDatabase, Trait("Req", "S0.6")]
    public async Task The_quantity_is_asked_for_and_more_than_ten_thousand_must_be_meant(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var issue = new IssueCodes(test.Database, kit.Codes.Jobs);
        Assert.Equal("quantity", (await issue.RunAsync(kit.Owner, new(null, null, 0, AgreementId: agreement.Id))).Problem?.Field);
        Assert.Equal("quantity", (await issue.RunAsync(kit.Owner, new(null, null, 10_001, AgreementId: agreement.Id))).Problem?.Field);
        Assert.Equal(BatchStatus.Issuing, (await issue.RunAsync(kit.Owner, new(null, null, 10_001, AgreementId: agreement.Id, AllowMany: true))).Value.Status);
        var foreign = await kit.PriceAsync(await kit.AgreeAsync(kit.Basic), kit.Basic, "Theirs", 1);
        Assert.Equal("priceId", (await issue.RunAsync(kit.Owner, new(null, null, 1, PriceId: foreign.Id, AgreementId: agreement.Id))).Problem?.Field);
        Assert.Equal("priceId", (await issue.RunAsync(kit.Owner, new(kit.Basic.Id, null, 1, PriceId: foreign.Id))).Problem?.Field);
    }

    [Theory, EachDatabase, Trait("Req", "S0.26"), Trait("Req", "S0.27"), Trait("Req", "S0.12")]
    public async Task The_list_and_its_file_hold_the_filtered_rows_of_the_contract_or_all(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var price = await kit.PriceAsync(agreement, kit.Basic, "Board", 1_000);
        await kit.CodesAsync(agreement, 3, price);
        await kit.CodesAsync(agreement, 2);
        await kit.CodesAsync(await kit.AgreeAsync(kit.Basic), 4);
        await kit.Codes.IssueAsync(7);
        async Task<string[]> FileAsync(CodeFilter filter)
        {
            using var stream = new MemoryStream();
            await (await new ExportCodes(test.Database).RunAsync(kit.Owner, filter, CodeFileKind.CodesOnly)).Value.WriteAsync(stream, _ => { }, default);
            return [.. System.Text.Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)];
        }
        foreach (var (filter, count) in new[] { (new CodeFilter(AgreementId: agreement.Id), 5), (new CodeFilter(AgreementId: agreement.Id, Price: price.Id.ToString()), 3), (new CodeFilter(AgreementId: agreement.Id, Price: "none"), 2), (new CodeFilter(AgreementId: agreement.Id, Status: CodeStatus.Expired), 0) })
        {
            var list = (await kit.Codes.CodesAsync(filter)).Select(row => row.Text).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(count, list.Length);
            Assert.Equal(list, await FileAsync(filter));
        }
    }

    [Theory, EachDatabase, Trait("Req", "S0.58")]
    public async Task A_shared_code_has_at_least_ten_characters_and_each_person_uses_it_once(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        var share = new MakeSharedCode(test.Database, new IssueCodes(test.Database, kit.Codes.Jobs), kit.Codes.Import);
        var refused = (await share.RunAsync(kit.Owner, new(agreement.Id, "HEALTH"))).Problem!;
        Assert.Equal(("text", 400), (refused.Field, refused.Status));
        Assert.True((await share.RunAsync(kit.Owner, new(agreement.Id, "EXECUTIVEHEALTH2026"))).Ok);
        Assert.Equal("text", (await share.RunAsync(kit.Owner, new(agreement.Id, "EXECUTIVEHEALTH2026"))).Problem?.Field);
        Assert.True((await share.RunAsync(kit.Owner, new(agreement.Id))).Ok);
        var rows = await kit.Codes.CodesAsync(new CodeFilter(AgreementId: agreement.Id, Usage: Usage.Multiple));
        Assert.Contains("AUR-EXECUTIVEHEALTH2026", rows.Select(row => row.Text));
        Assert.All(rows, row => Assert.True(CodeText.Parse(row.Text).Canonical.Length >= 10));
        foreach (var name in new[] { "anna", "berta" })
            Assert.True((await kit.RedeemAsync("aur executivehealth2026", await kit.Sample.AddPersonAsync($"{name}@aurora.example"))).Ok);
        Assert.Equal(2, await kit.RedeemedAsync(agreement));
    }

    [Theory, EachDatabase, Trait("Req", "S0.3"), Trait("Req", "S0.63"), Trait("Req", "S0.65")]
    public async Task A_used_code_is_refused_and_says_by_whom_and_an_archived_one_can_be_restored(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        var codes = await kit.CodesAsync(agreement, 2);
        var anna = await kit.Sample.AddPersonAsync("anna@aurora.example", "Anna", "Arends");
        Assert.True((await kit.RedeemAsync(codes[0], anna)).Ok);
        Assert.Equal("code.used_up", (await kit.RedeemAsync(codes[0], await kit.Sample.AddPersonAsync("berta@aurora.example"))).Problem?.Code);
        var rows = await kit.Codes.CodesAsync(new CodeFilter(AgreementId: agreement.Id));
        Assert.Equal("Anna Arends", rows.Single(row => row.Text == codes[0]).Redeemer);
        var other = rows.Single(row => row.Text == codes[1]);
        Assert.True((await kit.Codes.Change.RunAsync(kit.Owner, new(CodeChange.Archive, [other.Id]))).Ok);
        Assert.DoesNotContain(other.Id, (await kit.Codes.CodesAsync(new CodeFilter(AgreementId: agreement.Id))).Select(row => row.Id));
        Assert.Equal("code.not_found", (await kit.RedeemAsync(codes[1], anna)).Problem?.Code);
        Assert.True((await kit.Codes.Change.RunAsync(kit.Owner, new(CodeChange.Restore, [other.Id]))).Ok);
        Assert.Contains(other.Id, (await kit.Codes.CodesAsync(new CodeFilter(AgreementId: agreement.Id))).Select(row => row.Id));
    }
}
