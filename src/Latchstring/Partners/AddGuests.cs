using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <param name="Guests">What the form asks for, by key; <c>locale</c> may be given besides.</param>
/// <param name="Send">The mails go into line at once (S1.49, S1.51); off stores the invitations only (S1.52).</param>
public sealed record GuestsToAdd(Guid AgreementId, IReadOnlyList<IReadOnlyDictionary<string, string?>> Guests, bool Send = true);

/// <summary>A row that is wrong, as programs hear of it.</summary>
public sealed record WrongRow(int Row, string? Field, string Detail);

/// <param name="Ids">Of the invitations, in the order of the rows.</param>
public sealed record GuestsAdded(IReadOnlyList<Guid> Ids, bool Sent, Quota Quota);

/// <summary>
/// Invites guests in the name of a partner: all of them or, when one row is wrong or the quota is too small, none. A person whom we know by the
/// address is invited as they are and never changed; others become people with what the partner entered.
/// </summary>
public sealed class AddGuests(Database database, GuestMails mails)
{
    public const int AtOnce = 5_000;

    public async Task<Result<GuestsAdded>> RunAsync(Actor actor, GuestsToAdd input, CancellationToken cancellationToken = default)
    {
        if (input.Guests.Count > AtOnce)
            return PartnerRefusals.TooMany;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.WriteAsync<GuestsAdded>(actor.WorkspaceId, db => AddAsync(db, actor, input, cancellationToken), cancellationToken);
            }
            catch (Exception exception) when (attempt < 4 && database.IsUniqueViolation(exception))
            {
                // Somebody else made one of these people at the same moment: now they are known.
            }
        }
    }

    private async Task<Result<GuestsAdded>> AddAsync(Db db, Actor actor, GuestsToAdd input, CancellationToken cancellationToken)
    {
        var now = database.Now;
        var found = await Partnership.FindAsync(db, actor, input.AgreementId, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var partnership = found.Value;
        if (input.Guests.Count == 0)
            return Problem.Invalid(GuestFields.Email, "Enter at least one guest.");
        if (await partnership.RefusalAsync(db, now, cancellationToken) is { } closed)
            return closed;
        if (input.Send && partnership.SendingRefusal is { } unsent)
            return unsent;
        var quota = await Quota.ReadAsync(db, partnership.Id, toChange: true, cancellationToken);
        var rows = await CheckGuests.RowsAsync(db, partnership, input.Guests, cancellationToken);
        if (RefusalOf(rows) is { } wrong)
            return wrong;
        var counts = (input.Send ? QuotaUse.Sending : QuotaUse.Creation) >= quota.Use;
        if (counts && quota.RefusalOf(rows.Count) is { } tooMany)
            return tooMany;
        var guests = rows.ConvertAll(row => row.Fields!);
        var people = await PeopleAsync(db, actor, guests, now, cancellationToken);
        if (await OthersAsync(db, partnership.Id, people, cancellationToken) is { } known)
            return known;
        var (ids, codes) = await InvitationsAsync(db, actor, partnership, guests, people, counts ? now : null, cancellationToken);
        if (input.Send)
            await mails.QueueAsync(db, partnership.Event, partnership.Organisation.Name, partnership.Agreement.Message,
                [.. guests.Select((guest, i) => new GuestLetter(ids[i], codes[i], people[i], 1, guest[GuestFields.Email]!, guest[GuestFields.FirstName], guest[GuestFields.LastName], guest[GuestFields.Locale]))], actor.Name, cancellationToken);
        await AuditEntry.InsertAsync(db, [.. ids.Select((id, i) => AuditEntry.By(actor, now, "guest.added", "invitation", id, new { Agreement = partnership.Id, Person = people[i], input.Send }))]);
        return new GuestsAdded(ids, input.Send, await Quota.ReadAsync(db, partnership.Id, toChange: false, cancellationToken));
    }

    /// <summary>One guest: what is wrong in its fields. Several: how many rows are, and in which.</summary>
    private static Problem? RefusalOf(List<CheckedGuest> rows)
    {
        var wrong = rows.FindAll(row => row.Problem is not null);
        if (wrong.Count == 0)
            return null;
        return rows.Count == 1 ? wrong[0].Problem : new Problem("guests.invalid", 400, "{0} of {1} rows need a correction. Nothing was added.", null, wrong.Count, rows.Count)
        {
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["rows"] = wrong.Take(100).Select(row => new WrongRow(row.Row, row.Problem!.Field, row.Problem.English)).ToArray() },
        };
    }

    /// <summary>
    /// The people of these addresses; whoever is not known yet is made. Strangers are made by one at a time in a workspace: two partners with the same
    /// list would wait for each other in a ring.
    /// </summary>
    internal static async Task<Guid[]> PeopleAsync(Db db, Actor actor, List<GuestFields> guests, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(db, guests, cancellationToken);
        if (!guests.TrueForAll(guest => known.ContainsKey(guest[GuestFields.Email]!)))
        {
            await StaffRules.LockAsync(db, cancellationToken);
            known = await KnownAsync(db, guests, cancellationToken);
        }
        var made = guests.Where(guest => !known.ContainsKey(guest[GuestFields.Email]!)).Select(guest => new Person
        {
            WorkspaceId = db.WorkspaceId,
            Email = guest[GuestFields.Email],
            FirstName = guest[GuestFields.FirstName],
            LastName = guest[GuestFields.LastName],
            Phone = guest[GuestFields.Phone],
            Locale = guest[GuestFields.Locale],
            Segment = Segment.Guest,
            CreatedAt = now,
        }).ToList();
        foreach (var person in made)
            known[person.Email!] = person.Id;
        db.AddRange(made);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        await AuditEntry.InsertAsync(db, made.ConvertAll(person => AuditEntry.By(actor, now, "person.created", "person", person.Id)));
        return [.. guests.Select(guest => known[guest[GuestFields.Email]!])];
    }

    private static async Task<Dictionary<string, Guid>> KnownAsync(Db db, List<GuestFields> guests, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var chunk in guests.Select(guest => guest[GuestFields.Email]!).Chunk(500))
        {
            foreach (var person in await db.People.AsNoTracking().Where(p => chunk.Contains(p.Email!)).Select(p => new { p.Id, p.Email }).ToListAsync(cancellationToken))
                known[person.Email!] = person.Id;
        }
        return known;
    }

    /// <summary>Two addresses of one list may be the same person by now (the one on file was changed); an invitation names a person once.</summary>
    internal static async Task<Problem?> OthersAsync(Db db, Guid agreementId, Guid[] people, CancellationToken cancellationToken)
    {
        if (people.Distinct().Count() < people.Length)
            return Problem.Invalid(GuestFields.Email, "This address stands here twice.");
        foreach (var chunk in people.Chunk(500))
        {
            if (await db.Invitations.AnyAsync(i => i.AgreementId == agreementId && i.CancelledAt == null && chunk.Contains(i.PersonId), cancellationToken))
                return Problem.Invalid(GuestFields.Email, "You have invited this address to the event already.");
        }
        return null;
    }

    private async Task<(Guid[] Ids, Guid[] Codes)> InvitationsAsync(Db db, Actor actor, Partnership partnership, List<GuestFields> guests, Guid[] people, DateTimeOffset? countedAt, CancellationToken cancellationToken)
    {
        var now = database.Now;
        var batch = new CodeBatch
        {
            WorkspaceId = db.WorkspaceId,
            Id = Guid.CreateVersion7(now),
            OfferingId = partnership.Event.Id,
            AgreementId = partnership.Id,
            Quantity = guests.Count,
            Issued = guests.Count,
            Naming = Naming.Random,
            Origin = BatchOrigin.Guests,
            Status = BatchStatus.Ready,
            MadeBy = actor.Id,
            MadeByName = actor.Name,
            CreatedAt = now,
        };
        var codes = await BoundCodes.InsertAsync(database, db, batch, people, cancellationToken);
        var ids = guests.Select((_, i) => Guid.CreateVersion7(now.AddMilliseconds(i))).ToArray();
        T[] Same<T>(T value) => [.. Enumerable.Repeat(value, guests.Count)];
        await db.InsertManyAsync("invitation", cancellationToken,
            ("id", ids), ("offering_id", Same(partnership.Event.Id)), ("person_id", people), ("code_id", codes), ("agreement_id", Same(partnership.Id)), ("guest", guests.Select(guest => guest.ToJson()).ToArray()),
            ("counted_at", Same(countedAt?.ToUniversalTime())), ("generation", Same(1)), ("inviter_name", Same(actor.Name)), ("created_at", Same(now)), ("version", Same(0)));
        return (ids, codes);
    }
}
