using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>Single-use codes that are bound to one person each from the beginning, as invitations carry them.</summary>
internal static class BoundCodes
{
    /// <summary>
    /// Writes the batch, and one code for each of these people, in a few statements whatever their number; gives the codes' ids in the same order.
    /// Numbers whose text was ever in use are passed over (I2).
    /// </summary>
    public static async Task<Guid[]> InsertAsync(Database database, Db db, CodeBatch batch, Guid[] people, CancellationToken cancellationToken)
    {
        var texts = new BatchTexts(database.Keys.Of(db.WorkspaceId), batch);
        var free = new List<NewCode>();
        for (var seen = new HashSet<UInt128>(); free.Count < people.Length;)
        {
            var more = texts.Take(batch.NextNumber, people.Length - free.Count);
            var taken = await TakenTexts.AmongAsync(db, more, cancellationToken);
            free.AddRange(more.Where(code => !taken.Contains(code.Fingerprint) && seen.Add(code.Fingerprint)));
            batch.NextNumber += more.Length;
        }
        db.Add(batch);
        await db.SaveChangesAsync(cancellationToken);
        var ids = free.ConvertAll(code => AccessCode.IdOf(batch.Id, code.Number)).ToArray();
        T[] Same<T>(T value) => [.. Enumerable.Repeat(value, people.Length)];
        await db.InsertManyAsync("access_code", cancellationToken,
            ("id", ids), ("batch_id", Same(batch.Id)), ("number", free.ConvertAll(code => code.Number).ToArray()), ("fingerprint", free.ConvertAll(code => code.FingerprintBytes()).ToArray()),
            ("max_uses", Same((int?)1)), ("use_count", Same(0)), ("state", Same(nameof(CodeState.Active))), ("assignee_id", people), ("version", Same(0)));
        Counts.Made(people.Length);
        return ids;
    }
}
