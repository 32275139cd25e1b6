using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Data;

public class ListQueryTests
{
    private static readonly ListQuery<(Guid Id, int Number, DateTimeOffset? ValidTill)> Codes = new()
    {
        From = "access_code c",
        Columns = "c.id, c.number, c.valid_till",
        Workspace = "c.workspace_id",
        Id = "c.id",
        Map = row => (row.Guid(0), row.Int(1), row.TimeOrNull(2)),
        Sorts = new Dictionary<string, string> { ["made"] = "c.id", ["validTill"] = "coalesce(c.valid_till, {infinity})", ["uses"] = "c.max_uses", ["state"] = "c.state", ["print"] = "c.fingerprint" },
        DefaultSort = "made",
    };

    [Theory, EachDatabase, Trait("Req", "I10"), Trait("Req", "X10")]
    public async Task All_pages_together_are_the_stream_in_both_directions_for_any_sort_filter_and_size(TestDatabase test)
    {
        var sample = await ManyCodesAsync(test, 230);
        await using var db = test.Database.Read(sample.Id);
        var lists = from sort in Gen.Elements("made", "-made", "validTill", "-validTill", "uses", "-uses", "state", "-state", "print", "-print")
                    from limit in Gen.Choose(1, 120)
                    from uses in Gen.Choose(0, 6)
                    select (sort, limit, uses);
        Prop.ForAll(lists.ToArbitrary(), list => Task.Run(async () =>
        {
            var where = list.uses == 0 ? new Where() : new Where().And("c.max_uses <= @most", ("most", list.uses));
            var all = await Codes.StreamAsync(db, where, list.sort).ToListAsync();
            Assert.Equal(all, (await ForwardsAsync(db, where, list.sort, list.limit)).SelectMany(page => page.Items));
            Assert.Equal(all, await BackwardsAsync(db, where, list.sort, list.limit));
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Theory, EachDatabase, Trait("Req", "X10")]
    public async Task Nothing_valid_without_end_comes_before_what_ends(TestDatabase test)
    {
        var sample = await ManyCodesAsync(test, 60);
        await using var db = test.Database.Read(sample.Id);
        var ends = await Codes.StreamAsync(db, new Where(), "validTill").Select(code => code.ValidTill).ToListAsync();
        Assert.Equal(ends.Order(Comparer<DateTimeOffset?>.Create((a, b) => (a ?? DateTimeOffset.MaxValue).CompareTo(b ?? DateTimeOffset.MaxValue))), ends);
        Assert.Null(ends[^1]);
        Assert.Null((await Codes.PageAsync(db, new Where(), new PageRequest("-validTill", 5))).Items[0].ValidTill);
    }

    [Theory, EachDatabase, Trait("Req", "X10"), Trait("Req", "S1.67")]
    public async Task A_page_has_at_most_a_hundred_rows_and_at_least_one(TestDatabase test)
    {
        var sample = await ManyCodesAsync(test, 130);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(100, (await Codes.PageAsync(db, new Where(), new PageRequest(Limit: int.MaxValue))).Items.Count);
        Assert.Single((await Codes.PageAsync(db, new Where(), new PageRequest(Limit: 0))).Items);
        Assert.Single((await Codes.PageAsync(db, new Where(), new PageRequest(Limit: -7))).Items);
        var exact = await Codes.PageAsync(db, new Where().And("c.number <= 100"), new PageRequest(Limit: 100));
        Assert.Equal((100, null, null), (exact.Items.Count, exact.Next, exact.Previous));
    }

    [Theory, EachDatabase, Trait("Req", "X10")]
    public async Task A_cursor_that_was_altered_or_is_of_another_sort_gives_the_first_page(TestDatabase test)
    {
        var sample = await ManyCodesAsync(test, 30);
        await using var db = test.Database.Read(sample.Id);
        var firsts = new Dictionary<string, Page<(Guid, int, DateTimeOffset?)>>();
        foreach (var sort in Codes.Sorts.Keys)
            firsts[sort] = await Codes.PageAsync(db, new Where(), new PageRequest(sort, 10));
        foreach (var (sort, first) in firsts)
        {
            var cursor = first.Next!;
            string[] odd =
            [
                "x", "", "====", new string('A', 5_000), cursor[..^1], cursor[1..], cursor + "A", char.IsLower(cursor[3]) ? cursor[..3] + "Q" + cursor[4..] : cursor[..3] + "q" + cursor[4..],
                Base64Url.EncodeToString("u0\nn1"u8), Base64Url.EncodeToString("s'; drop table person; --\ns\0"u8),
                .. firsts.Where(other => other.Key != sort).Select(other => other.Value.Next!),
            ];
            foreach (var altered in odd)
            {
                Same(first, await Codes.PageAsync(db, new Where(), new PageRequest(sort, 10, After: altered)));
                Same(first, await Codes.PageAsync(db, new Where(), new PageRequest(sort, 10, Before: altered)));
            }
        }

        static void Same<T>(Page<T> expected, Page<T> actual)
        {
            Assert.Equal(expected.Items, actual.Items);
            Assert.Equal((expected.Next, expected.Previous), (actual.Next, actual.Previous));
        }
    }

    [Theory, EachDatabase]
    public async Task Going_back_to_rows_that_are_gone_gives_the_first_page(TestDatabase test)
    {
        var sample = await ManyCodesAsync(test, 30);
        string? back;
        await using (var db = test.Database.Read(sample.Id))
            back = (await Codes.PageAsync(db, new Where(), new PageRequest("made", 10, (await Codes.PageAsync(db, new Where(), new PageRequest("made", 10))).Next))).Previous;
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("delete from access_code where workspace_id = @ws and number <= 10", default));
        await using (var db = test.Database.Read(sample.Id))
        {
            var page = await Codes.PageAsync(db, new Where(), new PageRequest("made", 10, Before: back));
            Assert.Equal(Enumerable.Range(11, 10), page.Items.Select(code => code.Number));
            Assert.NotNull(page.Next);
        }
    }

    [Theory, EachDatabase]
    public async Task Counting_stops_at_its_cap(TestDatabase test)
    {
        var sample = await ManyCodesAsync(test, ListQuery<int>.CountCap);
        await using (var db = test.Database.Read(sample.Id))
            Assert.Equal(new Count(ListQuery<int>.CountCap, true), await Codes.CountAsync(db, new Where()));
        await ManyCodesAsync(test, 1, sample);
        await using (var db = test.Database.Read(sample.Id))
        {
            Assert.Equal(new Count(ListQuery<int>.CountCap, false), await Codes.CountAsync(db, new Where()));
            Assert.Equal(new Count(7, true), await Codes.CountAsync(db, new Where().And("c.number between @low and @high", ("low", 3), ("high", 9))));
        }
    }

    /// <summary>Codes with ties in every sort: four ends (one of them none), five maxima, three states.</summary>
    private static async Task<SampleWorkspace> ManyCodesAsync(TestDatabase test, int count, SampleWorkspace? known = null)
    {
        var sample = known ?? await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, count));
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync(
            """
            update access_code set max_uses = 2 + number % 5, state = case number % 3 when 0 then 'Active' when 1 then 'Inactive' else 'Archived' end,
            valid_till = case number % 4 when 0 then null when 1 then @soon when 2 then @later else @last end where workspace_id = @ws
            """,
            default, ("soon", test.Database.Now.AddDays(1)), ("later", test.Database.Now.AddDays(2)), ("last", test.Database.Now.AddYears(7000))));
        return sample;
    }

    private static async Task<List<Page<T>>> ForwardsAsync<T>(Db db, Where where, ListQuery<T> list, string sort, int limit)
    {
        var pages = new List<Page<T>>();
        for (string? after = null; ; after = pages[^1].Next)
        {
            pages.Add(await list.PageAsync(db, where, new PageRequest(sort, limit, after)));
            Assert.Equal(after is null, pages[^1].Previous is null);
            if (pages[^1].Next is null)
                return pages;
        }
    }

    private static Task<List<Page<(Guid Id, int Number, DateTimeOffset? ValidTill)>>> ForwardsAsync(Db db, Where where, string sort, int limit) => ForwardsAsync(db, where, Codes, sort, limit);

    /// <summary>From the last page to the first by the cursors of the pages.</summary>
    private static async Task<List<(Guid, int, DateTimeOffset?)>> BackwardsAsync(Db db, Where where, string sort, int limit)
    {
        var page = (await ForwardsAsync(db, where, sort, limit))[^1];
        var rows = page.Items.ToList();
        while (page.Previous is { } before)
        {
            page = await Codes.PageAsync(db, where, new PageRequest(sort, limit, Before: before));
            Assert.NotNull(page.Next);
            rows.InsertRange(0, page.Items);
        }
        return rows;
    }
}
