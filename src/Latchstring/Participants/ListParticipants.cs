using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Participants;

/// <param name="Codes">How many they hold or used.</param>
public sealed record ParticipantRow(
    Guid PersonId, string Name, string? FirstName, string? LastName, string? Email, string? Phone, string? ClientId, string? Locale, string? Notes, DateTimeOffset Since,
    Guid? CodeId, bool CodeUsed, string? Price, int Codes)
{
    /// <summary>Text of their newest code for the agreement; null = none, or not theirs to see who asks.</summary>
    public string? Code { get; set; }
    public Guid Id => PersonId;
}

/// <param name="Query">Parts of names, of the e-mail address, of a phone or client number, or a whole code.</param>
/// <param name="HasCode">With or without a code for the agreement.</param>
public sealed record ParticipantFilter(string? Query = null, bool? HasCode = null);

/// <summary>The people under an agreement (S0.21), found by whatever is known of them (S0.22), their codes beside their names (S0.39).</summary>
public sealed class ListParticipants(Database database)
{
    private const string Mine = "access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id and b.agreement_id = t.agreement_id where c.workspace_id = t.workspace_id and c.assignee_id = t.person_id and c.state <> 'Archived'";

    internal const string HoldsUnused = $"exists (select 1 from {Mine} and c.use_count = 0 and c.state = 'Active')";

    public static readonly ListQuery<ParticipantRow> Rows = new()
    {
        From = $"""
            participant t join person p on p.workspace_id = t.workspace_id and p.id = t.person_id
            left join access_code k on k.workspace_id = t.workspace_id and k.id = (select c.id from {Mine} order by case when c.use_count = 0 and c.state = 'Active' then 0 else 1 end, c.id desc limit 1)
            left join price q on q.workspace_id = k.workspace_id and q.id = k.price_id
            """,
        Columns = $"t.person_id, p.first_name, p.last_name, p.email, p.phone, p.client_id, p.locale, t.notes, t.created_at, k.id, case when k.use_count > 0 then 1 else 0 end, q.name, (select count(*) from {Mine})",
        Workspace = "t.workspace_id",
        Id = "t.person_id",
        Map = row => new ParticipantRow(
            row.Guid(0), new People.Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName,
            row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.Time(8), row.GuidOrNull(9), row.Int(10) == 1, row.TextOrNull(11), row.Int(12)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))",
            ["email"] = "coalesce(p.email, '')",
            ["since"] = "t.created_at",
        },
        DefaultSort = "name",
    };

    public async Task<Result<Page<ParticipantRow>>> RunAsync(Actor actor, Guid agreementId, ParticipantFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.SeePeople, agreementId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var rows = await Rows.PageAsync(db, await SearchAsync(db, agreementId, filter, cancellationToken), page, cancellationToken);
        if (actor.May(Permission.SeeCodes))
            await FillAsync(db, rows.Items, cancellationToken);
        return rows;
    }

    public async Task<Count> CountAsync(Actor actor, Guid agreementId, ParticipantFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, await SearchAsync(db, agreementId, filter, cancellationToken), cancellationToken);
    }

    /// <summary>A whole code finds its holder.</summary>
    private async Task<Where> SearchAsync(Db db, Guid agreementId, ParticipantFilter filter, CancellationToken cancellationToken)
    {
        if (CodeText.TryParse(filter.Query, out var text) && (await db.QueryAsync("select assignee_id from access_code where workspace_id = @ws and fingerprint = @print",
            row => row.GuidOrNull(0), cancellationToken, ("print", database.Keys.Of(db.WorkspaceId).Fingerprint(text)))) is [{ } holder])
            return Matching(agreementId, filter with { Query = null }).And("t.person_id = @holder", ("holder", holder));
        return Matching(agreementId, filter);
    }

    internal static Where Matching(Guid agreementId, ParticipantFilter filter)
    {
        var where = new Where().And("t.agreement_id = @agreement", ("agreement", agreementId));
        if (filter.HasCode is { } has)
            where.And($"{(has ? "" : "not ")}exists (select 1 from {Mine})");
        return where.Contains(filter.Query, "coalesce(p.first_name, '')", "coalesce(p.last_name, '')", "coalesce(p.email, '')", "coalesce(p.phone, '')", "coalesce(p.client_id, '')", "coalesce(t.notes, '')");
    }

    private async Task FillAsync(Db db, IReadOnlyList<ParticipantRow> rows, CancellationToken cancellationToken)
    {
        var codes = await ReadCodes.TextsAsync(db, database.Keys.Of(db.WorkspaceId), [.. rows.Select(row => row.CodeId).OfType<Guid>()], cancellationToken);
        foreach (var row in rows.Where(row => row.CodeId is not null))
            row.Code = codes.GetValueOrDefault(row.CodeId!.Value);
    }
}
