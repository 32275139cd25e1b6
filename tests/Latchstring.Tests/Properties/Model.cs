using Latchstring.Codes;

namespace Latchstring.Tests.Properties;

/// <summary>A code as the model knows it.</summary>
internal sealed class ModelCode
{
    public required Guid Id { get; init; }
    /// <summary>As compared.</summary>
    public required string Text { get; set; }

    /// <summary>As people see it.</summary>
    public required string Shown { get; set; }
    public required Guid[] Opens { get; init; }
    public bool Deleted { get; set; }
    public CodeState State { get; set; }
    public int? MaxUses { get; set; }
    public DateTimeOffset? ValidFrom { get; set; }
    public DateTimeOffset? ValidTill { get; set; }
    public bool HandMade { get; set; }
}

internal sealed record ModelRedemption(Guid Id, ModelCode Code, Guid Person, DateTimeOffset At, long? Price)
{
    public bool Reversed { get; set; }
}

internal sealed record ModelPlace
{
    public bool Registered { get; set; }
    public DateTimeOffset? Until { get; set; }
    public Guid RedemptionId { get; set; }
}

internal sealed record ModelOffering(int? Capacity, int? AccessDays)
{
    public DateTimeOffset? EndsAt { get; set; }
    public long Price { get; set; }
}

/// <summary>The rules of domain.md over dictionaries, one after another and with nothing to race against: what the databases must agree with.</summary>
internal sealed class Model
{
    public Dictionary<Guid, ModelOffering> Offerings { get; } = [];
    public List<ModelCode> Codes { get; } = [];
    public List<ModelRedemption> Redemptions { get; } = [];
    public Dictionary<(Guid Offering, Guid Person), ModelPlace> Places { get; } = [];

    /// <summary>Every text that ever was one: whose it is or was (null = a deleted code's), and until when it opens it though it is an old one.</summary>
    public Dictionary<string, (ModelCode? Code, DateTimeOffset? AliasUntil)> Former { get; } = [];

    public IEnumerable<ModelRedemption> InForce(ModelCode code) => Redemptions.Where(r => r.Code == code && !r.Reversed);

    public int Uses(ModelCode code) => InForce(code).Count();

    public bool Ever(ModelCode code) => Redemptions.Exists(r => r.Code == code);

    public ModelCode? Find(string canonical, DateTimeOffset now) =>
        Codes.Find(code => !code.Deleted && code.Text == canonical) ?? (Former.TryGetValue(canonical, out var former) && former.AliasUntil > now ? former.Code : null);

    public int Seats(Guid offering) => Places.Count(place => place.Key.Offering == offering && place.Value.Registered);

    /// <summary>Null = the redemption goes through; then <see cref="Redeemed"/> writes it down under its id.</summary>
    public string? RedeemRefusal(string canonical, Guid person, DateTimeOffset now)
    {
        if (Find(canonical, now) is not { } code)
            return "code.not_found";
        if (InForce(code).Any(r => r.Person == person))
            return null;
        if (code.State != CodeState.Active)
            return "code.not_found";
        if (Uses(code) >= code.MaxUses)
            return "code.used_up";
        // X3: the earliest end counts, the code's or an offering's.
        if (now >= code.ValidTill)
            return "code.expired";
        if (now < code.ValidFrom)
            return "code.not_yet_valid";
        if (code.Opens.Any(o => now >= Offerings[o].EndsAt))
            return "code.expired";
        var missing = code.Opens.Where(o => !HasAccess(o, person, now)).ToList();
        if (missing.Count == 0)
            return "registration.exists";
        return missing.Exists(o => Seats(o) >= Offerings[o].Capacity && !(Places.TryGetValue((o, person), out var place) && place.Registered)) ? "offering.full" : null;
    }

    public bool HasAccess(Guid offering, Guid person, DateTimeOffset now) =>
        Places.TryGetValue((offering, person), out var place) && place.Registered && (place.Until is null || now < place.Until);

    /// <summary>False when it had been redeemed before by that person: nothing is consumed (X5).</summary>
    public bool Redeemed(string canonical, Guid person, DateTimeOffset now, Guid id)
    {
        var code = Find(canonical, now)!;
        if (InForce(code).Any(r => r.Person == person))
            return false;
        foreach (var offering in code.Opens.Where(o => !HasAccess(o, person, now)))
            Places[(offering, person)] = new ModelPlace { Registered = true, RedemptionId = id, Until = Offerings[offering].AccessDays is { } days ? now.AddDays(days) : null };
        Redemptions.Add(new ModelRedemption(id, code, person, now, code.Opens.Sum(o => Offerings[o].Price)));
        return true;
    }

    public void Reverse(ModelRedemption redemption)
    {
        if (redemption.Reversed)
            return;
        redemption.Reversed = true;
        foreach (var (key, place) in Places.Where(place => place.Key.Person == redemption.Person && place.Value.RedemptionId == redemption.Id))
        {
            var other = Redemptions.LastOrDefault(r => !r.Reversed && r.Person == redemption.Person && r.Code.Opens.Contains(key.Offering));
            if (other is null)
                place.Registered = false;
            else
                (place.RedemptionId, place.Until) = (other.Id, Offerings[key.Offering].AccessDays is { } days ? other.At.AddDays(days) : null);
        }
    }

    public string? Change(ModelCode code, CodeChange change, DateTimeOffset now)
    {
        if (ChangeRefusal(code, change, now) is { } refusal)
            return refusal;
        if (change == CodeChange.Delete)
        {
            code.Deleted = true;
            Former[code.Text] = (null, null);
            foreach (var text in Former.Where(former => former.Value.Code == code).Select(former => former.Key).ToList())
                Former[text] = (null, null);
            return null;
        }
        code.State = change switch { CodeChange.Reactivate => CodeState.Active, CodeChange.Archive => CodeState.Archived, _ => CodeState.Inactive };
        return null;
    }

    private string? ChangeRefusal(ModelCode code, CodeChange change, DateTimeOffset now) => (change, code.State) switch
    {
        _ when code.Deleted => "code.not_found",
        (CodeChange.Deactivate, CodeState.Archived) => "code.archived",
        (CodeChange.Reactivate, CodeState.Archived) => "code.archived",
        (CodeChange.Reactivate, CodeState.Inactive) when Uses(code) >= code.MaxUses => "code.used_up",
        (CodeChange.Reactivate, CodeState.Inactive) when now >= code.ValidTill => "code.expired",
        (CodeChange.Restore, not CodeState.Archived) => "code.not_archived",
        (CodeChange.Delete, _) when Ever(code) => "code.used",
        (CodeChange.Delete, CodeState.Active) => "code.active",
        _ => null,
    };

    public string? Rename(ModelCode code, string typed, DateTimeOffset? aliasUntil)
    {
        if (code.Deleted)
            return "code.not_found";
        if (typed == code.Shown)
            return null;
        var canonical = CodeText.Parse(typed).Canonical;
        if (Ever(code))
            return "code.used";
        if (canonical.Length < 4 || (code.MaxUses != 1 && canonical.Length < 10))
            return "input.invalid";
        if (canonical != code.Text)
        {
            var mine = Former.TryGetValue(canonical, out var former) && former.Code == code;
            if (!mine && (Former.ContainsKey(canonical) || Codes.Exists(other => !other.Deleted && other.Text == canonical)))
                return "code.taken";
            Former.Remove(canonical);
            Former[code.Text] = (code, aliasUntil);
            code.Text = canonical;
        }
        (code.Shown, code.HandMade) = (typed, true);
        return null;
    }
}
