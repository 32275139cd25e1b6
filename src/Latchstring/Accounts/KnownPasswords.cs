using System.Text;

namespace Latchstring.Accounts;

/// <summary>
/// Passwords that satisfy the letter-digit-symbol rule and are tried first all the same: a common word with its letters swapped for
/// look-alikes and a tail of digits and symbols (<c>P@ssw0rd1!</c>), keyboard walks, and words about the person.
/// </summary>
public static class KnownPasswords
{
    private static readonly HashSet<string> Words = new(
        """
        password passwort passwd motdepasse kennwort passphrase mypassword meinpasswort monmotdepasse geheim secret secrets letmein welcome willkommen bienvenue
        qwerty qwertz azerty qwertyui qwertzui qwertyuiop qwertzuiop azertyuiop asdf asdfgh asdfghjk asdfghjkl yxcvbnm zxcvbnm qazwsx qaywsx wasd
        admin administrator administrateur root user test tester testtest testing demo guest gast changeme change default temp temporary master manager
        login access zugang code latchstring abc abcd abcde abcdef abcdefg abcabc aaa aaaa aaaaaa xxx
        hello hallo bonjour salut iloveyou ichliebedich jetaime love liebe amour schatz princess prinzessin princesse sunshine sonnenschein soleil
        football fussball fußball soccer baseball hockey basketball tennis bayern schalke dortmund hertha arsenal chelsea liverpool barcelona realmadrid
        monkey dragon tiger lion panther eagle falcon wolf bear dog cat hund katze chien chat pferd horse shadow ninja samurai batman superman spiderman starwars
        summer winter spring autumn fall sommer fruehling frühling herbst ete été hiver printemps automne
        january february march april may june july august september october november december januar februar märz mai juni juli oktober dezember
        janvier fevrier février mars avril juin juillet aout août septembre octobre novembre decembre décembre
        monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
        michael daniel thomas andreas stefan peter martin andrea sabine julia anna maria nicolas pierre marie jean john james robert david jennifer jessica ashley
        berlin hamburg münchen muenchen köln koeln wien zürich paris lyon london newyork germany deutschland france schweiz austria österreich
        google facebook apple microsoft windows linux office samsung computer internet laptop server network netzwerk
        freedom freiheit liberte trust trustno trustnoi money geld argent business company firma pass word nimda toor whatever nothing
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public static bool Contains(string password, params IEnumerable<string?> about)
    {
        var plain = password.ToLowerInvariant();
        var core = Unmask(plain);
        if (plain.Distinct().Count() < 4 || Words.Contains(core) || Words.Contains(Letters(plain)))
            return true;
        return about.SelectMany(Parts).Any(part => core == part || (part.Length >= 4 && core.Contains(part, StringComparison.Ordinal) && core.Length - part.Length < 4));
    }

    /// <summary>The word inside: the tail and head of digits and symbols cut off, look-alikes turned back into letters.</summary>
    private static string Unmask(string lower)
    {
        var core = lower.TrimEnd("0123456789!?.,;:-_+*#%&/()=<>|~^\"'§$@ ".ToCharArray()).TrimStart("0123456789!?.,;:-_+*#%&/()=<>|~^\"' ".ToCharArray());
        var text = new StringBuilder(core.Length);
        foreach (var c in core)
        {
            var letter = c switch { '0' => 'o', '1' or '!' or '|' => 'i', '3' or '€' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' or '+' => 't', '8' => 'b', '9' => 'g', _ => c };
            if (char.IsLetter(letter))
                text.Append(letter);
        }
        return text.ToString();
    }

    private static string Letters(string lower) => string.Concat(lower.Where(char.IsLetter));

    private static IEnumerable<string> Parts(string? about) =>
        (about ?? "").ToLowerInvariant().Split([' ', '.', '@', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length >= 3);
}
