namespace Latchstring.Codes;

/// <summary>Why a code does not open, as data. Strangers hear one answer for unknown, inactive, archived and foreign codes (X7).</summary>
public static class CodeRefusals
{
    public static readonly Problem NotFound = new("code.not_found", 404, "We do not know this code. Check each character; the letters O, I and L do not occur in our codes.", "code");
    public static readonly Problem Slip = new("code.not_found", 404, "One character looks wrong. Compare the code with your original once more.", "code");
    public static readonly Problem UsedUp = new("code.used_up", 409, "This code has been used already.", "code");
    public static readonly Problem Expired = new("code.expired", 410, "This code has expired.", "code");
    public static readonly Problem NotYetValid = new("code.not_yet_valid", 409, "This code is not valid yet.", "code");
    public static readonly Problem NotYours = new("code.not_yours", 403, "This code was made for somebody else.", "code");
    public static readonly Problem OfferingFull = new("offering.full", 409, "All places are taken.", "code");
    public static readonly Problem OutcomeUnknown = new("outcome.unknown", 503, "We could not confirm whether this worked. Try again with the same details; nothing will be done twice.");

    /// <summary>The person has all that the code opens; the code was not consumed (S3.29).</summary>
    public static Problem AlreadyIn(Guid registrationId) => new("registration.exists", 409, "You are in already. The code was not used up.", "code")
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["registrationId"] = registrationId },
    };
}
