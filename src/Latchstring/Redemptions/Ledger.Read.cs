using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>
/// The reading half: six reads for a batch, however many it settles. "cross join" makes SQLite start from what is asked and look each up by its
/// index; left to itself it walked all people of the workspace.
/// </summary>
internal sealed partial class Ledger
{
    public static async Task<Ledger> ReadAsync(Db db, Ask[] asks, DateTimeOffset now)
    {
        var ledger = new Ledger();
        await ledger.ReadSeatsAsync(db, asks);
        await ledger.ReadCodesAsync(db, asks, now);
        await ledger.ReadPeopleAsync(db, asks);
        if (ledger._codes.Count == 0)
            return ledger;
        await ledger.ReadOffersAsync(db);
        await ledger.ReadTermsAsync(db);
        await ledger.ReadRedemptionsAsync(db, asks);
        await ledger.ReadRegistrationsAsync(db);
        return ledger;
    }

    private static UInt128 Number(byte[] fingerprint) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(fingerprint);

    private async Task ReadCodesAsync(Db db, Ask[] asks, DateTimeOffset now)
    {
        var asked = asks.Select(ask => ask.Fingerprint).DistinctBy(Number).ToArray();
        await LockAsync("c.fingerprint in (select fingerprint from {0})", "null", asked);
        if (_codes.Count == asked.Length)
            return;
        // Old texts kept as aliases: rare, so only asked for what is still missing.
        var missing = asked.Where(fingerprint => !_codes.ContainsKey(Number(fingerprint))).ToArray();
        await using var command = db.Command("", ("now", now));
        var rows = db.Rows(command, "a", ("fingerprint", missing));
        command.CommandText = $"select t.fingerprint, t.code_id from {rows} cross join retired_text t where t.workspace_id = @ws and t.fingerprint = a.fingerprint and t.code_id is not null and t.alias_until > @now";
        var aliases = new List<(byte[] Old, Guid Code)>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                aliases.Add(((byte[])reader.GetValue(0), db.ReadGuid(reader, 1)));
        }
        foreach (var (old, codeId) in aliases)
        {
            var known = _codes.Values.FirstOrDefault(code => code.Id == codeId);
            if (known is null)
                await LockAsync("c.id = @alias", "alias", null, codeId);
            known ??= _codes.Values.First(code => code.Id == codeId);
            _codes[Number(old)] = known;
        }

        async Task LockAsync(string condition, string name, byte[][]? fingerprints, Guid? id = null)
        {
            await using var locking = db.Command("");
            if (id is not null)
                db.Bind(locking, name, id);
            var table = fingerprints is null ? "" : db.Rows(locking, "a", ("fingerprint", fingerprints));
            // Locked in the order of the key, so that two nodes never wait for each other in a ring.
            locking.CommandText =
                $"""
                {db.ByKeyOnly}
                select c.id, c.batch_id, c.fingerprint, c.max_uses, c.use_count, c.valid_from, c.valid_till, c.state, c.assignee_id, c.price_id
                from access_code c where c.workspace_id = @ws and {string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, table)} {(db.ForUpdate.Length == 0 ? "" : "order by c.id " + db.ForUpdate)}
                """;
            await using var reader = await locking.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = new Row(db, reader);
                var code = new AccessCode
                {
                    WorkspaceId = db.WorkspaceId, Id = row.Guid(0), BatchId = row.Guid(1), Fingerprint = row.BytesOrNull(2)!, MaxUses = row.IntOrNull(3), UseCount = row.Int(4),
                    ValidFrom = row.TimeOrNull(5), ValidTill = row.TimeOrNull(6), State = row.Enum<CodeState>(7), AssigneeId = row.GuidOrNull(8), PriceId = row.GuidOrNull(9),
                };
                _codes[Number(code.Fingerprint)] = code;
            }
        }
    }

    private async Task ReadPeopleAsync(Db db, Ask[] asks)
    {
        await using var command = db.Command("");
        var rows = db.Rows(command, "a", ("id", asks.Select(ask => ask.PersonId).Distinct().ToArray()));
        command.CommandText = $"select p.id from {rows} cross join person p where p.workspace_id = @ws and p.id = a.id";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _people.Add(db.ReadGuid(reader, 0));
    }

    private async Task ReadOffersAsync(Db db)
    {
        await using var command = db.Command("");
        var rows = db.Rows(command, "a", ("id", _codes.Values.Select(code => code.BatchId).Distinct().ToArray()));
        command.CommandText =
            $"""
            select b.id, o.id, o.price_amount, o.price_currency, o.capacity, o.registered, o.access_days, o.ends_at, o.archived_at, b.agreement_id
            from {rows} cross join code_batch b left join programme_offering p on p.workspace_id = @ws and p.programme_id = b.programme_id cross join offering o
            where b.workspace_id = @ws and b.id = a.id and o.workspace_id = @ws and o.id = coalesce(b.offering_id, p.offering_id) order by b.id, p.position
            """;
        var offerings = new Dictionary<Guid, Offering>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new Row(db, reader);
            var id = row.Guid(1);
            if (!offerings.TryGetValue(id, out var offering))
            {
                offerings[id] = offering = new Offering
                {
                    WorkspaceId = db.WorkspaceId, Id = id, Name = "", PriceAmount = row.LongOrNull(2), PriceCurrency = row.TextOrNull(3), Capacity = row.IntOrNull(4),
                    Registered = row.Int(5), AccessDays = row.IntOrNull(6), EndsAt = row.TimeOrNull(7), ArchivedAt = row.TimeOrNull(8),
                };
            }
            if (!_opens.TryGetValue(row.Guid(0), out var list))
                _opens[row.Guid(0)] = list = [];
            if (row.GuidOrNull(9) is { } agreement)
                _agreements[row.Guid(0)] = agreement;
            list.Add(offering);
        }
        await reader.DisposeAsync();
        var prices = _codes.Values.Where(code => code.PriceId is not null).Select(code => code.PriceId!.Value).Distinct().ToArray();
        if (prices.Length > 0)
        {
            foreach (var price in await db.Prices.AsNoTracking().Where(p => prices.Contains(p.Id)).ToListAsync())
                _prices[price.Id] = price;
        }
    }

    /// <summary>Only when a code has an agreement: what decides its price, and what it may ask of the people.</summary>
    private async Task ReadTermsAsync(Db db)
    {
        if (_agreements.Count == 0)
            return;
        _terms = await Agreements.Terms.ReadAsync(db, [.. _agreements.Values.Distinct()], hold: true);
        _facts = await PersonFacts.ReadAsync(db, _people, CancellationToken.None);
    }

    private async Task ReadRedemptionsAsync(Db db, Ask[] asks)
    {
        var pairs = asks.Select(ask => (Code: Find(ask.Fingerprint), ask.PersonId)).Where(pair => pair.Code is not null).Select(pair => (pair.Code!.Id, pair.PersonId)).Distinct().ToArray();
        await using var command = db.Command("");
        var rows = db.Rows(command, "a", ("code_id", pairs.Select(pair => pair.Id).ToArray()), ("person_id", pairs.Select(pair => pair.PersonId).ToArray()));
        command.CommandText =
            $"""
            select r.id, r.code_id, r.batch_id, r.person_id, r.round, r.registration_id, r.price_amount, r.price_currency, r.price_reason, r.redeemed_at, r.reversed_at
            from {rows} cross join redemption r where r.workspace_id = @ws and r.code_id = a.code_id and r.person_id = a.person_id order by r.round
            """;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new Row(db, reader);
            var redemption = new Redemption
            {
                WorkspaceId = db.WorkspaceId, Id = row.Guid(0), CodeId = row.Guid(1), BatchId = row.Guid(2), PersonId = row.Guid(3), Round = row.Int(4), RegistrationId = row.Guid(5),
                PriceAmount = row.LongOrNull(6), PriceCurrency = row.TextOrNull(7), PriceReason = row.Enum<PriceReason>(8), RedeemedAt = row.Time(9), ReversedAt = row.TimeOrNull(10),
            };
            _latest[(redemption.CodeId, redemption.PersonId)] = redemption;
        }
    }

    private async Task ReadRegistrationsAsync(Db db)
    {
        await using var command = db.Command("");
        var rows = db.Rows(command, "a", ("id", _people.ToArray()));
        command.CommandText = $"select r.id, r.offering_id, r.person_id, r.status, r.access_until from {rows} cross join registration r where r.workspace_id = @ws and r.person_id = a.id";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new Row(db, reader);
            var place = new Registration { WorkspaceId = db.WorkspaceId, Id = row.Guid(0), OfferingId = row.Guid(1), PersonId = row.Guid(2), Status = row.Enum<RegistrationStatus>(3), AccessUntil = row.TimeOrNull(4) };
            _registrations[(place.OfferingId, place.PersonId)] = place;
        }
    }
}
