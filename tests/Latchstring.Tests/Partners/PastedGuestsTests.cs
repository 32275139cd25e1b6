using Latchstring.Partners;
using Latchstring.People;

namespace Latchstring.Tests.Partners;

/// <summary>Rows as they come from spreadsheets, files and mail programs.</summary>
[Trait("Req", "S1.86")]
public class PastedGuestsTests
{
    private static readonly Property Company = new() { Label = "Company", Type = PropertyType.Text };
    private static readonly GuestForm Form = new([new("email", true, null), new("firstName", false, null), new("lastName", false, null), new("phone", false, null), new(Company.Id.ToString(), false, Company)]);

    [Theory]
    [InlineData("anna@example.org\tAnna\tNg")]
    [InlineData("Anna;Ng;anna@example.org")]
    [InlineData("Anna,anna@example.org,Ng")]
    [InlineData("Vorname\tNachname\tE-Mail-Adresse\nAnna\tNg\tanna@example.org")]
    [InlineData("Nom;Prénom;Courriel\nNg;Anna;anna@example.org")]
    [InlineData("E-mail,Surname,First name,Shoe size\r\nanna@example.org,Ng,Anna,39\r\n\r\n")]
    [InlineData("\uFEFF\"E-Mail\";\"Vorname\";\"Nachname\"\n\"anna@example.org\";\"Anna\";\"Ng\"")]
    [InlineData("\"Anna Ng\" <anna@example.org>")]
    public void The_columns_are_recognised(string text)
    {
        var line = Assert.Single(PastedGuests.Read(text, Form).Lines);
        Assert.Equal(("anna@example.org", "Anna", "Ng"), (line.Typed["email"], line.Typed["firstName"], line.Typed["lastName"]));
    }

    [Fact]
    public void Properties_languages_and_the_readers_own_word_count()
    {
        var pasted = PastedGuests.Read("mail\tCOMPANY\tSprache\nanna@example.org\tAcme\tDeutsch", Form);
        Assert.True(pasted.HasTitles);
        Assert.Equal(("Acme", "de"), (pasted.Lines[0].Typed[Company.Id.ToString()], pasted.Lines[0].Typed["locale"]));
        var turned = PastedGuests.Read("Ng\tAnna\tanna@example.org", Form, ["lastName", "firstName", "email"]);
        Assert.Equal(("Anna", "Ng"), (turned.Lines[0].Typed["firstName"], turned.Lines[0].Typed["lastName"]));
        var left = PastedGuests.Read("x\tAnna\tanna@example.org", Form, [null, "firstName", "email"]);
        Assert.False(left.Lines[0].Typed.ContainsKey("lastName"));
    }

    [Fact]
    public void Two_thousand_rows_keep_their_line_numbers()
    {
        var pasted = PastedGuests.Read("E-Mail\tVorname\n\n" + string.Join('\n', Enumerable.Range(1, 2_000).Select(i => $"g{i}@example.org\tGast {i}")), Form);
        Assert.Equal((2_000, 3, 2_002), (pasted.Lines.Count, pasted.Lines[0].Number, pasted.Lines[^1].Number));
        Assert.Empty(PastedGuests.Read("", Form).Lines);
        Assert.Single(PastedGuests.Read(new string('x', 100_000), Form).Lines);
    }
}
