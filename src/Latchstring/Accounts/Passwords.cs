using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Latchstring.Accounts;

/// <summary>
/// PBKDF2-SHA512 with 210,000 iterations (OWASP). Kept as <c>pbkdf2-sha512$iterations$salt$hash</c>, so that the count can be raised later.
/// </summary>
public static class Passwords
{
    public const int Iterations = 210_000;
    public const int StaffLength = 12;
    public const int MaxLength = 128;
    private const int SaltLength = 16;
    private const int HashLength = 32;
    private const string Scheme = "pbkdf2-sha512";

    /// <summary>Verified when there is no account or no password, so that the answer takes as long (no e-mail can be probed by time).</summary>
    private static readonly Lazy<string> Nobody = new(() => Hash(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Iterations))}";
    }

    /// <summary>Takes the same time for a wrong password, an unknown e-mail (<c>null</c>) and an account without a password.</summary>
    public static bool Verify(string? hash, string? password)
    {
        var parts = (hash ?? Nobody.Value).Split('$');
        if (parts is not [Scheme, var iterations, var salt, var expected])
            return false;
        var actual = Derive(password ?? "", Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(actual, Convert.FromBase64String(expected)) && hash is not null && password is not null;
    }

    /// <summary>
    /// S2.14 to S2.18: an upper- and a lower-case letter, a digit, another character, at least <paramref name="length"/>, and none that
    /// guessers try first. Null when the password will do. <paramref name="about"/> is what it must not be made of: name, e-mail.
    /// </summary>
    public static Problem? Refusal(string? password, int length, string field, params IEnumerable<string?> about)
    {
        if (string.IsNullOrEmpty(password))
            return Problem.Invalid(field, "Choose a password.");
        if (password.Length > MaxLength)
            return Problem.Invalid(field, "The password may have at most {0} characters.", MaxLength);
        if (password.EnumerateRunes().Count() < length)
            return Problem.Invalid(field, "The password needs at least {0} characters.", length);
        if (!password.Any(char.IsUpper))
            return Problem.Invalid(field, "The password needs a capital letter.");
        if (!password.Any(char.IsLower))
            return Problem.Invalid(field, "The password needs a small letter.");
        if (!password.Any(char.IsDigit))
            return Problem.Invalid(field, "The password needs a digit.");
        if (password.All(char.IsLetterOrDigit))
            return Problem.Invalid(field, "The password needs a character that is neither a letter nor a digit, such as ! or -.");
        if (KnownPasswords.Contains(password, about))
            return Problem.Invalid(field, "This password is one of the first that others would try. Choose another.");
        return null;
    }

    /// <summary>At least 12 for staff, at least 6 for participants, more if the workspace says so.</summary>
    public static int LengthFor(StaffRole staff, int workspaceLength) => Math.Max(workspaceLength, staff == StaffRole.None ? 6 : StaffLength);

    /// <summary>The same for an account: whoever is on the team of a partner sees other people's data, like staff.</summary>
    public static int LengthFor(Account? account, int workspaceLength) => LengthFor(account is { Partner: not PartnerRole.None } ? StaffRole.Viewer : account?.Staff ?? StaffRole.None, workspaceLength);

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), salt, iterations, HashAlgorithmName.SHA512, HashLength);
}
