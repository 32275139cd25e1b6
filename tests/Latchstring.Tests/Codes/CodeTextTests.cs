using FsCheck;
using FsCheck.Fluent;
using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public class CodeTextTests
{
    private static readonly WorkspaceKeys Keys = new CodeKeys(TestDatabase.Secret).Of(Guid.Parse("0198a3c1-7f00-7000-8000-000000000001"));
    private static readonly Guid Batch = Guid.Parse("0198a3c1-7f00-7000-8000-000000000002");
    private const string Separators = "- \t_.\u00A0\u00AD\u2011\u2013\u200B\uFF0D\u3000";

    /// <summary>What people, phones and spreadsheets type: mostly symbols, some separators, now and then anything at all.</summary>
    private static readonly Gen<string> Typed = Gen.Frequency(
        (10, Gen.Elements("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".ToCharArray())),
        (3, Gen.Elements(Separators.ToCharArray())),
        (1, Gen.Choose(0xFF01, 0xFF5E).Select(c => (char)c)),
        (1, Gen.Choose(0, char.MaxValue).Select(c => (char)c))).ArrayOf().Select(symbols => new string(symbols));

    [Fact, Trait("Req", "X8")]
    public void Normalising_twice_changes_nothing() => Prop.ForAll(Typed.ToArbitrary(), typed =>
        !CodeText.TryParse(typed, out var once) || (CodeText.Parse(once.Canonical) == once && CodeText.Parse(once.ToString()) == once)).QuickCheckThrowOnFailure();

    [Fact, Trait("Req", "X8")]
    public void Any_text_at_all_is_taken_or_refused_without_an_error() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), typed =>
        !CodeText.TryParse(typed, out var text) || (text.Canonical.Length is > 0 and <= CodeText.MaxLength && text.Canonical.All(c => char.IsAsciiDigit(c) || (char.IsAsciiLetterUpper(c) && c is not ('O' or 'I' or 'L'))))).QuickCheckThrowOnFailure();

    [Fact, Trait("Req", "X8")]
    public void However_it_is_written_it_is_the_same_code()
    {
        var plain = Gen.Elements("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".ToCharArray()).NonEmptyListOf().Select(list => new string([.. list.Take(CodeText.MaxLength)]));
        var written = plain.SelectMany(text => Gen.Choose(0, int.MaxValue).Select(seed => (Text: text, Written: Disguise(text, new Random(seed)))));
        Prop.ForAll(written.ToArbitrary(), pair => CodeText.Parse(pair.Text) == CodeText.Parse(pair.Written)).QuickCheckThrowOnFailure();
    }

    [Fact, Trait("Req", "X8")]
    public void Every_wrong_symbol_in_a_derived_code_is_noticed()
    {
        foreach (var code in Enumerable.Range(1, 200).Select(number => Keys.RandomText(Batch, number)))
        {
            for (var place = 0; place < code.Length; place++)
            {
                foreach (var other in CodeText.Alphabet.Where(other => other != code[place]))
                    Assert.True(CodeText.Parse(code[..place] + other + code[(place + 1)..]).IsSlip);
            }
        }
    }

    [Fact, Trait("Req", "X8")]
    public void Every_swap_of_neighbours_in_a_derived_code_is_noticed()
    {
        foreach (var code in Enumerable.Range(1, 5_000).Select(number => Keys.RandomText(Batch, number)))
        {
            Assert.False(CodeText.Parse(code).IsSlip);
            for (var place = 0; place + 1 < code.Length; place++)
                Assert.Equal(code[place] != code[place + 1], CodeText.Parse(code[..place] + code[place + 1] + code[place] + code[(place + 2)..]).IsSlip);
        }
    }

    [Fact, Trait("Req", "X8")]
    public void A_slip_in_any_code_of_any_batch_is_noticed()
    {
        var slips = ArbMap.Default.GeneratorFor<Guid>().SelectMany(batch => Gen.Choose(1, int.MaxValue).SelectMany(number => Gen.Choose(0, CodeText.RandomLength).SelectMany(place => Gen.Choose(1, 30)
            .Select(step => (Code: Keys.RandomText(batch, number), Place: place, Step: step)))));
        Prop.ForAll(slips.ToArbitrary(), slip =>
        {
            var other = CodeText.Alphabet[(CodeText.Alphabet.IndexOf(slip.Code[slip.Place], StringComparison.Ordinal) + slip.Step) % 31];
            return CodeText.Parse(slip.Code[..slip.Place] + other + slip.Code[(slip.Place + 1)..]).IsSlip;
        }).QuickCheckThrowOnFailure();
    }

    [Theory, Trait("Req", "X8")]
    [InlineData("o0", "00"), InlineData("IlL1", "1111"), InlineData("ＡＢＣ－１２", "ABC12"), InlineData("7kq4 w9xd\u20113TBFX", "7KQ4W9XD3TBFX"), InlineData("maths\u00AD-\u30007", "MATHS7")]
    public void Look_alikes_fold(string typed, string canonical) => Assert.Equal(canonical, CodeText.Parse(typed).Canonical);

    [Theory]
    [InlineData(null), InlineData(""), InlineData(" - \t"), InlineData("ÄPFEL"), InlineData("Ａ！"), InlineData("A\0B"), InlineData("😀😀😀"), InlineData("A/B"), InlineData("Ⅷ"), InlineData("１２３Ω"), InlineData("ABC\u202EDEF")]
    public void What_cannot_be_a_code_is_refused(string? typed) => Assert.False(CodeText.TryParse(typed, out _));

    [Fact]
    public void The_longest_text_has_64_symbols()
    {
        Assert.True(CodeText.TryParse(string.Join('-', Enumerable.Repeat("A", 64)), out var longest));
        Assert.Equal(64, longest.Canonical.Length);
        Assert.False(CodeText.TryParse(new string('A', 65), out _));
        Assert.False(CodeText.TryParse(new string(' ', 100_000) + "A", out _));
    }

    /// <summary>The same text in another hand: case, width, look-alikes, separators.</summary>
    private static string Disguise(string text, Random random) => string.Concat(text.Select(c =>
    {
        var alike = c is 'O' or '0' ? "O0o"[random.Next(3)] : c is 'I' or 'L' or '1' ? "IL1il"[random.Next(5)] : c;
        var cased = random.Next(2) == 0 ? char.ToLowerInvariant(alike) : alike;
        var wide = random.Next(4) == 0 ? (char)(cased + 0xFEE0) : cased;
        return random.Next(3) == 0 ? $"{Separators[random.Next(Separators.Length)]}{wide}" : wide.ToString();
    }));
}
