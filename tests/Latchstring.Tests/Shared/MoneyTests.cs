using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Latchstring.Tests.Shared;

public class MoneyTests
{
    [Theory]
    [InlineData(1250, "EUR", "12.5")]
    [InlineData(0, "USD", "0")]
    [InlineData(-1, "EUR", "-0.01")]
    [InlineData(1250, "JPY", "1250")]
    [InlineData(1250, "KWD", "1.25")]
    [InlineData(long.MaxValue, "EUR", "92233720368547758.07")]
    public void An_amount_is_in_the_smallest_unit_of_its_currency(long amount, string currency, string major) =>
        Assert.Equal(decimal.Parse(major, System.Globalization.CultureInfo.InvariantCulture), new Money(amount, currency).Major);

    [Theory]
    [InlineData("EUR", true), InlineData("JPY", true), InlineData("eur", false), InlineData("EU", false), InlineData("EURO", false), InlineData("€€€", false), InlineData("", false), InlineData(null, false), InlineData("E\0R", false), InlineData("ÄÖÜ", false)]
    public void A_currency_is_three_capital_letters(string? text, bool currency) => Assert.Equal(currency, Money.IsCurrency(text));

    [Fact]
    public void Amounts_are_exact_and_never_rounded() => Prop.ForAll(ArbMap.Default.ArbFor<long>(), amount =>
        new Money(amount, "EUR").Major * 100 == amount && new Money(amount, "BHD").Major * 1000 == amount && new Money(amount, "KRW").Major == amount).QuickCheckThrowOnFailure();

    [Fact]
    public void It_travels_as_amount_and_currency_and_comes_back_equal()
    {
        var json = JsonSerializer.Serialize(new Money(1250, "EUR"), JsonSerializerOptions.Web);
        Assert.Equal("""{"amount":1250,"currency":"EUR"}""", json);
        Assert.Equal(new Money(1250, "EUR"), JsonSerializer.Deserialize<Money>(json, JsonSerializerOptions.Web));
    }
}
