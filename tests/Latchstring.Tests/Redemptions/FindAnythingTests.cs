using Latchstring.Codes;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Redemptions;

public class FindAnythingTests
{
    [Theory, EachDatabase]
    public async Task Whatever_is_pasted_leads_to_its_thing(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var code = (await verbs.Find.RunAsync(sample.Id, texts[0]))!.Code.Id;
        var ada = await sample.AddPersonAsync("ada@example.org", "Ada", "Özdemir");
        await sample.AddPersonAsync("adam@example.org", "Adam", "Riese");
        var zoe = await sample.AddAsync(new Person { WorkspaceId = sample.Id, FirstName = "Zoë", Phone = "+4930123456", CreatedAt = test.Database.Now });
        var find = new FindAnything(test.Database, verbs.Find);

        Found[] wanted = [new(FoundKind.Code, code), new(FoundKind.Code, code), new(FoundKind.Code, code), new(FoundKind.Person, ada.Id), new(FoundKind.Person, ada.Id), new(FoundKind.Person, ada.Id), new(FoundKind.Person, zoe.Id), new(FoundKind.Offering, sample.Course.Id)];
        string[] pasted = [texts[0], $"  {texts[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}\n", $"https://codes.example.org/acme/i/{texts[0]}", "<ADA@example.org>", "mailto:ada@example.org", "özdemir", "+49 30 123456", "algebra"];
        for (var i = 0; i < pasted.Length; i++)
            Assert.Equal((pasted[i], wanted[i]), (pasted[i], await find.RunAsync(sample.Owner, pasted[i])));
        Assert.Equal(new Found(FoundKind.People, Query: "ada"), await find.RunAsync(sample.Owner, "ada"));
        Assert.Equal(new Found(FoundKind.People, Query: "nobody@example.org"), await find.RunAsync(sample.Owner, "nobody@example.org"));
        Assert.Equal(new Found(FoundKind.Nothing), await find.RunAsync(sample.Owner, "  "));
    }

    [Theory, EachDatabase]
    public async Task Nothing_outside_ones_scope_or_workspace_is_found(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var find = new FindAnything(test.Database, verbs.Find);
        Assert.NotEqual(FoundKind.Code, (await find.RunAsync(other.Owner, texts[0])).Kind);
        Assert.NotEqual(FoundKind.Code, (await find.RunAsync(sample.Staff(Permission.Viewer, Guid.NewGuid()), texts[0])).Kind);
        await sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        Assert.NotEqual(FoundKind.Person, (await find.RunAsync(sample.Staff(Permission.SeeCodes), "ada@example.org")).Kind);
    }
}
