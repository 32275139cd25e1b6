using Latchstring.Data;

namespace Latchstring.Partners;

/// <summary>One row as it will be added, or what is wrong with it.</summary>
/// <param name="Row">From 1, in the order in which they came.</param>
public sealed record CheckedGuest(int Row, GuestFields? Fields, Problem? Problem);

/// <param name="Asked">Rows that are fine; so many places of the quota they would take, if the event counts them at once.</param>
public sealed record CheckedGuests(IReadOnlyList<CheckedGuest> Rows, int Asked, Quota Quota);

/// <summary>Looks at guests before they are added: field by field, for the same address twice, and whether they fit (S1.53, S1.85, S1.86). Changes nothing.</summary>
public sealed class CheckGuests(Database database)
{
    private static readonly Problem Twice = Problem.Invalid(GuestFields.Email, "This address stands here twice.");
    private static readonly Problem Known = Problem.Invalid(GuestFields.Email, "You have invited this address to the event already.");

    public async Task<Result<CheckedGuests>> RunAsync(Actor actor, Guid agreementId, IReadOnlyList<IReadOnlyDictionary<string, string?>> guests, CancellationToken cancellationToken = default)
    {
        if (guests.Count > AddGuests.AtOnce)
            return PartnerRefusals.TooMany;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Partnership.FindAsync(db, actor, agreementId, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var rows = await RowsAsync(db, found.Value, guests, cancellationToken);
        return new CheckedGuests(rows, rows.Count(row => row.Problem is null), await Quota.ReadAsync(db, agreementId, toChange: false, cancellationToken));
    }

    internal static async Task<List<CheckedGuest>> RowsAsync(Db db, Partnership partnership, IReadOnlyList<IReadOnlyDictionary<string, string?>> guests, CancellationToken cancellationToken)
    {
        var form = await GuestForm.ReadAsync(db, partnership.Settings, cancellationToken);
        var invited = await InvitedAsync(db, partnership.Id, cancellationToken);
        var (rows, here) = (new List<CheckedGuest>(guests.Count), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (i, typed) in guests.Index())
        {
            var read = form.Read(typed);
            var email = read.Ok ? read.Value[GuestFields.Email]! : null;
            var problem = !read.Ok ? read.Problem : invited.Contains(email!) ? Known : !here.Add(email!) ? Twice : null;
            rows.Add(new CheckedGuest(i + 1, problem is null ? read.Value : null, problem));
        }
        return rows;
    }

    /// <summary>Addresses of the partnership's invitations that are not cancelled: as they were entered, and as their people have them now.</summary>
    private static async Task<HashSet<string>> InvitedAsync(Db db, Guid agreementId, CancellationToken cancellationToken)
    {
        var rows = await db.QueryAsync(
            $"select {db.JsonText("i.guest", GuestFields.Email)}, p.email from invitation i join person p on p.workspace_id = i.workspace_id and p.id = i.person_id where i.workspace_id = @ws and i.agreement_id = @agreement and i.cancelled_at is null",
            row => (row.TextOrNull(0), row.TextOrNull(1)), cancellationToken, ("agreement", agreementId));
        return rows.SelectMany(row => new[] { row.Item1, row.Item2 }).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }
}
