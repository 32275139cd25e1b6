using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <summary>Somebody who is to have a code, and at which price.</summary>
internal sealed record Holder(Guid PersonId, Guid? PriceId);

/// <summary>Codes of an agreement that are somebody's from the start (S0.2), each with its own price.</summary>
internal static class HeldCodes
{
    /// <summary>
    /// A batch for them; their number follows. A code's price names what it opens, so without one price for all the batch opens whatever the agreement does (S0.47).
    /// </summary>
    public static CodeBatch Batch(Database database, Actor actor, Agreement agreement, int quantity, Price? price, string? note, BatchOrigin origin)
    {
        var (now, keys) = (database.Now, database.Keys.Of(actor.WorkspaceId));
        return new CodeBatch
        {
            WorkspaceId = actor.WorkspaceId,
            Id = Guid.CreateVersion7(now),
            AgreementId = agreement.Id,
            OfferingId = price?.OfferingId ?? agreement.OfferingId,
            ProgrammeId = price is null ? agreement.ProgrammeId : null,
            Quantity = quantity,
            Naming = agreement.Prefix is null ? Naming.Random : Naming.NamePlusRandom,
            SealedName = agreement.Prefix is null ? null : keys.Seal(agreement.Prefix),
            PriceId = price?.Id,
            Note = note,
            Origin = origin,
            Status = BatchStatus.Ready,
            MadeBy = actor.Id,
            MadeByName = actor.Name,
            CreatedAt = now,
        };
    }

    /// <summary>Makes one code for each, in their order, and moves the batch on. Numbers whose text was ever used are passed over (I2).</summary>
    public static async Task<Guid[]> InsertAsync(Database database, Db db, CodeBatch batch, BatchTexts texts, IReadOnlyList<Holder> holders, CancellationToken cancellationToken)
    {
        var careful = await db.RetiredTexts.AnyAsync(cancellationToken);
        var free = new List<NewCode>(holders.Count);
        while (free.Count < holders.Count)
        {
            var chunk = texts.Take(batch.NextNumber, holders.Count - free.Count);
            var taken = careful ? await TakenTexts.AmongAsync(db, chunk, cancellationToken) : [];
            free.AddRange(taken.Count == 0 ? chunk : chunk.Where(code => !taken.Contains(code.Fingerprint)));
            batch.NextNumber += chunk.Length;
        }
        // Held in the order of their numbers, stored in the order of the index.
        var byNumber = free.Select(code => code.Number).Order().Select((number, i) => (number, i)).ToDictionary(pair => pair.number, pair => pair.i);
        var ordered = free.OrderBy(code => code.Fingerprint).ToArray();
        var ids = Array.ConvertAll(ordered, code => AccessCode.IdOf(batch.Id, code.Number));
        await db.InsertManyAsync("access_code", cancellationToken,
            ("id", ids), ("batch_id", All(ordered, batch.Id)), ("number", Array.ConvertAll(ordered, code => code.Number)), ("fingerprint", Array.ConvertAll(ordered, code => code.FingerprintBytes())),
            ("max_uses", All(ordered, 1)), ("use_count", All(ordered, 0)), ("state", All(ordered, nameof(CodeState.Active))), ("version", All(ordered, 0)),
            ("assignee_id", Array.ConvertAll(ordered, code => holders[byNumber[code.Number]].PersonId)), ("price_id", Array.ConvertAll(ordered, code => holders[byNumber[code.Number]].PriceId)));
        batch.Issued += holders.Count;
        await db.ExecuteAsync("update code_batch set issued = @issued, next_number = @next where workspace_id = @ws and id = @id", cancellationToken, ("issued", batch.Issued), ("next", batch.NextNumber), ("id", batch.Id));
        return [.. byNumber.OrderBy(pair => pair.Value).Select(pair => AccessCode.IdOf(batch.Id, pair.Key))];
    }

    private static T[] All<T>(NewCode[] codes, T value)
    {
        var all = new T[codes.Length];
        Array.Fill(all, value);
        return all;
    }
}
