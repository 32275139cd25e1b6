using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;

namespace Latchstring.Server.Bookings;

/// <summary>The registration page as it was typed. Values of properties stand under their own names beside it.</summary>
public class GuestForm
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Password { get; set; }
    public string? Proof { get; set; }

    /// <summary>The sealed draft that the mailed digits belong to.</summary>
    public string? Draft { get; set; }
    public string? Digits { get; set; }
    public string[]? Extras { get; set; }
    public string? ShownAmount { get; set; }
    public string? ShownCurrency { get; set; }

    public GuestDetails Details(IFormCollection form, IReadOnlyList<RegistrationField> fields) => new(
        FirstName, LastName, Email, Phone,
        fields.Select(field => field.PropertyId).OfType<Guid>().Distinct().ToDictionary(id => id, id => (string?)form[PropertyValue.FieldOf(id)].ToString()));

    public IReadOnlyList<Guid> ChosenExtras => [.. (Extras ?? []).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    public Money? Shown => long.TryParse(ShownAmount, System.Globalization.CultureInfo.InvariantCulture, out var amount) && Money.IsCurrency(ShownCurrency) ? new Money(amount, ShownCurrency!) : null;
}
