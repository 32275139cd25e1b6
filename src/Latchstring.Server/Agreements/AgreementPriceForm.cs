using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.Server.Offerings;

namespace Latchstring.Server.Agreements;

/// <summary>A price of a contract as it was typed; what is left empty costs what it costs anyway.</summary>
public sealed class AgreementPriceForm
{
    public string? OfferingId { get; set; }
    public string? Name { get; set; }
    public string? Code { get; set; }
    public string? Price { get; set; }
    public bool Default { get; set; }
    public int? Version { get; set; }

    /// <summary>By the id of the extra; a form without any binds null.</summary>
    [System.Diagnostics.CodeAnalysis.AllowNull]
    public Dictionary<string, string?> Extras { get; set => field = value ?? []; } = [];

    public static AgreementPriceForm Of(Price price, AgreementView view) => new()
    {
        OfferingId = price.OfferingId.ToString(),
        Name = price.Name,
        Code = price.Code,
        Price = MoneyText.Of(new Money(price.Amount, price.Currency)),
        Default = price.IsDefault,
        Version = price.Version,
        Extras = view.Extras.Where(extra => view.Overrides.ContainsKey((price.Id, extra.Id))).ToDictionary(extra => extra.Id.ToString(), extra => (string?)MoneyText.Of(new Money(view.Overrides[(price.Id, extra.Id)], price.Currency))),
    };

    public Result<PriceFields> Read(string currency)
    {
        var problems = new List<Problem>();
        var amount = MoneyText.Read(Price, currency, "price", problems);
        var extras = new Dictionary<Guid, long>();
        foreach (var (id, text) in Extras)
        {
            if (Guid.TryParse(id, out var extra) && MoneyText.Read(text, currency, "extras", problems) is { } costs)
                extras[extra] = costs.Amount;
        }
        return problems.Count == 0 ? new PriceFields(Name, amount, Code, extras, Default) : problems[0] with { Also = problems[1..] };
    }
}
