namespace Latchstring.Server.Bookings;

/// <summary>Texts of calendar, sessions, bookings and the booking app. The English sentence is the key.</summary>
public sealed class BookingsText;
