using Latchstring.Server.Codes;

namespace Latchstring.Tests.Codes;

/// <summary>What of a text a font can draw.</summary>
public class PdfTextTests
{
    [Theory]
    [InlineData("Zoë O'Neil", "Zoë O'Neil")]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("山田 太郎", "□□ □□")]
    [InlineData("Ann 👩‍🚀!", "Ann □!")]
    [InlineData("\u202Egnaf\u2066\u200D\uFE0F\u0007", "gnaf")]
    [InlineData("דוד לוי", "יול דוד")]
    [InlineData("דוד (א) 42", "42 (א) דוד")]
    [InlineData("Anna דוד לוי 7b", "Anna יול דוד 7b")]
    [InlineData("محمد", "\uFEAA\uFEE4\uFEA4\uFEE3")]
    [InlineData("لا", "\uFEFB")]
    [InlineData("دار", "\uFEAD\uFE8D\uFEA9")]
    public void Any_text_becomes_signs_that_the_font_has_in_the_order_in_which_they_are_seen(string text, string drawn) => Assert.Equal(drawn, PdfText.Of(text, Has));

    /// <summary>Not as data of a theory: attributes cannot hold halves of pairs.</summary>
    [Fact]
    public void Half_of_a_pair_and_what_is_no_character_are_missing_signs() => Assert.Equal("x□ y□ □", PdfText.Of("x\ud83d y\udc00 \uFFFF", Has));

    [Fact]
    public void Whoever_is_called_by_the_sign_itself_lacks_nothing()
    {
        Assert.True(PdfText.Lacks("山田", Has));
        Assert.False(PdfText.Lacks("□ Anna", Has));
        Assert.False(PdfText.Lacks("Anna", Has));
    }

    /// <summary>Latin, Hebrew and the joined forms of Arabic.</summary>
    private static bool Has(char c) => c is (>= ' ' and <= '\u05FF') or (>= '\uFE70' and <= '\uFEFF') or PdfText.Missing;
}
