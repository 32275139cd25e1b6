namespace Latchstring.Sending;

/// <summary>What a booking app says. The e-mail brings the link and the instructions, the text message brings the code (S2.4, S2.10) and fits into one SMS.</summary>
public static partial class DefaultTemplates
{
    private static readonly Dictionary<(TemplateType, string), (string Subject, string Body)> Invites = new()
    {
        [(TemplateType.Invite, "en")] = ("Book your sessions at {offering}", """
            Hello {name},

            {workspace} invites you to the booking app of {offering}. See the schedule, book your sessions and follow what you have attended, on your phone or computer.

            1. Press the button.
            2. Enter the code that comes to you in a separate message.
            3. Choose a password. You sign in with this e-mail address.

            {link}

            The invitation is valid till {validTill}.
            How it works: {howTo}
            Questions? {support}
            """),
        [(TemplateType.Invite, "de")] = ("Buchen Sie Ihre Stunden: {offering}", """
            Guten Tag {name},

            {workspace} lädt Sie in die Buchungs-App von {offering} ein. Dort sehen Sie den Plan, buchen Ihre Stunden und behalten im Blick, woran Sie teilgenommen haben, auf dem Telefon oder am Rechner.

            1. Drücken Sie auf den Knopf.
            2. Geben Sie den Code ein, der in einer eigenen Nachricht zu Ihnen kommt.
            3. Legen Sie ein Passwort fest. Sie melden sich mit dieser E-Mail-Adresse an.

            {link}

            Die Einladung gilt bis {validTill}.
            So geht es: {howTo}
            Fragen? {support}
            """),
        [(TemplateType.Invite, "fr")] = ("Réservez vos séances : {offering}", """
            Bonjour {name},

            {workspace} vous invite dans l’application de réservation de {offering}. Consultez le planning, réservez vos séances et retrouvez celles que vous avez suivies, sur votre téléphone ou votre ordinateur.

            1. Appuyez sur le bouton.
            2. Saisissez le code que vous recevez dans un message séparé.
            3. Choisissez un mot de passe. Vous vous connecterez avec cette adresse e-mail.

            {link}

            L’invitation est valable jusqu’au {validTill}.
            Comment faire : {howTo}
            Des questions ? {support}
            """),
        [(TemplateType.InviteCode, "en")] = ("Your code for {offering}", "{workspace}: your code for the booking app is {code}. Enter it here: {link}"),
        [(TemplateType.InviteCode, "de")] = ("Ihr Code für {offering}", "{workspace}: Ihr Code für die Buchungs-App ist {code}. Hier eingeben: {link}"),
        [(TemplateType.InviteCode, "fr")] = ("Votre code pour {offering}", "{workspace} : votre code pour les réservations est {code}. Saisissez-le ici : {link}"),
        [(TemplateType.Reminder, "en")] = ("Your invitation to {offering} ends soon", """
            Hello {name},

            your invitation to the booking app of {offering} is still open. Sign up with the code that we sent you in a separate message:

            {link}

            After {validTill} the link and the code no longer work; ask us then for new ones.
            Questions? {support}
            """),
        [(TemplateType.Reminder, "de")] = ("Ihre Einladung zu {offering} läuft bald ab", """
            Guten Tag {name},

            Ihre Einladung in die Buchungs-App von {offering} ist noch offen. Melden Sie sich mit dem Code an, den wir Ihnen in einer eigenen Nachricht gesandt haben:

            {link}

            Nach dem {validTill} gelten Link und Code nicht mehr; fragen Sie uns dann nach neuen.
            Fragen? {support}
            """),
        [(TemplateType.Reminder, "fr")] = ("Votre invitation à {offering} expire bientôt", """
            Bonjour {name},

            votre invitation dans l’application de réservation de {offering} est toujours ouverte. Inscrivez-vous avec le code que nous vous avons envoyé dans un message séparé :

            {link}

            Après le {validTill}, le lien et le code ne fonctionnent plus ; demandez-nous-en alors de nouveaux.
            Des questions ? {support}
            """),
        [(TemplateType.FileReady, "en")] = ("Your file is ready", """
            Hello {name},

            the file that you asked for in {workspace} is ready. Sign in to download it:

            {link}

            It is kept till {validTill}.
            """),
        [(TemplateType.FileReady, "de")] = ("Ihre Datei ist fertig", """
            Guten Tag {name},

            die Datei, die Sie in {workspace} angefordert haben, ist fertig. Melden Sie sich an, um sie herunterzuladen:

            {link}

            Sie wird bis {validTill} aufbewahrt.
            """),
        [(TemplateType.FileReady, "fr")] = ("Votre fichier est prêt", """
            Bonjour {name},

            le fichier demandé dans {workspace} est prêt. Connectez-vous pour le télécharger :

            {link}

            Il est conservé jusqu’au {validTill}.
            """),
        [(TemplateType.Welcome, "en")] = ("Welcome to {offering}", """
            Hello {name},

            you are in. Your user name is {email}, and your password is the one that you have chosen.

            {link}

            Put the app on your home screen: open the link on your phone and choose "Add to home screen" in the menu of the browser.
            How it works: {howTo}
            Questions? {support}
            """),
        [(TemplateType.Welcome, "de")] = ("Willkommen: {offering}", """
            Guten Tag {name},

            Sie sind dabei. Ihr Benutzername ist {email}, Ihr Passwort ist das, das Sie gewählt haben.

            {link}

            So kommt die App auf Ihren Startbildschirm: Öffnen Sie den Link auf dem Telefon und wählen Sie im Menü des Browsers „Zum Startbildschirm hinzufügen“.
            So geht es: {howTo}
            Fragen? {support}
            """),
        [(TemplateType.Welcome, "fr")] = ("Bienvenue : {offering}", """
            Bonjour {name},

            vous êtes inscrit. Votre nom d’utilisateur est {email}, votre mot de passe est celui que vous avez choisi.

            {link}

            Pour ajouter l’application à votre écran d’accueil, ouvrez le lien sur votre téléphone et choisissez « Ajouter à l’écran d’accueil » dans le menu du navigateur.
            Comment faire : {howTo}
            Des questions ? {support}
            """),
    };
}
