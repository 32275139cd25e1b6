using FsCheck;
using FsCheck.Fluent;
using Latchstring.Codes;

namespace Latchstring.Tests.Codes;

/// <summary>The formula of docs/security.md moves one way only.</summary>
public class CodeStrengthPropertyTests
{
    private static readonly Arbitrary<(Naming Naming, long Fewer, long More)> Batches =
        (from naming in Gen.Elements(Naming.Random, Naming.NamePlusRandom, Naming.Sequential)
         from fewer in Gen.Choose(1, 10_000_000)
         from added in Gen.Choose(0, 1_000_000_000)
         select (naming, (long)fewer, (long)fewer + added)).ToArbitrary();

    [Fact]
    public void More_codes_are_never_harder_to_guess() => Prop.ForAll(Batches, batch =>
    {
        var highest = batch.More;
        var (fewer, more) = (CodeStrength.Of(batch.Naming, batch.Fewer, highest), CodeStrength.Of(batch.Naming, batch.More, highest));
        return more.NeededBits >= fewer.NeededBits && more.TriesPerHit <= fewer.TriesPerHit && more.Level >= fewer.Level && more.Percent <= fewer.Percent;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_longer_life_needs_more_bits() => Prop.ForAll(Gen.Choose(0, 2_000).Two().ToArbitrary(), hours =>
    {
        var (shorter, longer) = (Math.Min(hours.Item1, hours.Item2), Math.Max(hours.Item1, hours.Item2));
        return CodeStrength.Of(Naming.Random, 1_000, 0, TimeSpan.FromHours(longer)).NeededBits >= CodeStrength.Of(Naming.Random, 1_000, 0, TimeSpan.FromHours(shorter)).NeededBits;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_longer_text_of_ones_own_is_harder_to_guess() => Prop.ForAll(Gen.Choose(1, CodeText.MaxLength - 1).ToArbitrary(), length =>
        CodeStrength.OfHandMade(CodeText.Parse(new string('A', length + 1))).Bits > CodeStrength.OfHandMade(CodeText.Parse(new string('A', length))).Bits).QuickCheckThrowOnFailure();

    [Fact]
    public void Numbers_are_always_weaker_than_random_parts() => Prop.ForAll(Batches, batch =>
        CodeStrength.Of(Naming.Sequential, batch.More, batch.More).Bits < CodeStrength.Of(Naming.NamePlusRandom, batch.More).Bits).QuickCheckThrowOnFailure();
}
