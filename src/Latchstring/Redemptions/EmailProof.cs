using System.Security.Cryptography;
using System.Text;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Redemptions;

/// <summary>Somebody who has filled in the registration page and has yet to show that the address is theirs. Carried, sealed, by their own browser; nothing is stored.</summary>
/// <param name="Nonce">What the mailed code hangs on, so that another form has another code.</param>
public sealed record GuestDraft(GuestDetails Details, string PasswordHash, string? Locale, Guid? CodeId, Guid Nonce);

/// <summary>
/// Six digits by mail show that somebody reads the address (S0.60). They are derived, so that nothing is stored, and few tries are allowed: five a
/// form, and a new form is a new mail, of which an address gets a few.
/// </summary>
public sealed class EmailProof(Database database, FailureLimits limits)
{
    public const int Tries = 5;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public static readonly Problem Wrong = Problem.Invalid("digits", "These are not the digits in our mail. Look again, or have a new code sent.");
    public static readonly Problem TooOften = new("rate.limited", 429, "There were too many wrong digits. Go back and have a new code sent.", "digits");

    public static readonly Problem TooOld = Problem.Invalid("digits", "The digits are too old. Fill in your details again, and we send new ones.");

    internal static string Digits(CodeKeys keys, Guid workspaceId, string email, Guid nonce) =>
        (BitConverter.ToUInt32(HMACSHA256.HashData(keys.Derive("latchstring/1/email-proof"), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. nonce.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(email)])) % 1_000_000)
        .ToString("000000", System.Globalization.CultureInfo.InvariantCulture);

    public async Task<Problem?> RefusalAsync(Guid workspaceId, GuestDraft draft, string? typed, CancellationToken cancellationToken = default)
    {
        // Counted before it is judged, so that a hundred at once are a hundred tries.
        var counted = await limits.AddAsync(workspaceId, [new FailureBucket("email-proof:" + limits.Hash(draft.Nonce.ToString()), Lifetime)], cancellationToken);
        if (counted[0].Count > Tries)
            return TooOften;
        var digits = string.Concat((typed ?? "").Where(char.IsAsciiDigit));
        var right = Digits(database.Keys, workspaceId, Person.NormalizeEmail(draft.Details.Email)!, draft.Nonce);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(digits.PadRight(6)), Encoding.ASCII.GetBytes(right)) ? null : Wrong;
    }
}
