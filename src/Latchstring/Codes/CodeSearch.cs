using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Codes;

/// <summary>
/// The search box over codes. A text is found by its fingerprint; an e-mail or name finds the codes that person redeemed or holds; words
/// find the batches with that note. Each step is one indexed read, so the box stays quick at ten million codes.
/// </summary>
internal static class CodeSearch
{
    private const int Most = 200;

    /// <summary>Nothing that is found here is longer, and SQLite refuses patterns of 50,000 bytes.</summary>
    private const int Longest = CheckNewBatch.LongestNote;

    public static async Task<Where?> AndAsync(Db db, Where where, string q, WorkspaceKeys keys, CancellationToken cancellationToken)
    {
        if (q.Length > Longest)
            return null;
        var codes = CodeText.TryParse(q, out var text) ? await ByTextAsync(db, keys.Fingerprint(text), cancellationToken) : [];
        if (codes.Count == 0)
            codes = await ByPersonAsync(db, q, cancellationToken);
        var batches = codes.Count == 0 ? await ByNoteAsync(db, q, cancellationToken) : [];
        if (codes.Count == 0 && batches.Count == 0)
            return null;
        var parts = batches.Select((_, i) => $"c.id between @note_first{i} and @note_last{i}");
        if (codes.Count > 0)
            parts = parts.Append($"c.id in ({string.Join(',', codes.Select((_, i) => $"@found{i}"))})");
        return where.And($"({string.Join(" or ", parts)})",
        [
            .. codes.Select((id, i) => ($"found{i}", (object?)id)),
            .. batches.SelectMany((id, i) => new[] { ($"note_first{i}", (object?)AccessCode.RangeOf(id).First), ($"note_last{i}", AccessCode.RangeOf(id).Last) }),
        ]);
    }

    private static Task<List<Guid>> ByTextAsync(Db db, byte[] fingerprint, CancellationToken cancellationToken) => db.QueryAsync(
        """
        select id from access_code where workspace_id = @ws and fingerprint = @fingerprint
        union
        select code_id from retired_text where workspace_id = @ws and fingerprint = @fingerprint and code_id is not null
        """,
        row => row.Guid(0), cancellationToken, ("fingerprint", fingerprint));

    private static async Task<List<Guid>> ByPersonAsync(Db db, string q, CancellationToken cancellationToken)
    {
        var people = await db.QueryAsync(
            $"""
            select id from person where workspace_id = @ws and (email = @email
                or (last_name >= @name and last_name < @beyond) or (email >= @email and email < @email_beyond and email like @prefix escape '!')
                or (last_name = @last and first_name = @first))
            limit {Most}
            """,
            row => row.Guid(0), cancellationToken,
            ("email", Person.NormalizeEmail(q)), ("email_beyond", Person.NormalizeEmail(q) + "\uFFFD"), ("prefix", Like(Person.NormalizeEmail(q)!) + "%"),
            ("name", Capital(q)), ("beyond", Capital(q) + "\uFFFD"), ("last", Capital(q[(q.LastIndexOf(' ') + 1)..])), ("first", Capital(q[..Math.Max(0, q.LastIndexOf(' '))])));
        if (people.Count == 0)
            return [];
        var list = string.Join(',', people.Select((_, i) => $"@p{i}"));
        return await db.QueryAsync(
            $"""
            select code_id from redemption where workspace_id = @ws and person_id in ({list}) and reversed_at is null
            union
            select id from access_code where workspace_id = @ws and assignee_id is not null and assignee_id in ({list})
            limit {Most}
            """,
            row => row.Guid(0), cancellationToken, [.. people.Select((id, i) => ($"p{i}", (object?)id))]);
    }

    private static Task<List<Guid>> ByNoteAsync(Db db, string q, CancellationToken cancellationToken) => db.QueryAsync(
        $"select id from code_batch where workspace_id = @ws and lower(note) like @note escape '!' order by id desc limit {Most}",
        row => row.Guid(0), cancellationToken, ("note", $"%{Like(q.ToLowerInvariant())}%"));

    internal static string Like(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
