using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.People;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Events;

/// <summary>What fields, uses and open points are called.</summary>
internal static class FieldWords
{
    public static string Label(IStringLocalizer<EventsText> t, string? key, IEnumerable<Property> properties) => key switch
    {
        RegistrationField.FirstName => t["First name"],
        RegistrationField.LastName => t["Last name"],
        RegistrationField.Email => t["E-mail address"],
        RegistrationField.Phone => t["Telephone number"],
        _ => properties.FirstOrDefault(property => property.Id.ToString() == key)?.Label ?? "–",
    };

    public static string Use(IStringLocalizer<EventsText> t, QuotaUse use) => use switch
    {
        QuotaUse.Sending => t["when the first mail to the guest is sent"],
        QuotaUse.Registration => t["when the guest registers"],
        _ => t["when the guest is added"],
    };

    public static string Point(IStringLocalizer<EventsText> t, ReadinessPoint point) => point switch
    {
        ReadinessPoint.On => t["Partners can invite participants to the event"],
        ReadinessPoint.Page => t["A registration page for guests is chosen"],
        ReadinessPoint.TemplateSaved => t["The mail to guests is saved as a template"],
        ReadinessPoint.TemplateAttached => t["The mail to guests is attached to the event"],
        ReadinessPoint.Partner => t["A partner takes part in the event"],
        _ => t["A partner is published, so that its guests can register"],
    };
}
