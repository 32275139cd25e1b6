using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Server.Bookings;

namespace Latchstring.Server.Events;

/// <summary>What a guest typed on one step; the other steps travel along unseen.</summary>
public sealed class InvitationForm : GuestForm
{
    public int Step { get; set; }

    /// <summary><c>yes</c> or <c>no</c>: chosen by a person, for a program that presses every button chooses nothing (X6).</summary>
    public string? Coming { get; set; }

    /// <summary><c>back</c> = one step back.</summary>
    public string? Go { get; set; }

    /// <summary>The name of a field in the form.</summary>
    public static string NameOf(RegistrationField field) => field.PropertyId is { } id ? PropertyValue.FieldOf(id) : "Form." + char.ToUpperInvariant(field.Key[0]) + field.Key[1..];

    /// <summary>The name of a field in a problem.</summary>
    public static string ProblemOf(RegistrationField field) => field.PropertyId is { } id ? PropertyValue.FieldOf(id) : field.Key;
}
