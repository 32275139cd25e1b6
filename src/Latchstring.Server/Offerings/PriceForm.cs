using Latchstring.Offerings;

namespace Latchstring.Server.Offerings;

/// <summary>A price as it was typed.</summary>
public sealed class PriceForm
{
    public string? Name { get; set; }
    public string? Price { get; set; }
    public string? Currency { get; set; }
    public string? Code { get; set; }
    public int? Version { get; set; }

    public static PriceForm Of(Price price) => new() { Name = price.Name, Price = MoneyText.Of(new Money(price.Amount, price.Currency)), Currency = price.Currency, Code = price.Code, Version = price.Version };

    public Result<PriceFields> Read(string currency)
    {
        var problems = new List<Problem>();
        var amount = MoneyText.Read(Price, Currency ?? currency, "price", problems);
        return problems.Count == 0 ? new PriceFields(Name, amount, Code) : problems[0];
    }
}
