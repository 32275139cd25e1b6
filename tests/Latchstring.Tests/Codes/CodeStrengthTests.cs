using Latchstring.Codes;
using Xunit;

namespace Latchstring.Tests.Codes;

public sealed class CodeStrengthTests
{
    [Fact]
    public void A_million_random_codes_hold_out_a_month_of_guessing_at_the_full_limit()
    {
        var strength = CodeStrength.Of(Naming.Random, 1_000_000);
        Assert.Equal(59.45, strength.Bits, 2);
        Assert.Equal(58.58, strength.NeededBits, 2);
        Assert.Equal(StrengthLevel.Strong, strength.Level);
    }

    [Fact]
    public void Ten_million_random_codes_are_allowed_and_called_fair()
    {
        var strength = CodeStrength.Of(Naming.Random, 10_000_000);
        Assert.Equal(StrengthLevel.Fair, strength.Level);
        Assert.Null(strength.Refusal(Naming.Random, priced: true, accepted: false));
    }

    [Fact]
    public void Thirty_numbered_codes_are_hit_by_every_third_try()
    {
        var strength = CodeStrength.Of(Naming.Sequential, 30, highest: 30);
        Assert.Equal(3, strength.TriesInWords);
        Assert.Equal(StrengthLevel.Guessable, strength.Level);
        var refusal = strength.Refusal(Naming.Sequential, priced: false, accepted: false);
        Assert.Equal("code.guessable", refusal?.Code);
        Assert.Contains("1 try in 3 hits one of these 30 codes", refusal?.English, StringComparison.Ordinal);
        Assert.Null(strength.Refusal(Naming.Sequential, priced: false, accepted: true));
    }

    [Fact]
    public void Numbered_codes_never_carry_a_price_even_when_accepted() =>
        Assert.Equal("code.guessable_with_price", CodeStrength.Of(Naming.Sequential, 30, 30).Refusal(Naming.Sequential, priced: true, accepted: true)?.Code);

    [Theory]
    [InlineData("SUMMER2027", null, true)]
    [InlineData("SUMMER202", null, false)]
    [InlineData("SUMMER202", 50, false)]
    [InlineData("SUMMER", 1, true)]
    [InlineData("ABC", 1, false)]
    public void A_shared_text_of_ones_own_has_ten_characters(string typed, int? maxUses, bool allowed)
    {
        Assert.True(CodeText.TryParse(typed, out var text));
        Assert.Equal(allowed, CodeStrength.RefusalOfHandMade(text, maxUses) is null);
    }
}
