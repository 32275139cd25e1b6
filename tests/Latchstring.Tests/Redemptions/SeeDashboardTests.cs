using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Redemptions;

public class SeeDashboardTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory, EachDatabase]
    public async Task Redemptions_are_counted_on_the_day_of_the_workspaces_zone(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 3));
        test.Clock.Now = new DateTimeOffset(2026, 6, 16, 22, 30, 0, TimeSpan.Zero);
        await RedeemAsync(verbs, sample, texts[0], "late@example.org");
        test.Clock.Now = new DateTimeOffset(2026, 6, 18, 10, 0, 0, TimeSpan.Zero);
        await RedeemAsync(verbs, sample, texts[1], "noon@example.org");

        var board = (await new SeeDashboard(test.Database).RunAsync(sample.Owner, Berlin)).Value;

        Assert.Equal(SeeDashboard.Days, board.Days.Count);
        Assert.Equal((new DateOnly(2026, 6, 18), 1L), board.Days[^1]);
        Assert.Equal((new DateOnly(2026, 6, 17), 1L), board.Days[^2]);
        Assert.Equal(2, board.Days.Sum(day => day.Redemptions));
        Assert.Equal(new CodeTotals(3, 2, 2), board.Totals);
    }

    [Theory, EachDatabase]
    public async Task Figures_of_a_batch_add_up_and_what_expires_soon_is_named(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (soon, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 4, ValidTill: test.Database.Now.AddDays(3), Note: "Fair"));
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2, ValidTill: test.Database.Now.AddDays(300)));
        await RedeemAsync(verbs, sample, texts[0], "ada@example.org");

        var board = (await new SeeDashboard(test.Database).RunAsync(sample.Owner, Berlin)).Value;

        Assert.Equal(2, board.Newest.Count);
        var batch = Assert.Single(board.ExpiringSoon);
        Assert.Equal((soon.Id, "Fair", 4L, 1L, 3L), (batch.Id, batch.Note, batch.Codes, batch.Used, batch.Unused));
    }

    [Theory, EachDatabase]
    public async Task Staff_are_told_for_a_day_that_somebody_guesses_and_which_codes_do_not_withstand_it(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (weak, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 3, Naming.Sequential, "MATHS", AcceptGuessable: true));
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 3));
        var see = new SeeDashboard(test.Database);
        Assert.Null((await see.RunAsync(sample.Owner, Berlin)).Value.Guessing);
        var noticed = test.Database.Now;
        await sample.AddAsync(AuditEntry.By(Actor.System(sample.Id), noticed, "guessing.noticed", "workspace", sample.Id));
        test.Clock.Advance(TimeSpan.FromHours(23));
        var guessing = (await see.RunAsync(sample.Owner, Berlin)).Value.Guessing;
        Assert.Equal((noticed, weak.Id), (guessing!.NoticedAt, Assert.Single(guessing.Guessable).Id));
        Assert.Null((await see.RunAsync(sample.Staff(Permission.Viewer), Berlin)).Value.Guessing);
        Assert.Empty((await see.RunAsync(sample.Staff(Permission.Manager, Guid.NewGuid()), Berlin)).Value.Guessing!.Guessable);
        test.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null((await see.RunAsync(sample.Owner, Berlin)).Value.Guessing);
    }

    [Theory, EachDatabase]
    public async Task Somebody_limited_to_one_offering_sees_only_its_figures(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var other = await sample.AddCourseAsync("Geometry");
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 4));
        var (mine, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(other.Id, null, 2));
        await RedeemAsync(verbs, sample, texts[0], "ada@example.org");

        var see = new SeeDashboard(test.Database);
        var board = (await see.RunAsync(sample.Staff(Permission.Viewer, other.Id), Berlin)).Value;
        var elsewhere = (await see.RunAsync(sample.Staff(Permission.Viewer, sample.Course.Id), Berlin)).Value;

        Assert.Equal(mine.Id, Assert.Single(board.Newest).Id);
        Assert.Equal((2L, 1L), (board.Totals.Codes, board.Days[^1].Redemptions));
        Assert.Equal((4L, 0L), (elsewhere.Totals.Codes, elsewhere.Days[^1].Redemptions));
        Assert.Equal("permission.missing", (await see.RunAsync(Actor.Guest(sample.Id, "Guest"), Berlin)).Problem!.Code);
    }

    private static async Task RedeemAsync(Verbs verbs, SampleWorkspace sample, string text, string email) =>
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, text, (await sample.AddPersonAsync(email)).Id)).Ok);
}
