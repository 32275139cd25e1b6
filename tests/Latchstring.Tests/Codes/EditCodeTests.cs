using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public sealed class EditCodeTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S4.24"), Trait("Req", "S0.16")]
    public async Task A_new_text_opens_the_code_and_the_old_one_until_its_date(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(1))[0];
        var find = new FindCode(kit.Database);
        var edited = await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Text: "Summer-2027", AliasUntil: test.Clock.Now.AddDays(7)));
        Assert.Null(edited.Problem?.English);
        Assert.Equal("Summer-2027", (await kit.CodeAsync(code.Id)).Text);
        Assert.Equal(code.Id, (await find.RunAsync(kit.Sample.Id, "SUMMER2O27"))?.Code.Id);
        Assert.True((await find.RunAsync(kit.Sample.Id, code.Text))?.ByAlias);
        Assert.Equal(code.Id, (await kit.CodesAsync(new CodeFilter(Q: code.Text))).Single().Id);
        test.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Null(await find.RunAsync(kit.Sample.Id, code.Text));
        Assert.Contains("code.edited", await kit.AuditAsync(code.Id));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.34")]
    public async Task An_edited_text_stays_unique_and_a_used_code_keeps_its_text(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(3);
        Assert.Equal("code.taken", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[0].Id, Text: codes[1].Text.ToLowerInvariant()))).Problem?.Code);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[0].Id, Text: "AUTUMN27"))).Ok);
        Assert.Equal("code.taken", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[1].Id, Text: codes[0].Text))).Problem?.Code);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[0].Id, Text: codes[0].Text))).Ok);
        await kit.UseAsync(codes[2]);
        Assert.Equal("code.used", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[2].Id, Text: "WINTER27"))).Problem?.Code);
    }

    [Theory]
    [EachDatabase("😀😀😀😀😀"), EachDatabase("ÄÖÜ-2027"), EachDatabase("ABC"), EachDatabase("2345-6789-ABCDX"), EachDatabase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_text_that_cannot_be_a_code_is_refused_at_its_field(TestDatabase test, string text)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var problem = (await kit.Edit.RunAsync(kit.Owner, new CodeEdit((await kit.IssueAsync(1))[0].Id, Text: text))).Problem;
        Assert.Equal(("input.invalid", "code"), (problem?.Code, problem?.Field));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.25")]
    public async Task Usage_goes_from_single_to_multiple_and_back_only_while_used_once_at_most(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(1))[0];
        await kit.UseAsync(code);
        Assert.Equal("maxUses", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Usage: Usage.Multiple))).Problem?.Field);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Usage: Usage.Multiple, MaxUses: new Set<int?>(3)))).Ok);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Usage: Usage.Single))).Ok);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Usage: Usage.Multiple, MaxUses: new Set<int?>(null)))).Ok);
        await kit.UseAsync(code, "berta@example.org");
        Assert.Equal("usage", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Usage: Usage.Single))).Problem?.Field);
        await kit.UseAsync(code, "clara@example.org");
        Assert.Equal("maxUses", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, MaxUses: new Set<int?>(2)))).Problem?.Field);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.26"), Trait("Req", "S4.35")]
    public async Task A_later_date_reopens_an_expired_unused_code_and_a_past_one_is_refused(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(kit.Batch(1) with { ValidTill = test.Clock.Now.AddDays(1) }))[0];
        test.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(CodeStatus.Expired, (await kit.CodeAsync(code.Id)).StatusAt(test.Clock.Now));
        Assert.Equal("validTill", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, ValidTill: new Set<DateTimeOffset?>(test.Clock.Now.AddDays(-1))))).Problem?.Field);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, ValidTill: new Set<DateTimeOffset?>(test.Clock.Now.AddDays(1))))).Ok);
        await kit.UseAsync(code);
    }

    [Theory, EachDatabase]
    public async Task A_shared_text_of_ones_own_needs_ten_characters(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(2);
        await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[0].Id, Text: "SUMMER"));
        Assert.Equal("code", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[0].Id, Usage: Usage.Multiple, MaxUses: new Set<int?>(5)))).Problem?.Field);
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[1].Id, Usage: Usage.Multiple, MaxUses: new Set<int?>(5)))).Ok);
    }

    [Theory, EachDatabase]
    public async Task Somebody_elses_edit_in_between_is_a_conflict(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(1))[0];
        Assert.True((await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Text: "FIRST-EDIT", Version: 0))).Ok);
        Assert.Equal("edit.conflict", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Text: "SECOND-EDIT", Version: 0))).Problem?.Code);
    }

    [Theory, EachDatabase]
    [Trait("Req", "X4")]
    public async Task A_code_is_assigned_and_reassigned_until_it_is_used(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(1))[0];
        var (anna, berta) = (await kit.Sample.AddPersonAsync("anna@example.org", "Anna", "Abel"), await kit.Sample.AddPersonAsync("berta@example.org"));
        var assign = new AssignCode(kit.Database);
        Assert.Equal("person.not_found", (await assign.RunAsync(kit.Owner, new CodeAssignment(code.Id, null, "nobody@example.org"))).Problem?.Code);
        Assert.Equal(berta.Id, (await assign.RunAsync(kit.Owner, new CodeAssignment(code.Id, berta.Id))).Value.AssigneeId);
        Assert.Equal(anna.Id, (await assign.RunAsync(kit.Owner, new CodeAssignment(code.Id, null, "Anna@example.org"))).Value.AssigneeId);
        Assert.Equal("code.not_yours", (await kit.Redeem.RunAsync(kit.Owner, code.Text, berta.Id)).Problem?.Code);
        Assert.Equal("Anna Abel", (await kit.CodesAsync(new CodeFilter(Assigned: true, Q: "abel"))).Single().Assignee);
        await kit.UseAsync(code);
        Assert.Equal("code.used", (await assign.RunAsync(kit.Owner, new CodeAssignment(code.Id, berta.Id))).Problem?.Code);
    }
}
