using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Properties;

/// <summary>One workspace and its model, moved together.</summary>
internal sealed class World
{
    // The same text in several hands, a text that numbering reaches too, and ones too short to be shared.
    private static readonly string[] Names = ["Summer-2027", "SUMMER2O27", "WINTER27", "winter-27", "MATHS3", "MATHS4", "AUTUMN-AUTUMN", "XY1", "LONG-ENOUGH-10"];

    private readonly Verbs _verbs;
    private readonly SampleWorkspace _sample;
    private readonly Guid[] _people;
    private readonly Guid[] _offerings;
    private readonly Guid _bundle;
    private readonly Model _model = new();

    private World(Verbs verbs, SampleWorkspace sample, Guid[] people, Guid[] offerings, Guid bundle) =>
        (_verbs, _sample, _people, _offerings, _bundle) = (verbs, sample, people, offerings, bundle);

    private Database Database => _verbs.Database.Database;
    private DateTimeOffset Now => Database.Now;

    public static async Task<World> CreateAsync(Verbs verbs, string slug)
    {
        var sample = await SampleWorkspace.CreateAsync(verbs.Database, slug);
        var small = await sample.AddCourseAsync("Three seats for a month", capacity: 3, price: 5_000, accessDays: 30);
        var open = await sample.AddCourseAsync("Open to all for a week", price: 700, accessDays: 7);
        var bundle = await sample.AddAsync(new Programme { WorkspaceId = sample.Id, Name = "Both" });
        await sample.AddAsync(new ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = small.Id });
        await sample.AddAsync(new ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = open.Id, Position = 1 });
        var people = new List<Guid>();
        for (var i = 0; i < 6; i++)
            people.Add((await sample.AddPersonAsync($"p{i}@example.org")).Id);
        var world = new World(verbs, sample, [.. people], [small.Id, open.Id], bundle.Id);
        world._model.Offerings[small.Id] = new ModelOffering(3, 30) { Price = 5_000 };
        world._model.Offerings[open.Id] = new ModelOffering(null, 7) { Price = 700 };
        await world.DoAsync(new Operation(OperationKind.Issue, 0, 3, 0));
        return world;
    }

    public Task DoAsync(Operation it)
    {
        _verbs.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        return it.Kind switch
        {
            OperationKind.Issue => IssueAsync(it),
            OperationKind.Redeem => RedeemAsync([it]),
            OperationKind.RedeemTogether => RedeemAsync([.. Enumerable.Range(0, 8).Select(i => it with { A = it.A + (i * it.C), B = it.B + i })]),
            OperationKind.Change => ChangeAsync(it),
            OperationKind.Rename => RenameAsync(it),
            OperationKind.Reverse => ReverseAsync(it),
            OperationKind.Limit => LimitAsync(it),
            OperationKind.Wait => WaitAsync(it),
            OperationKind.EndOffering => EndOfferingAsync(it),
            _ => RepriceAsync(it),
        };
    }

    /// <summary>The tables hold what the model holds, and every text leads where the model says.</summary>
    public async Task AgreesAsync()
    {
        await Invariants.AssertAsync(Database, _sample.Id);
        await using var db = Database.Read(_sample.Id);
        var codes = await db.AccessCodes.ToDictionaryAsync(code => code.Id);
        Assert.Equal(_model.Codes.Where(code => !code.Deleted).Select(code => (code.Id, code.State, _model.Uses(code), code.MaxUses)).Order(),
            codes.Values.Select(code => (code.Id, code.State, code.UseCount, code.MaxUses)).Order());
        var redemptions = await db.Redemptions.ToListAsync();
        Assert.Equal(_model.Redemptions.Select(r => (r.Id, r.Code.Id, r.Person, r.Reversed, r.Price)).Order(),
            redemptions.Select(r => (r.Id, r.CodeId, r.PersonId, r.ReversedAt is not null, r.PriceAmount)).Order());
        var places = await db.Registrations.ToListAsync();
        Assert.Equal(_model.Places.Select(p => (p.Key.Offering, p.Key.Person, p.Value.Registered, Until: p.Value.Registered ? p.Value.Until : null)).Order(),
            places.Select(p => (p.OfferingId, p.PersonId, p.Status == RegistrationStatus.Registered, p.Status == RegistrationStatus.Registered ? p.AccessUntil : null)).Order());
        foreach (var text in _model.Former.Keys.Concat(_model.Codes.Select(code => code.Text)).Distinct())
            Assert.Equal(_model.Find(text, Now)?.Id, (await _verbs.Find.RunAsync(_sample.Id, text))?.Code.Id);
    }

    private ModelCode Code(int pick) => _model.Codes[pick % _model.Codes.Count];

    private async Task IssueAsync(Operation it)
    {
        var (offering, bundle) = (it.A % 3) switch { 0 => (_offerings[0], null), 1 => (_offerings[1], null), _ => ((Guid?)null, (Guid?)_bundle) };
        var naming = (Naming)(it.C % 3);
        var max = it.B % 4;
        var input = new NewBatch(offering, bundle, 1 + (it.B % 5), naming, naming == Naming.Random ? null : naming == Naming.Sequential ? "MATHS" : "GEO",
            max == 0 ? Usage.Single : Usage.Multiple, max is 0 or 1 ? null : max, max == 1, it.C % 4 == 0 ? Now.AddHours(it.B % 30) : null, it.C % 5 < 2 ? Now.AddHours(31 + (it.A % 100)) : null, AcceptGuessable: true);
        var (batch, texts) = await _verbs.IssueAsync(_sample.Owner, input);
        Assert.Equal(input.Quantity, texts.Length);
        await using var db = Database.Read(_sample.Id);
        var ids = await db.AccessCodes.Where(code => code.BatchId == batch.Id).OrderBy(code => code.Id).Select(code => code.Id).ToListAsync();
        foreach (var (id, shown) in ids.Zip(texts))
        {
            var text = CodeText.Parse(shown).Canonical;
            Assert.False(_model.Former.ContainsKey(text), "A retired text was issued again");
            Assert.DoesNotContain(_model.Codes, code => !code.Deleted && code.Text == text);
            _model.Codes.Add(new ModelCode { Id = id, Text = text, Shown = shown, Opens = offering is { } one ? [one] : _offerings, MaxUses = batch.MaxUses, ValidFrom = batch.ValidFrom, ValidTill = batch.ValidTill });
        }
    }

    /// <summary>One or several at the same moment: with one writer they are settled in the order in which they came.</summary>
    private async Task RedeemAsync(Operation[] all)
    {
        var former = _model.Former.Keys.ToList();
        var asks = all.Select(it => (Text: it.C % 7 == 0 && former.Count > 0 ? former[it.B % former.Count] : Code(it.A).Text, Person: _people[it.B % _people.Length])).ToList();
        var now = Now;
        var answers = await Task.WhenAll(asks.Select(ask => _verbs.Redeem.RunAsync(_sample.Owner, ask.Text, ask.Person)));
        foreach (var ((text, person), answer) in asks.Zip(answers))
        {
            Assert.Equal(_model.RedeemRefusal(text, person, now), answer.Problem?.Code);
            if (answer.Ok)
                Assert.NotEqual(_model.Redeemed(text, person, now, answer.Value.Redemption.Id), answer.Value.Repeated);
        }
    }

    private async Task ChangeAsync(Operation it)
    {
        var (code, change) = (Code(it.A), (CodeChange)(it.B % 5));
        var answer = await new ChangeCodes(Database, _verbs.Queue).RunAsync(_sample.Owner, change, code.Id);
        Assert.Equal(_model.Change(code, change, Now), answer.Problem?.Code);
    }

    private async Task RenameAsync(Operation it)
    {
        var code = Code(it.A);
        var former = _model.Former.Keys.ToList();
        var typed = it.C % 5 == 0 && former.Count > 0 ? former[it.C % former.Count] : Names[it.B % Names.Length];
        DateTimeOffset? until = it.C % 2 == 0 ? Now.AddHours(1 + (it.C % 60)) : null;
        var answer = await new EditCode(Database).RunAsync(_sample.Owner, new CodeEdit(code.Id, Text: typed, AliasUntil: until));
        Assert.Equal(_model.Rename(code, typed, until), answer.Problem?.Code);
    }

    private async Task ReverseAsync(Operation it)
    {
        if (_model.Redemptions.Count == 0)
            return;
        var redemption = _model.Redemptions[it.A % _model.Redemptions.Count];
        Assert.True((await new ReverseRedemption(Database).RunAsync(_sample.Owner, new ReversalInput(redemption.Id))).Ok);
        _model.Reverse(redemption);
    }

    /// <summary>Another maximum or another end.</summary>
    private async Task LimitAsync(Operation it)
    {
        var code = Code(it.A);
        var raise = it.B % 2 == 0;
        int? max = raise ? 2 + (it.C % 4) : code.MaxUses;
        DateTimeOffset? till = raise ? code.ValidTill : Now.AddHours(1 + (it.C % 90));
        var edit = raise ? new CodeEdit(code.Id, Usage: Usage.Multiple, MaxUses: new Set<int?>(max)) : new CodeEdit(code.Id, ValidTill: new Set<DateTimeOffset?>(till));
        var expected = code.Deleted ? "code.not_found"
            : raise ? (max < _model.Uses(code) || (code.HandMade && code.Text.Length < 10) ? "input.invalid" : null)
            : code.ValidFrom >= till ? "input.invalid" : null;
        Assert.Equal(expected, (await new EditCode(Database).RunAsync(_sample.Owner, edit)).Problem?.Code);
        if (expected is null)
            (code.MaxUses, code.ValidTill) = (max, till);
    }

    private Task WaitAsync(Operation it)
    {
        _verbs.Database.Clock.Advance(TimeSpan.FromHours(it.A % 5 == 0 ? 24 * (it.B % 40) : it.B % 40));
        return Task.CompletedTask;
    }

    private async Task EndOfferingAsync(Operation it)
    {
        var id = _offerings[it.A % 2];
        DateTimeOffset? ends = it.B % 3 == 0 ? null : Now.AddHours(it.C % 48);
        await Database.WriteAsync(_sample.Id, db => db.Offerings.Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.EndsAt, ends)));
        _model.Offerings[id].EndsAt = ends;
    }

    private async Task RepriceAsync(Operation it)
    {
        var id = _offerings[it.A % 2];
        await Database.WriteAsync(_sample.Id, db => db.Offerings.Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.PriceAmount, (long?)it.C)));
        _model.Offerings[id].Price = it.C;
    }
}
