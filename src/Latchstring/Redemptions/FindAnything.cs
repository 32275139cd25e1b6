using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

public enum FoundKind { Nothing, Code, Person, People, Codes, Offering }

/// <summary>Where a pasted text leads: one thing by its id, or a list searched for <paramref name="Query"/>.</summary>
public sealed record Found(FoundKind Kind, Guid? Id = null, string? Query = null);

/// <summary>Takes whatever staff paste — a code, a link with a code, an e-mail, a phone number, a name — and finds what it belongs to. Reads only.</summary>
public sealed class FindAnything(Database database, FindCode codes)
{
    public async Task<Found> RunAsync(Actor actor, string? pasted, CancellationToken cancellationToken = default)
    {
        var text = Essence(pasted);
        if (text.Length == 0)
            return new Found(FoundKind.Nothing);
        await using var db = database.Read(actor.WorkspaceId);
        if (actor.May(Permission.SeeCodes) && await codes.RunAsync(actor.WorkspaceId, text, cancellationToken) is { } code && await CodeScope.ReachesAsync(db, actor, Permission.SeeCodes, code.Batch, cancellationToken))
            return new Found(FoundKind.Code, code.Code.Id);
        if (actor.May(Permission.SeePeople) && await PersonAsync(db, text, cancellationToken) is { } person)
            return person;
        if (actor.May(Permission.SeeOfferings) && await OfferingAsync(db, actor, text, cancellationToken) is { } offering)
            return new Found(FoundKind.Offering, offering);
        // What looks like neither person nor code is more often a name than the note of a batch.
        return actor.May(Permission.SeePeople) && !text.Any(char.IsDigit) ? new Found(FoundKind.People, Query: text) : new Found(FoundKind.Codes, Query: text);
    }

    /// <summary>Without what comes along when one copies: spaces, brackets, "mailto:", and all of a link but the code at its end.</summary>
    private static string Essence(string? pasted)
    {
        var text = (pasted ?? "").Trim().Trim('<', '>', '"', '\'', '“', '”', '„', ',', ';').Trim();
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            text = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "http" or "https")
            text = Uri.UnescapeDataString(link.AbsolutePath.TrimEnd('/')[(link.AbsolutePath.TrimEnd('/').LastIndexOf('/') + 1)..]);
        return text.Length > 200 ? text[..200] : text;
    }

    private static async Task<Found?> PersonAsync(Db db, string text, CancellationToken cancellationToken)
    {
        if (Person.IsEmail(text))
        {
            var email = Person.NormalizeEmail(text);
            var one = await db.People.Where(p => p.Email == email).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancellationToken);
            return one is null ? new Found(FoundKind.People, Query: text) : new Found(FoundKind.Person, one);
        }
        var digits = new string([.. text.Where(c => char.IsAsciiDigit(c) || c == '+')]);
        if (digits.Length >= 6 && text.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '/' or '(' or ')' or '.'))
        {
            var same = await db.People.Where(p => p.Phone == text || p.Phone == digits).Select(p => p.Id).Take(2).ToListAsync(cancellationToken);
            return same.Count == 1 ? new Found(FoundKind.Person, same[0]) : new Found(FoundKind.People, Query: text);
        }
        return await NamedAsync(db, text, cancellationToken);
    }

    /// <summary>One person by that name is that person; several are a list.</summary>
    private static async Task<Found?> NamedAsync(Db db, string text, CancellationToken cancellationToken)
    {
        var where = new Where().Begins(text, "first_name", "last_name", "email", "client_id");
        if (where.IsEmpty)
            return null;
        var named = await db.QueryAsync($"select id from person where {where.Sql("workspace_id = @ws")} limit 2", row => row.Guid(0), cancellationToken, [.. where.Parameters]);
        return named.Count switch { 0 => null, 1 => new Found(FoundKind.Person, named[0]), _ => new Found(FoundKind.People, Query: text) };
    }

    private static async Task<Guid?> OfferingAsync(Db db, Actor actor, string text, CancellationToken cancellationToken)
    {
        var where = new Where().Contains(text, "name");
        var named = await db.QueryAsync($"select id from offering where {where.Sql("workspace_id = @ws and archived_at is null")} limit 2", row => row.Guid(0), cancellationToken, [.. where.Parameters]);
        return named.Count == 1 && actor.May(Permission.SeeOfferings, named[0]) ? named[0] : null;
    }
}
