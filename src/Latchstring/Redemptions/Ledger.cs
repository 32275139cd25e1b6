using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Redemptions;

/// <summary>A guarded update touched fewer rows than were decided on: somebody was faster. The transaction rolls back and is done again singly.</summary>
internal sealed class RacedException() : Exception("Another transaction spent it first.");

/// <summary>Everything that a batch of redemptions reads and writes. Changes made while deciding are seen by the next decision.</summary>
internal sealed partial class Ledger
{
    private readonly Dictionary<UInt128, AccessCode> _codes = [];
    private readonly Dictionary<Guid, List<Offering>> _opens = [];
    private readonly Dictionary<Guid, Price> _prices = [];
    private readonly HashSet<Guid> _people = [];
    private readonly Dictionary<(Guid Code, Guid Person), Redemption> _latest = [];
    private readonly Dictionary<(Guid Offering, Guid Person), Registration> _registrations = [];
    private readonly List<(Redemption Redemption, Actor Actor)> _new = [];
    private readonly List<Registration> _opened = [];
    private readonly Dictionary<Registration, RegistrationStatus> _renewed = [];
    private readonly Dictionary<Guid, int> _uses = [];
    private readonly Dictionary<Guid, (int Used, int Uses)> _batches = [];
    private readonly Dictionary<Guid, int> _seats = [];
    private readonly Dictionary<Guid, Guid> _agreements = [];
    private readonly Dictionary<Guid, int> _redeemed = [];
    private IReadOnlyDictionary<Guid, Terms> _terms = new Dictionary<Guid, Terms>();
    private IReadOnlyDictionary<Guid, PersonFacts> _facts = new Dictionary<Guid, PersonFacts>();

    public AccessCode? Find(byte[] fingerprint) => _codes.GetValueOrDefault(Number(fingerprint));

    public bool Knows(Guid personId) => _people.Contains(personId);

    public Redemption? Latest(Guid codeId, Guid personId) => _latest.GetValueOrDefault((codeId, personId));

    public IReadOnlyList<Offering> Opens(Guid batchId) => _opens.GetValueOrDefault(batchId) ?? [];

    public Price? Price(Guid? id) => id is { } known ? _prices[known] : null;

    /// <summary>What the agreement of a batch says; null = the batch has none.</summary>
    public Terms? Terms(Guid batchId) => _agreements.TryGetValue(batchId, out var id) ? _terms[id] : null;

    public PersonFacts Facts(Guid personId) => _facts.GetValueOrDefault(personId, PersonFacts.Unknown);

    public Registration? Registration(Guid offeringId, Guid personId) => _registrations.GetValueOrDefault((offeringId, personId));

    /// <summary>Opens or renews the person's place; a place that was given up takes a seat again.</summary>
    public void Register(Offering offering, Guid personId, Guid redemptionId, DateTimeOffset now, RegistrationSource source)
    {
        DateTimeOffset? until = offering.AccessDays is { } days ? now.AddDays(days) : null;
        var place = Registration(offering.Id, personId);
        if (place is not { Status: RegistrationStatus.Registered })
        {
            offering.Registered++;
            _seats[offering.Id] = _seats.GetValueOrDefault(offering.Id) + 1;
        }
        if (place is null)
        {
            place = new Registration { WorkspaceId = offering.WorkspaceId, Id = Guid.CreateVersion7(now), OfferingId = offering.Id, PersonId = personId, Source = source, CreatedAt = now };
            _registrations[(offering.Id, personId)] = place;
            _opened.Add(place);
        }
        else if (!_opened.Contains(place))
        {
            _renewed.TryAdd(place, place.Status);
        }
        (place.Status, place.AccessUntil, place.RedemptionId) = (RegistrationStatus.Registered, until, redemptionId);
    }

    public void Use(AccessCode code, Redemption redemption, Actor actor)
    {
        var (used, uses) = _batches.GetValueOrDefault(code.BatchId);
        _batches[code.BatchId] = (used + (code.UseCount == 0 ? 1 : 0), uses + 1);
        code.UseCount++;
        if (Terms(code.BatchId) is { Agreement: var agreement })
        {
            agreement.Redeemed++;
            _redeemed[agreement.Id] = _redeemed.GetValueOrDefault(agreement.Id) + 1;
        }
        _uses[code.Id] = _uses.GetValueOrDefault(code.Id) + 1;
        _latest[(redemption.CodeId, redemption.PersonId)] = redemption;
        _new.Add((redemption, actor));
    }

    public async Task WriteAsync(Db db, DateTimeOffset now)
    {
        if (_new.Count == 0)
            return;
        await SpendUsesAsync(db, now);
        await CountRedeemedAsync(db);
        await InsertRegistrationsAsync(db);
        await InsertRedemptionsAsync(db);
        if (_taken.Count > 0)
            await TakeSeatsAsync(db, now);
        await FollowInvitationsAsync(db, now);
        await InsertAuditAsync(db);
        // Last what every redemption of a course touches, so that another batch waits for it no longer than the commit takes.
        await SpendSeatsAsync(db);
        await CountAsync(db);
    }

    /// <summary>The guarded update: all uses of one code folded into one row change, and the row count is the answer.</summary>
    private async Task SpendUsesAsync(Db db, DateTimeOffset now)
    {
        var spent = await db.UpdateManyAsync(
            $"update access_code as c set use_count = use_count + a.uses from {{rows}} where c.workspace_id = @ws and c.id = a.code_id and {AccessCode.OpenAt} and (max_uses is null or use_count + a.uses <= max_uses)",
            [("now", now)], ("code_id", _uses.Keys.ToArray()), ("uses", _uses.Values.ToArray()));
        if (spent != _uses.Count)
            throw new RacedException();
    }

    /// <summary>A rule may ask how many were redeemed before, so the count must still be the one that was decided on.</summary>
    private async Task CountRedeemedAsync(Db db)
    {
        if (_redeemed.Count == 0)
            return;
        var order = _redeemed.OrderBy(one => one.Key).ToArray();
        var counted = await db.UpdateManyAsync(
            "update agreement as g set redeemed = redeemed + a.uses from {rows} where g.workspace_id = @ws and g.id = a.agreement_id and g.redeemed = a.seen",
            [], ("agreement_id", order.Select(one => one.Key).ToArray()), ("uses", order.Select(one => one.Value).ToArray()),
            ("seen", order.Select(one => _terms[one.Key].Agreement.Redeemed - one.Value).ToArray()));
        if (counted != order.Length)
            throw new RacedException();
    }

    private async Task SpendSeatsAsync(Db db)
    {
        if (_seats.Count == 0)
            return;
        var order = _seats.OrderBy(seat => seat.Key).ToArray();
        var spent = await db.UpdateManyAsync(
            "update offering as o set registered = registered + a.seats from {rows} where o.workspace_id = @ws and o.id = a.offering_id and (capacity is null or registered + a.seats <= capacity)",
            [], ("offering_id", order.Select(seat => seat.Key).ToArray()), ("seats", order.Select(seat => seat.Value).ToArray()));
        if (spent != _seats.Count)
            throw new RacedException();
    }

    private Task<int> CountAsync(Db db)
    {
        var order = _batches.OrderBy(batch => batch.Key).ToArray();
        return db.UpdateManyAsync(
            "update code_batch as b set used = used + a.first_uses, uses = uses + a.all_uses from {rows} where b.workspace_id = @ws and b.id = a.batch_id",
            [], ("batch_id", order.Select(b => b.Key).ToArray()), ("first_uses", order.Select(b => b.Value.Used).ToArray()), ("all_uses", order.Select(b => b.Value.Uses).ToArray()));
    }

    private async Task InsertRegistrationsAsync(Db db)
    {
        if (_opened.Count > 0)
        {
            // In one order for everybody: two batches that open the same places never wait for each other in a ring.
            _opened.Sort((a, b) => (a.OfferingId, a.PersonId).CompareTo((b.OfferingId, b.PersonId)));
            await db.InsertManyAsync("registration", CancellationToken.None,
                ("id", _opened.Select(r => r.Id).ToArray()), ("offering_id", _opened.Select(r => r.OfferingId).ToArray()), ("person_id", _opened.Select(r => r.PersonId).ToArray()),
                ("redemption_id", _opened.Select(r => r.RedemptionId!.Value).ToArray()), ("source", _opened.Select(r => r.Source.ToString()).ToArray()), ("status", _opened.Select(r => r.Status.ToString()).ToArray()),
                ("access_until", _opened.Select(r => r.AccessUntil?.ToUniversalTime()).ToArray()), ("created_at", _opened.Select(r => r.CreatedAt).ToArray()));
        }
        foreach (var (place, before) in _renewed)
        {
            // Whether a seat was taken depends on what it was before: another transaction may have given the place up or renewed it since.
            var held = await db.ExecuteAsync("update registration set status = @status, access_until = @until, redemption_id = @redemption where workspace_id = @ws and id = @id and status = @before",
                CancellationToken.None, ("status", place.Status), ("until", place.AccessUntil), ("redemption", place.RedemptionId), ("id", place.Id), ("before", before));
            if (held == 0)
                throw new RacedException();
        }
    }

    private Task InsertRedemptionsAsync(Db db)
    {
        var all = _new.ConvertAll(item => item.Redemption);
        (string, Array)[] columns =
        [
            ("id", all.Select(r => r.Id).ToArray()), ("code_id", all.Select(r => r.CodeId).ToArray()), ("batch_id", all.Select(r => r.BatchId).ToArray()), ("person_id", all.Select(r => r.PersonId).ToArray()),
            ("round", all.Select(r => r.Round).ToArray()), ("registration_id", all.Select(r => r.RegistrationId).ToArray()), ("price_amount", all.Select(r => r.PriceAmount).ToArray()),
            ("price_currency", all.Select(r => r.PriceCurrency).ToArray()), ("price_reason", all.Select(r => r.PriceReason.ToString()).ToArray()), ("redeemed_at", all.Select(r => r.RedeemedAt).ToArray()),
        ];
        return db.InsertManyAsync("redemption", CancellationToken.None, _redeemed.Count == 0 ? columns : [.. columns, ("price_detail", all.Select(r => r.PriceDetail).ToArray())]);
    }

    private Task InsertAuditAsync(Db db)
    {
        var entries = _new.ConvertAll(item => AuditEntry.By(item.Actor, item.Redemption.RedeemedAt, "code.redeemed", "code", item.Redemption.CodeId, new { redemption = item.Redemption.Id, person = item.Redemption.PersonId }));
        return AuditEntry.InsertAsync(db, entries);
    }
}
