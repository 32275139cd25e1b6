using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public class OpenRuleTests
{
    [Theory, EachDatabase, Trait("Req", "S4.12"), Trait("Req", "S4.28"), Trait("Req", "S3.9"), Trait("Req", "I6")]
    public async Task The_rule_for_people_and_the_rule_for_SQL_agree_on_every_row(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var now = test.Database.Now;
        DateTimeOffset?[] times = [null, now.AddTicks(-10), now, now.AddTicks(10)];
        var table =
            (from state in Enum.GetValues<CodeState>()
             from uses in new (int Count, int? Max)[] { (0, 1), (1, 1), (0, null), (7, null), (9, 10), (10, 10) }
             from validFrom in times
             from validTill in times
             select (state, uses, validFrom, validTill)).ToArray();
        var codes = table.Select((row, i) => new AccessCode
        {
            WorkspaceId = sample.Id,
            Id = AccessCode.IdOf(batch.Id, i + 2),
            BatchId = batch.Id,
            Number = i + 2,
            Fingerprint = Guid.NewGuid().ToByteArray(),
            State = row.state,
            UseCount = row.uses.Count,
            MaxUses = row.uses.Max,
            ValidFrom = row.validFrom,
            ValidTill = row.validTill,
        }).ToArray();
        await test.Database.WriteAsync(sample.Id, db => { db.AddRange(codes); return db.SaveChangesAsync(); });

        await using var read = test.Database.Read(sample.Id);
        var open = await read.QueryAsync($"select number from access_code where workspace_id = @ws and number > 1 and {AccessCode.OpenAt}", row => row.Int(0), default, ("now", now));

        Assert.Equal(288, codes.Length);
        Assert.Equal([.. codes.Where(code => code.RefusalAt(now) is null).Select(code => code.Number)], open.Order());
        Assert.All(codes, code => Assert.Equal(code.RefusalAt(now) is null, code.StatusAt(now) == CodeStatus.Valid));
    }
}
