namespace Latchstring.People;

/// <summary>What is wrong with the record of a member or trial, so that an invitation would go astray (S2.34). E-mail addresses are never shared: they are unique.</summary>
[Flags]
public enum Attention { None = 0, NoLocation = 1, NoContact = 2, SharedPhone = 4, All = NoLocation | NoContact | SharedPhone }

/// <summary><see cref="Attention"/> of the person <c>p</c>.</summary>
internal static class AttentionSql
{
    private const string Reachable = """
        (p.email is not null and not exists (select 1 from suppression s where s.workspace_id = p.workspace_id and s.channel = 'Email' and s.address = p.email)
         or p.phone is not null and not exists (select 1 from suppression s where s.workspace_id = p.workspace_id and s.channel = 'Sms' and s.address = p.phone))
        """;

    private static readonly (Attention Flag, string Sql)[] Rules =
    [
        (Attention.NoLocation, "p.location_id is null"),
        (Attention.NoContact, $"not {Reachable}"),
        (Attention.SharedPhone, "p.phone is not null and exists (select 1 from person q where q.workspace_id = p.workspace_id and q.phone = p.phone and q.id <> p.id)"),
    ];

    private const string Concerned = "p.segment in ('Member', 'Trial')";

    /// <summary>The flags as a number.</summary>
    public static readonly string Flags =
        $"case when {Concerned} then {string.Join(" + ", Rules.Select(rule => $"(case when {rule.Sql} then {(int)rule.Flag} else 0 end)"))} else 0 end";

    public static string Any(Attention wanted) =>
        $"{Concerned} and ({string.Join(" or ", Rules.Where(rule => wanted.HasFlag(rule.Flag)).Select(rule => $"({rule.Sql})").DefaultIfEmpty("1 = 0"))})";
}
