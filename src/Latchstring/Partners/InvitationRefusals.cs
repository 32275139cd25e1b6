namespace Latchstring.Partners;

/// <summary>What a guest hears who cannot register; kind, and saying which case it is.</summary>
public static class InvitationRefusals
{
    public static readonly Problem Cancelled = new("invitation.cancelled", 410, "This invitation is no longer valid.");
    public static readonly Problem NoPage = new("invitation.no_page", 409, "Registration is not open yet. Please try again later, or ask whoever invited you.");
    public static readonly Problem NotOpen = new("invitation.not_open", 409, "Registration through this partner is not open at the moment. Please try again later, or ask whoever invited you.");
    public static readonly Problem Over = new("event.over", 410, "This event is over.");
    public static readonly Problem Full = new("offering.full", 409, "All places are taken.");
    public static readonly Problem Refused = new("registration.refused", 409, "The organizer could not accept your registration. If you think that this is a mistake, ask the organizer.");
    public static readonly Problem TakenOut = new("registration.cancelled", 409, "The organizer has cancelled your registration. If you think that this is a mistake, ask the organizer.");
    public static readonly Problem Registered = new("registration.exists", 409, "You are registered already.");
    public static readonly Problem Waiting = new("registration.waiting", 409, "We have your registration already, and you will hear from us.");
    public static readonly Problem QuotaUsed = new("quota.exceeded", 409, "All places that this partner may give away are taken. Please ask whoever invited you.");
    public static readonly Problem Say = Problem.Invalid("coming", "Please choose whether you will come.");
    public static readonly Problem NotWaiting = new("registration.not_waiting", 409, "This guest does not wait for approval any more.");
    public static readonly Problem NotIn = new("registration.not_in", 409, "This registration is not in force any more.");
    public static readonly Problem TooManyCompanions = new("companions.too_many", 409, "You may bring no more people.");
}
