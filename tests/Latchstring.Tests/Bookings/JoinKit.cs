using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>Somebody with an invitation in the mail and a code in a text message.</summary>
internal sealed record Guest(Person Person, Invitation Invitation, string Code, string Token);

internal static class JoinKit
{
    public const string Password = "Sunny-Meadow-42";

    /// <summary>An invitation that went out now and lives ten days.</summary>
    public static async Task<Guest> InviteAsync(this BookingKit kit, TestDatabase test, string name = "Mia", string? phone = "+49 170 1234567")
    {
        var (now, sample) = (test.Database.Now, kit.Sample);
        var person = await sample.AddAsync(new Person { WorkspaceId = kit.Id, Email = $"{name.ToLowerInvariant()}@example.org", FirstName = name, LastName = "Muster", Phone = phone, Segment = Segment.Member, CreatedAt = now });
        await using var verbs = new Verbs(test);
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(kit.App.Id, null, 1));
        var code = AccessCode.IdOf(batch.Id, 1);
        await test.Database.WriteAsync(kit.Id, db => db.AccessCodes.Where(c => c.Id == code).ExecuteUpdateAsync(set => set.SetProperty(c => c.AssigneeId, person.Id)));
        var invitation = await sample.AddAsync(new Invitation { WorkspaceId = kit.Id, OfferingId = kit.App.Id, PersonId = person.Id, CodeId = code, InviterName = "Olga Owner", CreatedAt = now, SentAt = now, ExpiresAt = now.AddHours(240) });
        await sample.AddAsync(new Message { WorkspaceId = kit.Id, LaneId = kit.App.Id, Address = person.Email!, Domain = "example.org", Locale = "en", TimeZone = "Europe/Berlin", CodeId = code, PersonId = person.Id, Status = MessageStatus.Sent, SentAt = now, CreatedAt = now, NotBefore = now, ActorName = "Olga Owner" });
        return new Guest(person, invitation, texts[0], InviteTokens.Of(test.Database.Keys, kit.Id, invitation.Id, 1));
    }

    /// <summary>Posts the code on the page of the link, or beside the contact without one.</summary>
    public static Task<HttpResponseMessage> ShowCodeAsync(this HttpClient client, Guest guest, string? code = null, string? contact = null) => contact is null
        ? client.PostFormAsync($"/acme/app/join/{guest.Token}", "join", ("Form.Code", code ?? guest.Code))
        : client.PostFormAsync("/acme/app/join", "join", ("Form.Contact", contact), ("Form.Code", code ?? guest.Code));
}
