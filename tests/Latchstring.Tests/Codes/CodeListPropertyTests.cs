using FsCheck;
using FsCheck.Fluent;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public class CodeListPropertyTests
{
    [Theory, EachDatabase, Trait("Req", "I10")]
    public async Task Whatever_the_filter_all_pages_the_stream_and_the_count_are_the_codes_that_match(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var (price, batches) = await FillAsync(kit);
        var all = await kit.CodesAsync(new CodeFilter(Archived: true));
        var filters = from status in Gen.Elements<CodeStatus?>(null, null, CodeStatus.Valid, CodeStatus.Inactive, CodeStatus.Archived, CodeStatus.UsedUp, CodeStatus.Expired, CodeStatus.NotYetValid)
                      from used in Maybe
                      from usage in Gen.Elements<Usage?>(null, Usage.Single, Usage.Multiple)
                      from assigned in Maybe
                      from priced in Gen.Elements(null, "none", price.ToString())
                      from batch in Gen.Elements(batches.Select(id => (Guid?)id).Append(null).ToArray())
                      from archived in Gen.Elements(false, true)
                      from sort in Gen.Elements("created", "-created", "validTill", "-validTill")
                      select (Filter: new CodeFilter(batch, Status: status, Used: used, Usage: usage, Assigned: assigned, Price: priced, Archived: archived), Sort: sort);
        Prop.ForAll(filters.ToArbitrary(), list => Task.Run(async () =>
        {
            var paged = await kit.CodesAsync(list.Filter, list.Sort);
            Assert.Equal(all.Where(code => Matches(code, list.Filter, test.Clock.Now)).Select(code => code.Id).Order(), paged.Select(code => code.Id).Order());
            await using var db = kit.Database.Read(kit.Sample.Id);
            var where = (await list.Filter.WhereAsync(db, kit.Owner, kit.Database.Keys.Of(kit.Sample.Id), test.Clock.Now, default))!;
            Assert.Equal(paged.Select(code => code.Id), await CodeList.Query.StreamAsync(db, where, list.Sort).Select(code => code.Id).ToListAsync());
            Assert.Equal(new Count(paged.Count, true), await kit.List.CountAsync(kit.Owner, list.Filter));
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static Gen<bool?> Maybe => Gen.Elements<bool?>(null, null, true, false);

    /// <summary>The filter in words of the rows, not of SQL.</summary>
    private static bool Matches(CodeRow code, CodeFilter filter, DateTimeOffset now) =>
        (filter.BatchId is null || code.BatchId == filter.BatchId)
        && (filter.Status is { } status ? code.StatusAt(now) == status : filter.Archived || code.State != CodeState.Archived)
        && (filter.Used is null || code.UseCount > 0 == filter.Used)
        && (filter.Usage is null || code.Usage == filter.Usage)
        && (filter.Assigned is null || code.AssigneeId is not null == filter.Assigned)
        && (filter.Price is null || (filter.Price == "none" ? code.PriceId is null : code.PriceId.ToString() == filter.Price));

    /// <summary>Codes in every state that there is.</summary>
    private static async Task<(Guid Price, List<Guid> Batches)> FillAsync(CodesKit kit)
    {
        var (now, course) = (kit.Test.Clock.Now, kit.Sample.Course.Id);
        var price = await kit.Sample.AddAsync(new Latchstring.Offerings.Price { WorkspaceId = kit.Sample.Id, OfferingId = course, Name = "Staff", Amount = 900, Currency = "EUR" });
        NewBatch[] kinds =
        [
            new(course, null, 40), new(course, null, 25, Usage: Usage.Multiple, MaxUses: 2, PriceId: price.Id), new(course, null, 20, ValidTill: now.AddHours(1)),
            new(course, null, 20, Usage: Usage.Multiple, Unlimited: true, ValidFrom: now.AddDays(5), ValidTill: now.AddDays(9), PriceId: price.Id), new(course, null, 15, Naming.Sequential, "MATHS", AcceptGuessable: true),
        ];
        var people = 0;
        foreach (var kind in kinds)
        {
            var codes = await kit.IssueAsync(kind);
            if (kind.ValidFrom is null)
            {
                await kit.UseAsync(codes[0], $"p{people++}@example.org");
                await kit.UseAsync(codes[1], $"p{people++}@example.org");
                if (kind.MaxUses == 2)
                    await kit.UseAsync(codes[1], $"p{people++}@example.org");
            }
            var assignee = await kit.Sample.AddPersonAsync($"p{people++}@example.org");
            await new AssignCode(kit.Database).RunAsync(kit.Owner, new CodeAssignment(codes[4].Id, assignee.Id));
            foreach (var (change, ids) in new[] { (CodeChange.Deactivate, codes[5..9]), (CodeChange.Archive, codes[8..12]), (CodeChange.Deactivate, codes[12..13]), (CodeChange.Delete, codes[12..13]) })
                await kit.Change.RunAsync(kit.Owner, new CodesToChange(change, [.. ids.Select(code => code.Id)]));
        }
        kit.Test.Clock.Advance(TimeSpan.FromHours(2));
        return (price.Id, [.. (await kit.CodesAsync()).Select(code => code.BatchId).Distinct()]);
    }
}
