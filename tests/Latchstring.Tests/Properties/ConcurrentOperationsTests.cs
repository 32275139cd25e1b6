using System.Collections.Concurrent;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Properties;

/// <summary>Everybody at once on few codes, few people and few seats, on two nodes where there can be two: the kept counts stay true.</summary>
public class ConcurrentOperationsTests
{
    private const int Workers = 6;
    private const int Steps = 60;

    [Theory, EachDatabase]
    [Trait("Req", "I1"), Trait("Req", "I2"), Trait("Req", "I6"), Trait("Req", "I11")]
    public async Task Everything_at_once_leaves_every_count_true(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var course = await sample.AddCourseAsync("Five seats for a day", capacity: 5, accessDays: 1);
        var (many, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(course.Id, null, 12, Usage: Usage.Multiple, MaxUses: 3));
        var (once, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(course.Id, null, 12));
        var codes = Enumerable.Range(1, 12).SelectMany(number => new[] { AccessCode.IdOf(many.Id, number), AccessCode.IdOf(once.Id, number) }).ToArray();
        var people = new List<Guid>();
        for (var i = 0; i < 10; i++)
            people.Add((await sample.AddPersonAsync($"p{i}@example.org")).Id);
        await using var second = test.Kind == DatabaseKind.Postgres ? test.OpenAnother() : null;
        await using var there = new RedeemCode(second ?? test.Database, NullLogger<RedeemCode>.Instance);
        var world = new Everybody(test, sample, verbs, second ?? test.Database, there, codes, people);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => world.WorkAsync(new Random(worker), Steps))));
        Assert.Empty(world.Unknown);
        Assert.NotEmpty(world.Redeemed);
        await Invariants.AssertAsync(test.Database, sample.Id);
    }

    private sealed class Everybody(TestDatabase test, SampleWorkspace sample, Verbs verbs, Database second, RedeemCode there, Guid[] codes, List<Guid> people)
    {
        public ConcurrentBag<Guid> Redeemed { get; } = [];
        public ConcurrentBag<string> Unknown { get; } = [];

        public async Task WorkAsync(Random random, int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                var database = random.Next(2) == 0 ? test.Database : second;
                var code = codes[random.Next(codes.Length)];
                await (random.Next(10) switch
                {
                    < 5 => RedeemAsync(random.Next(2) == 0 ? verbs.Redeem : there, code, people[random.Next(people.Count)]),
                    5 => ReverseAsync(database, random),
                    6 => new ChangeCodes(database, verbs.Queue).RunAsync(sample.Owner, new CodesToChange((CodeChange)random.Next(5), [code, codes[random.Next(codes.Length)]])),
                    7 => new ChangeCodes(database, verbs.Queue).RunAsync(sample.Owner, new CodesToChange(CodeChange.Reactivate, codes)),
                    8 => new EditCode(database).RunAsync(sample.Owner, new CodeEdit(code, Text: $"CONTENDED-TEXT-{random.Next(4)}", AliasUntil: test.Clock.Now.AddDays(1))),
                    _ => AdvanceAsync(),
                });
            }
        }

        private Task AdvanceAsync()
        {
            test.Clock.Advance(TimeSpan.FromHours(5));
            return Task.CompletedTask;
        }

        private async Task RedeemAsync(RedeemCode redeem, Guid code, Guid person)
        {
            if (await TextAsync(code) is not { } text)
                return;
            var answer = await redeem.RunAsync(sample.Owner, text, person);
            if (answer.Ok)
                Redeemed.Add(answer.Value.Redemption.Id);
            else if (answer.Problem.Status >= 500)
                Unknown.Add(answer.Problem.Code);
        }

        private Task ReverseAsync(Database database, Random random) =>
            Redeemed.ToArray() is { Length: > 0 } all ? new ReverseRedemption(database).RunAsync(sample.Owner, new ReversalInput(all[random.Next(all.Length)])) : Task.CompletedTask;

        private async Task<string?> TextAsync(Guid code)
        {
            await using var db = test.Database.Read(sample.Id);
            var known = (await db.QueryAsync("select batch_id, number, sealed_text from access_code where workspace_id = @ws and id = @id", row => (row.Guid(0), row.Int(1), row.BytesOrNull(2)), default, ("id", code))).FirstOrDefault();
            return known == default ? null : (await CodeTexts.ReadAsync(db, test.Database.Keys.Of(sample.Id), [known.Item1], default)).Of(known.Item1, known.Item2, known.Item3);
        }
    }
}
