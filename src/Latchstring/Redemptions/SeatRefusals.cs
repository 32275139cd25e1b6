namespace Latchstring.Redemptions;

/// <summary>Why a code and a seat do not come together. Nothing is consumed by any of them.</summary>
public static class SeatRefusals
{
    public static readonly Problem Gone = new("slot.gone", 409, "This time is no longer free. Choose another one; nothing was used up.");
    public static readonly Problem Booked = new("booking.exists", 409, "You have this appointment already. The code was not used up.");
    public static readonly Problem HasCode = new("booking.has_code", 409, "This booking has a code already.");
    public static readonly Problem NotBooked = new("booking.not_booked", 409, "This booking is not in force, so no code can be attached to it.");
    public static readonly Problem OtherOffering = new("code.other_offering", 409, "This code opens something else than what is booked.");
}
