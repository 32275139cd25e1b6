using Latchstring.People;

namespace Latchstring.Server.People;

/// <summary>A person as it was typed.</summary>
public sealed class PersonForm
{
    public string? Email { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Phone { get; set; }
    public string? ClientId { get; set; }
    public string? Locale { get; set; }
    public string? Note { get; set; }
    public int? Version { get; set; }

    public PersonFields Fields => new(Email, FirstName, LastName, Phone, ClientId, Locale, Note);

    public static PersonForm Of(Person p) => new() { Email = p.Email, FirstName = p.FirstName, LastName = p.LastName, Phone = p.Phone, ClientId = p.ClientId, Locale = p.Locale, Note = p.Note, Version = p.Version };
}
