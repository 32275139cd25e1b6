namespace Latchstring.Sending;

/// <summary>What is said about bookings. A place or a trainer that is not known takes its line with it.</summary>
public static partial class DefaultTemplates
{
    private static readonly Dictionary<string, (string Hello, string Facts, string Ending)> Frames = new(StringComparer.Ordinal)
    {
        ["en"] = ("Hello {name},", "With {trainer}", "Questions? {support}"),
        ["de"] = ("Guten Tag {name},", "Mit {trainer}", "Fragen? {support}"),
        ["fr"] = ("Bonjour {name},", "Avec {trainer}", "Des questions ? {support}"),
    };

    private static readonly Dictionary<(TemplateType, string), (string Subject, string First, string Last)> Bookings = new()
    {
        [(TemplateType.BookingConfirmed, "en")] = ("Booked: {session}", "your place is booked:", "The attached file puts it into your calendar. See, move or cancel your bookings here:"),
        [(TemplateType.BookingConfirmed, "de")] = ("Gebucht: {session}", "Ihr Platz ist gebucht:", "Die angehängte Datei trägt ihn in Ihren Kalender ein. Hier sehen, verschieben oder stornieren Sie Ihre Buchungen:"),
        [(TemplateType.BookingConfirmed, "fr")] = ("Réservé : {session}", "votre place est réservée :", "Le fichier joint l’ajoute à votre agenda. Consultez, déplacez ou annulez vos réservations ici :"),
        [(TemplateType.BookingMoved, "en")] = ("New time: {session}", "your booking has moved. You have a place in:", "The attached file puts the new time into your calendar. If it does not suit you, move or cancel your booking here:"),
        [(TemplateType.BookingMoved, "de")] = ("Neue Zeit: {session}", "Ihre Buchung wurde verschoben. Sie haben einen Platz in:", "Die angehängte Datei trägt die neue Zeit in Ihren Kalender ein. Passt sie Ihnen nicht, verschieben oder stornieren Sie Ihre Buchung hier:"),
        [(TemplateType.BookingMoved, "fr")] = ("Nouvel horaire : {session}", "votre réservation a été déplacée. Vous avez une place pour :", "Le fichier joint ajoute le nouvel horaire à votre agenda. S’il ne vous convient pas, déplacez ou annulez votre réservation ici :"),
        [(TemplateType.BookingMovedUp, "en")] = ("A place for you: {session}", "a place has become free, and it is yours:", "The attached file puts it into your calendar. If you cannot come any more, cancel here, so that the next one on the list gets it:"),
        [(TemplateType.BookingMovedUp, "de")] = ("Ein Platz für Sie: {session}", "ein Platz ist frei geworden, und er gehört Ihnen:", "Die angehängte Datei trägt ihn in Ihren Kalender ein. Können Sie nicht mehr kommen, stornieren Sie bitte hier, damit der Nächste auf der Liste ihn bekommt:"),
        [(TemplateType.BookingMovedUp, "fr")] = ("Une place pour vous : {session}", "une place s’est libérée, et elle est à vous :", "Le fichier joint l’ajoute à votre agenda. Si vous ne pouvez plus venir, annulez ici, pour que la personne suivante en profite :"),
        [(TemplateType.BookingCancelled, "en")] = ("Cancelled: your place in {session}", "your place is cancelled:", "Book another time here:"),
        [(TemplateType.BookingCancelled, "de")] = ("Storniert: Ihr Platz in {session}", "Ihr Platz ist storniert:", "Hier buchen Sie eine andere Zeit:"),
        [(TemplateType.BookingCancelled, "fr")] = ("Annulée : votre place pour {session}", "votre place est annulée :", "Réservez un autre horaire ici :"),
        [(TemplateType.BookingCalledOff, "en")] = ("Does not take place: {session}", "we are sorry, this does not take place:", "Credits that it cost are back in your account. Book another time here:"),
        [(TemplateType.BookingCalledOff, "de")] = ("Fällt aus: {session}", "es tut uns leid, dieser Termin fällt aus:", "Was er an Guthaben gekostet hat, ist wieder da. Hier buchen Sie eine andere Zeit:"),
        [(TemplateType.BookingCalledOff, "fr")] = ("N’aura pas lieu : {session}", "nous sommes désolés, cette séance n’aura pas lieu :", "Les crédits utilisés vous sont rendus. Réservez un autre horaire ici :"),
    };

    private static (string Subject, string Body) Booking(TemplateType type, string locale)
    {
        var ((hello, facts, ending), (subject, first, last)) = (Frames[locale], Bookings[(type, locale)]);
        return (subject, $"{hello}\n\n{first}\n\n{{session}}\n{{time}}\n{{place}}\n{facts}\n\n{last}\n\n{{link}}\n\n{ending}");
    }
}
