namespace Latchstring.Sending;

/// <summary>
/// What a partner's guest hears. The invitation itself is only a draft here: it is in force once somebody has saved it as a template of the
/// workspace and attached it to the event (S1.31, S1.34).
/// </summary>
public static partial class DefaultTemplates
{
    private static readonly Dictionary<string, (string Hello, string Ending)> GuestFrames = new(StringComparer.Ordinal)
    {
        ["en"] = ("Hello {name},", "Questions? {support}"),
        ["de"] = ("Guten Tag {name},", "Fragen? {support}"),
        ["fr"] = ("Bonjour {name},", "Des questions ? {support}"),
    };

    private static readonly Dictionary<(TemplateType, string), (string Subject, string Body)> Guests = new()
    {
        [(TemplateType.PartnerInvite, "en")] = Guest("en", "{partner} invites you to {offering}",
            "{partner} invites you to {offering} by {workspace}.\n\n{time}\n{place}\n\n{message}\n\nRegister here; much is filled in already, and you need no account.\n\n{link}"),
        [(TemplateType.PartnerInvite, "de")] = Guest("de", "{partner} lädt Sie ein: {offering}",
            "{partner} lädt Sie zu {offering} von {workspace} ein.\n\n{time}\n{place}\n\n{message}\n\nMelden Sie sich hier an; vieles ist schon ausgefüllt, und Sie brauchen kein Konto.\n\n{link}"),
        [(TemplateType.PartnerInvite, "fr")] = Guest("fr", "{partner} vous invite : {offering}",
            "{partner} vous invite à {offering}, organisé par {workspace}.\n\n{time}\n{place}\n\n{message}\n\nInscrivez-vous ici ; beaucoup est déjà rempli, et il ne vous faut pas de compte.\n\n{link}"),
        [(TemplateType.GuestRegistered, "en")] = Guest("en", "You are registered: {offering}",
            "you are registered for {offering}. We look forward to you.\n\n{time}\n{place}\n\nYour ticket: {ticket}\n\nHere you see your registration, change your details or cancel. Keep this link to yourself.\n\n{link}\n\nGood to know: {howTo}"),
        [(TemplateType.GuestRegistered, "de")] = Guest("de", "Sie sind angemeldet: {offering}",
            "Sie sind zu {offering} angemeldet. Wir freuen uns auf Sie.\n\n{time}\n{place}\n\nIhr Ticket: {ticket}\n\nHier sehen Sie Ihre Anmeldung, ändern Ihre Angaben oder sagen ab. Behalten Sie diesen Link für sich.\n\n{link}\n\nGut zu wissen: {howTo}"),
        [(TemplateType.GuestRegistered, "fr")] = Guest("fr", "Vous êtes inscrit : {offering}",
            "votre inscription à {offering} est confirmée. Nous nous réjouissons de vous accueillir.\n\n{time}\n{place}\n\nVotre billet : {ticket}\n\nIci vous voyez votre inscription, modifiez vos informations ou vous désinscrivez. Gardez ce lien pour vous.\n\n{link}\n\nBon à savoir : {howTo}"),
        [(TemplateType.GuestWaiting, "en")] = Guest("en", "We have your registration: {offering}",
            "thank you, your registration for {offering} has arrived, but it is not final yet: either the organizer still has to approve it, or all places are taken and you are on the waiting list. We write to you as soon as there is news.\n\nHere you see how it stands:\n\n{link}"),
        [(TemplateType.GuestWaiting, "de")] = Guest("de", "Ihre Anmeldung ist da: {offering}",
            "vielen Dank, Ihre Anmeldung zu {offering} ist angekommen, aber noch nicht endgültig: Entweder muss der Veranstalter sie noch bestätigen, oder alle Plätze sind vergeben und Sie stehen auf der Warteliste. Wir schreiben Ihnen, sobald es Neues gibt.\n\nHier sehen Sie den Stand:\n\n{link}"),
        [(TemplateType.GuestWaiting, "fr")] = Guest("fr", "Votre inscription est arrivée : {offering}",
            "merci, votre inscription à {offering} est bien arrivée, mais elle n’est pas encore définitive : soit l’organisateur doit encore la confirmer, soit toutes les places sont prises et vous êtes sur la liste d’attente. Nous vous écrirons dès qu’il y aura du nouveau.\n\nVoici où elle en est :\n\n{link}"),
        [(TemplateType.GuestRefused, "en")] = Guest("en", "Your registration: {offering}",
            "we are sorry: the organizer could not accept your registration for {offering}.\n\nDetails:\n\n{link}"),
        [(TemplateType.GuestRefused, "de")] = Guest("de", "Ihre Anmeldung: {offering}",
            "es tut uns leid: Der Veranstalter konnte Ihre Anmeldung zu {offering} nicht annehmen.\n\nEinzelheiten:\n\n{link}"),
        [(TemplateType.GuestRefused, "fr")] = Guest("fr", "Votre inscription : {offering}",
            "nous sommes désolés : l’organisateur n’a pas pu accepter votre inscription à {offering}.\n\nDétails :\n\n{link}"),
        [(TemplateType.GuestCancelled, "en")] = Guest("en", "Cancelled: {offering}",
            "your registration for {offering} is cancelled. If that was a mistake, the link shows whether you can register again.\n\n{link}"),
        [(TemplateType.GuestCancelled, "de")] = Guest("de", "Abgesagt: {offering}",
            "Ihre Anmeldung zu {offering} ist abgesagt. War das ein Versehen, zeigt der Link, ob Sie sich noch einmal anmelden können.\n\n{link}"),
        [(TemplateType.GuestCancelled, "fr")] = Guest("fr", "Annulée : {offering}",
            "votre inscription à {offering} est annulée. Si c’est une erreur, le lien indique si vous pouvez vous inscrire de nouveau.\n\n{link}"),
    };

    private static string GuestButton(TemplateType type, string locale) => (type == TemplateType.PartnerInvite, locale) switch
    {
        (true, "de") => "Jetzt anmelden",
        (true, "fr") => "S’inscrire",
        (true, _) => "Register",
        (_, "de") => "Zu meiner Anmeldung",
        (_, "fr") => "Voir mon inscription",
        _ => "See my registration",
    };

    /// <summary>What a partner might write, for previews.</summary>
    internal static string SampleWords(string locale) => locale switch
    {
        "de" => "Kommen Sie an unseren Stand, wir freuen uns auf das Gespräch.",
        "fr" => "Passez nous voir à notre stand, nous serons ravis d’échanger avec vous.",
        _ => "Come and see us at our stand, we look forward to talking to you.",
    };

    private static (string Subject, string Body) Guest(string locale, string subject, string middle) => (subject, $"{GuestFrames[locale].Hello}\n\n{middle}\n\n{GuestFrames[locale].Ending}");
}
