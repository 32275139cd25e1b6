using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Redemptions;

namespace Latchstring.Server.Redemptions;

/// <summary>What a guest chose, by the address of the page, among what a code leaves open; and what it costs then.</summary>
/// <param name="Offer">Null = without a contract, or not chosen yet.</param>
/// <param name="Price">With the extras.</param>
public sealed record GuestChoice(FoundCode Found, Offer? Offer, IReadOnlyList<Guid> Extras, CodePrice? Price)
{
    /// <summary>Something has to be chosen before the code can be used.</summary>
    public bool IsOpen => Found.Choices.Count > 1 && Offer is null;

    /// <summary>There is something to choose at all.</summary>
    public bool Any => Found.Choices.Count > 1 || Offer?.Extras.Count > 0;

    public string Name => Offer?.Offering.Name ?? Found.Programme?.Name ?? Found.Opens[0].Name;

    /// <summary>As a form carries it, so that another price by then is noticed.</summary>
    public string Shown => $"{Price?.Amount.Amount ?? 0} {Price?.Amount.Currency ?? "EUR"}";

    public static GuestChoice Of(FoundCode found, IQueryCollection query)
    {
        var wanted = Guid.TryParse(query["offering"], out var id) ? id : (Guid?)null;
        var offer = found.Choices is [var only] ? only : found.Choices.FirstOrDefault(choice => choice.Offering.Id == wanted);
        var extras = query["extra"].Select(text => Guid.TryParse(text, out var extra) ? extra : Guid.Empty).Where(extra => offer?.Extras.Any(one => one.Id == extra) == true).Distinct().ToList();
        return new GuestChoice(found, offer, extras, offer is null ? found.Price : offer.With(extras).Value);
    }

    /// <summary>The wish that goes with the form: what was chosen, and the price that stood on the page when it was sent.</summary>
    public Wish WishOf(HttpRequest request)
    {
        var shown = request.HasFormContentType && request.Form["shown"].ToString().Split(' ') is [var amount, var currency] && long.TryParse(amount, out var minor) && Money.IsCurrency(currency) ? new Money(minor, currency) : (Money?)null;
        return new Wish(Found.Choices.Count > 1 ? Offer?.Offering.Id : null, Extras, shown);
    }
}
