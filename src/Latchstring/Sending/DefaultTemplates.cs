namespace Latchstring.Sending;

/// <summary>A good mail of every kind in every language, for workspaces that have not written their own.</summary>
public static partial class DefaultTemplates
{
    public static readonly IReadOnlyList<string> Locales = ["en", "de", "fr"];

    public static (string Subject, string Body) Of(TemplateType type, string locale) =>
        Message.IsAboutBooking(type) ? Booking(type, Known(locale)) : Texts.TryGetValue((type, Known(locale)), out var text) ? text : Guests.TryGetValue((type, Known(locale)), out var guest) ? guest : Invites[(type, Known(locale))];

    public static string Known(string? locale) => locale is not null && Locales.Contains(locale, StringComparer.Ordinal) ? locale : "en";

    /// <summary>What the button says that stands for {link}.</summary>
    public static string Button(TemplateType type, string locale, string? offering) => (type, Known(locale)) switch
    {
        (TemplateType.Code, "de") => $"{offering} öffnen",
        (TemplateType.Code, "fr") => $"Ouvrir {offering}",
        (TemplateType.Code, _) => $"Open {offering}",
        (TemplateType.StaffInvite, "de") => "Einladung annehmen",
        (TemplateType.StaffInvite, "fr") => "Accepter l’invitation",
        (TemplateType.StaffInvite, _) => "Accept the invitation",
        (TemplateType.Invite or TemplateType.InviteCode or TemplateType.Reminder, "de") => "Jetzt anmelden",
        (TemplateType.Invite or TemplateType.InviteCode or TemplateType.Reminder, "fr") => "S’inscrire",
        (TemplateType.Invite or TemplateType.InviteCode or TemplateType.Reminder, _) => "Sign up",
        ( >= TemplateType.PartnerInvite and <= TemplateType.GuestCancelled, var known) => GuestButton(type, known),
        (TemplateType.FileReady, "de") => "Datei herunterladen",
        (TemplateType.FileReady, "fr") => "Télécharger le fichier",
        (TemplateType.FileReady, _) => "Download the file",
        ( >= TemplateType.Welcome, "de") => "Zur Buchungs-App",
        ( >= TemplateType.Welcome, "fr") => "Ouvrir l’application",
        ( >= TemplateType.Welcome, _) => "Open the booking app",
        (_, "de") => "Passwort festlegen",
        (_, "fr") => "Choisir un mot de passe",
        _ => "Choose a password",
    };

    /// <summary>Below mails to many: the sentence, and the words of its link.</summary>
    public static (string Sentence, string Link) OptOut(string locale) => Known(locale) switch
    {
        "de" => ("Sie möchten keine Einladungen mehr von {0} erhalten?", "Hier abmelden"),
        "fr" => ("Vous ne souhaitez plus recevoir d’invitations de {0} ?", "Se désinscrire"),
        _ => ("You do not want invitations from {0} any more?", "Unsubscribe"),
    };

    private static readonly Dictionary<(TemplateType, string), (string Subject, string Body)> Texts = new()
    {
        [(TemplateType.EmailProof, "en")] = ("Your digits for {workspace}", """
            Hello {name},

            somebody, probably you, is registering at {workspace} with this address. Enter these digits there:

            {code}

            They work until {validTill}. If it was not you, just delete this mail.
            Questions? {support}
            """),
        [(TemplateType.EmailProof, "de")] = ("Ihre Ziffern für {workspace}", """
            Guten Tag {name},

            jemand, wahrscheinlich Sie, meldet sich mit dieser Adresse bei {workspace} an. Geben Sie dort diese Ziffern ein:

            {code}

            Sie gelten bis {validTill}. Waren Sie es nicht, löschen Sie diese Mail einfach.
            Fragen? {support}
            """),
        [(TemplateType.EmailProof, "fr")] = ("Vos chiffres pour {workspace}", """
            Bonjour {name},

            quelqu’un, sans doute vous, s’inscrit chez {workspace} avec cette adresse. Saisissez-y ces chiffres :

            {code}

            Ils sont valables jusqu’au {validTill}. Si ce n’était pas vous, supprimez simplement ce message.
            Des questions ? {support}
            """),
        [(TemplateType.Code, "en")] = ("Your access to {offering}", """
            Hello {name},

            {workspace} has an access code for {offering} for you:

            {code}

            Open this link, register with this e-mail address, and you are in. The code is filled in already.

            {link}

            Valid till {validTill}.
            How it works: {howTo}
            Questions? {support}
            """),
        [(TemplateType.Code, "de")] = ("Ihr Zugang zu {offering}", """
            Guten Tag {name},

            {workspace} hat einen Zugangscode für {offering} für Sie:

            {code}

            Öffnen Sie diesen Link, registrieren Sie sich mit dieser E-Mail-Adresse, und Sie sind drin. Der Code ist schon eingetragen.

            {link}

            Gültig bis {validTill}.
            So geht es: {howTo}
            Fragen? {support}
            """),
        [(TemplateType.Code, "fr")] = ("Votre accès à {offering}", """
            Bonjour {name},

            {workspace} vous offre un code d’accès pour {offering} :

            {code}

            Ouvrez ce lien, inscrivez-vous avec cette adresse e-mail, et vous y êtes. Le code est déjà rempli.

            {link}

            Valable jusqu’au {validTill}.
            Comment faire : {howTo}
            Des questions ? {support}
            """),
        [(TemplateType.PasswordReset, "en")] = ("Your new password for {workspace}", """
            Hello {name},

            somebody, probably you, asked for a new password for {workspace}. Choose it here:

            {link}

            The link works once, until {validTill}. If it was not you, do nothing: your password stays as it is.
            Questions? {support}
            """),
        [(TemplateType.PasswordReset, "de")] = ("Ihr neues Passwort für {workspace}", """
            Guten Tag {name},

            jemand, wahrscheinlich Sie, hat ein neues Passwort für {workspace} angefordert. Hier legen Sie es fest:

            {link}

            Der Link gilt einmal, bis {validTill}. Waren Sie es nicht, so tun Sie nichts: Ihr Passwort bleibt, wie es ist.
            Fragen? {support}
            """),
        [(TemplateType.PasswordReset, "fr")] = ("Votre nouveau mot de passe pour {workspace}", """
            Bonjour {name},

            quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour {workspace}. Choisissez-le ici :

            {link}

            Le lien fonctionne une fois, jusqu’au {validTill}. Si ce n’était pas vous, ne faites rien : votre mot de passe reste inchangé.
            Des questions ? {support}
            """),
        [(TemplateType.FirstPassword, "en")] = ("Choose your password for {workspace}", """
            Hello {name},

            you have access at {workspace}, but no password yet. Choose one, and from then on you sign in with this e-mail address:

            {link}

            The link works once, until {validTill}.
            Questions? {support}
            """),
        [(TemplateType.FirstPassword, "de")] = ("Legen Sie Ihr Passwort für {workspace} fest", """
            Guten Tag {name},

            Sie haben Zugang bei {workspace}, aber noch kein Passwort. Legen Sie eines fest, dann melden Sie sich künftig mit dieser E-Mail-Adresse an:

            {link}

            Der Link gilt einmal, bis {validTill}.
            Fragen? {support}
            """),
        [(TemplateType.FirstPassword, "fr")] = ("Choisissez votre mot de passe pour {workspace}", """
            Bonjour {name},

            vous avez accès à {workspace}, mais pas encore de mot de passe. Choisissez-en un ; vous vous connecterez ensuite avec cette adresse e-mail :

            {link}

            Le lien fonctionne une fois, jusqu’au {validTill}.
            Des questions ? {support}
            """),
        [(TemplateType.StaffInvite, "en")] = ("You are invited to work in {workspace}", """
            Hello {name},

            you are invited onto the staff of {workspace} at Latchstring. Open this link, choose a password, and from then on you sign in with this e-mail address:

            {link}

            The link works once, until {validTill}. If you did not expect it, do nothing.
            Questions? {support}
            """),
        [(TemplateType.StaffInvite, "de")] = ("Sie sind ins Team von {workspace} eingeladen", """
            Guten Tag {name},

            Sie sind ins Team von {workspace} bei Latchstring eingeladen. Öffnen Sie diesen Link und legen Sie ein Passwort fest; danach melden Sie sich mit dieser E-Mail-Adresse an:

            {link}

            Der Link gilt einmal, bis {validTill}. Haben Sie das nicht erwartet, so tun Sie nichts.
            Fragen? {support}
            """),
        [(TemplateType.StaffInvite, "fr")] = ("Vous êtes invité à rejoindre l’équipe de {workspace}", """
            Bonjour {name},

            vous êtes invité à rejoindre l’équipe de {workspace} sur Latchstring. Ouvrez ce lien et choisissez un mot de passe ; vous vous connecterez ensuite avec cette adresse e-mail :

            {link}

            Le lien fonctionne une fois, jusqu’au {validTill}. Si vous ne vous y attendiez pas, ne faites rien.
            Des questions ? {support}
            """),
    };
}
