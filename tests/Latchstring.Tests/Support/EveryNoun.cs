using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Imports;
using Latchstring.Jobs;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Support;

/// <summary>A workspace with one of everything that an address can name.</summary>
public sealed class EveryNoun
{
    /// <summary>Plural in an address → id of the thing here. Aliases of pages stand beside the words of the API.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; private init; } = null!;
    public SampleWorkspace Workspace { get; private init; } = null!;
    public string CodeText { get; private init; } = "";

    public static async Task<EveryNoun> CreateAsync(TestDatabase test, string slug)
    {
        var workspace = await SampleWorkspace.CreateAsync(test, slug);
        var (id, now) = (workspace.Id, test.Database.Now);
        var programme = await workspace.AddAsync(new Programme { WorkspaceId = id, Name = "Both", CreatedAt = now });
        await workspace.AddAsync(new ProgrammeOffering { WorkspaceId = id, ProgrammeId = programme.Id, OfferingId = workspace.Course.Id });
        var price = await workspace.AddAsync(new Price { WorkspaceId = id, OfferingId = workspace.Course.Id, Name = "Early", Amount = 900, Currency = "EUR", CreatedAt = now });
        var resource = await workspace.AddAsync(new Resource { WorkspaceId = id, OfferingId = workspace.Course.Id, Title = "Notes", FileName = "notes.txt", ContentType = "text/plain", Content = [65, 66], CreatedAt = now });
        var person = await workspace.AddPersonAsync($"pat@{slug}.test", "Pat", "Person");
        await using var verbs = new Verbs(test);
        var (batch, texts) = await verbs.IssueAsync(workspace.Owner, new NewBatch(workspace.Course.Id, null, 3));
        var redeemed = (await verbs.Redeem.RunAsync(workspace.Owner, texts[0], person.Id)).Value.Redemption;
        var job = await workspace.AddAsync(new Job { WorkspaceId = id, Kind = "batch.issue", SubjectId = batch.Id, Payload = "{}", ActorName = "Olga", Status = JobStatus.Done, CreatedAt = now });
        var key = await new CreateApiKey(test.Database).RunAsync(Actor.System(id), new CreateApiKey.Input("Shop", Permission.Viewer));
        var view = await workspace.AddAsync(new SavedView { WorkspaceId = id, AccountId = workspace.OwnerAccount.Id, List = "codes", Name = "Mine", Query = "status=valid" });
        var export = await workspace.AddAsync(new CodeExport { WorkspaceId = id, Target = "Portal", Filter = "", ActorName = "Olga", At = now });
        var request = await workspace.AddAsync(new CodeRequest { WorkspaceId = id, Email = "guest@guest.test", CreatedAt = now });
        var link = await workspace.AddAsync(new InviteLink { WorkspaceId = id, TokenHash = [1], Email = $"new@{slug}.test", CreatedAt = now, ExpiresAt = now.AddDays(30) });
        await new SendCodes(test.Database).RunAsync(workspace.Owner, new CodesToSend([AccessCode.IdOf(batch.Id, 3)], null, [$"mailed@{slug}.test"]));
        var location = (await new CreateLocation(test.Database).RunAsync(workspace.Owner, new("Studio Mitte", "Europe/Berlin", new(8, 0), new(16, 0)))).Value;
        var session = await workspace.AddAsync(new Latchstring.Bookings.Session { WorkspaceId = id, OfferingId = workspace.Course.Id, Title = "Yoga", StartsAt = now.AddDays(1), EndsAt = now.AddDays(1).AddHours(1), Capacity = 3, Booked = 1, CreatedAt = now });
        var booking = await workspace.AddAsync(new Latchstring.Bookings.Booking { WorkspaceId = id, SessionId = session.Id, PersonId = person.Id, Since = now, CreatedAt = now });
        var exam = await workspace.AddAsync(new Offering { WorkspaceId = id, Kind = OfferingKind.Appointment, Name = "Check-up", CreatedAt = now });
        var hours = (await new Latchstring.Bookings.CreateAvailability(test.Database).RunAsync(workspace.Owner, new(exam.Id, new(location.Location.Id, (Latchstring.Bookings.Weekdays)127, new(8, 0), new(10, 0), 60)))).Value;
        var day = (await new Latchstring.Bookings.SetDay(test.Database).RunAsync(workspace.Owner, new(location.Location.Id, exam.Id, new(2026, 12, 24)))).Value;
        var hold = (await new Latchstring.Bookings.HoldSlot(test.Database, new Latchstring.Bookings.SeeSlots(test.Database)).RunAsync(id, new(exam.Id, location.Location.Id, Days.At(DateOnly.FromDateTime(now.UtcDateTime).AddDays(2), new(8, 0), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))))).Value;
        using var file = new MemoryStream("email\nimported@example.org\n"u8.ToArray());
        var import = (await new CheckImport(test.Database).RunAsync(workspace.Owner, new(file, "people.csv", new()))).Value;
        var campaign = await workspace.AddAsync(new Campaign { WorkspaceId = id, OfferingId = location.App.Id, Name = "June", Skipped = "{}", ActorName = "Olga", CreatedAt = now });
        var invitation = await workspace.AddAsync(new Latchstring.Invitations.Invitation { WorkspaceId = id, OfferingId = location.App.Id, PersonId = person.Id, CodeId = AccessCode.IdOf(batch.Id, 2), CampaignId = campaign.Id, InviterName = "Olga", CreatedAt = now });
        var extra = await workspace.AddAsync(new Extra { WorkspaceId = id, OfferingId = workspace.Course.Id, Name = "Blood test", Amount = 500, CreatedAt = now });
        var property = await workspace.AddAsync(new Latchstring.People.Property { WorkspaceId = id, Label = "Department", CreatedAt = now });
        var template = await workspace.AddAsync(new Latchstring.Participants.CsvTemplate { WorkspaceId = id, Name = "HR", Columns = """[{"heading":"Mail","holds":"email"}]""", Match = """[{"on":"email"}]""", CreatedAt = now });
        var organisation = await workspace.AddAsync(new Latchstring.Agreements.Organisation { WorkspaceId = id, Name = "Aurora AG", CreatedAt = now });
        var agreement = await workspace.AddAsync(new Latchstring.Agreements.Agreement { WorkspaceId = id, OrganisationId = organisation.Id, OfferingId = workspace.Course.Id, Name = "Health 2026", CreatedAt = now });
        await workspace.AddAsync(new Latchstring.Participants.Participant { WorkspaceId = id, AgreementId = agreement.Id, PersonId = person.Id, CreatedAt = now });
        var agreed = await workspace.AddAsync(new Price { WorkspaceId = id, OfferingId = workspace.Course.Id, AgreementId = agreement.Id, Name = "Agreed", Amount = 800, Currency = "EUR", IsDefault = true, CreatedAt = now });
        var rule = await workspace.AddAsync(new Latchstring.Agreements.PriceRule { WorkspaceId = id, AgreementId = agreement.Id, PriceId = agreed.Id, Conditions = "[]", CreatedAt = now });
        var congress = await workspace.AddAsync(new Offering { WorkspaceId = id, Kind = OfferingKind.Event, Name = "Congress", CreatedAt = now });
        var partner = await workspace.AddAsync(new Latchstring.Agreements.Organisation { WorkspaceId = id, Kind = Latchstring.Agreements.OrganisationKind.Partner, Name = "Nordwind Media", CreatedAt = now });
        var partnership = await workspace.AddAsync(new Latchstring.Agreements.Agreement { WorkspaceId = id, OrganisationId = partner.Id, OfferingId = congress.Id, Name = "Congress", CreatedAt = now });
        var guest = await workspace.AddAsync(new Latchstring.Invitations.Invitation { WorkspaceId = id, OfferingId = congress.Id, PersonId = person.Id, CodeId = AccessCode.IdOf(batch.Id, 2), AgreementId = partnership.Id, Guest = $$"""{"email":"pat@{{slug}}.test"}""", CountedAt = now, InviterName = "Olga", CreatedAt = now });
        var page = (await new CreateRegistrationPage(test.Database).RunAsync(workspace.Owner, new(congress.Id, new("Guests", null)))).Value;
        var colleague = await workspace.AddAsync(new Account { WorkspaceId = id, Email = $"kai@{slug}.test", NormalizedEmail = $"KAI@{slug}.TEST".ToUpperInvariant(), Name = "Kai", OrganisationId = partner.Id, Partner = PartnerRole.Member, CreatedAt = now });
        var asked = await workspace.AddAsync(new InviteLink { WorkspaceId = id, TokenHash = [2], Kind = InviteLinkKind.Partner, OrganisationId = partner.Id, Partner = PartnerRole.Member, Email = $"ines@{slug}.test", CreatedAt = now, ExpiresAt = now.AddDays(30) });
        var package = await workspace.AddAsync(new Latchstring.Agreements.Package { WorkspaceId = id, Name = "Gold", InvitationQuota = 10, CreatedAt = now });
        await using var db = test.Database.Read(id);
        var message = await db.Messages.SingleAsync();
        return new EveryNoun
        {
            Workspace = workspace,
            CodeText = texts[1],
            Ids = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["offerings"] = $"{workspace.Course.Id}",
                ["extras"] = $"{extra.Id}",
                ["properties"] = $"{property.Id}",
                ["csvTemplates"] = $"{template.Id}",
                ["csv-templates"] = $"{template.Id}",
                ["organisations"] = $"{organisation.Id}",
                ["partners"] = $"{partner.Id}",
                ["colleagues"] = $"{colleague.Id}",
                ["colleague-invitations"] = $"{asked.Id}",
                ["packages"] = $"{package.Id}",
                ["holdings"] = $"{package.Id}",
                ["agreements"] = $"{agreement.Id}",
                ["guests"] = $"{guest.Id}",
                ["contracts"] = $"{agreement.Id}",
                ["participants"] = $"{person.Id}",
                ["courses"] = $"{workspace.Course.Id}",
                ["programmes"] = $"{programme.Id}",
                ["bundles"] = $"{programme.Id}",
                ["imports"] = $"{import.Import.Id}",
                ["locations"] = $"{location.Location.Id}",
                ["prices"] = $"{price.Id}",
                ["resources"] = $"{resource.Id}",
                ["files"] = $"{resource.Id}",
                ["people"] = $"{person.Id}",
                ["persons"] = $"{person.Id}",
                ["batches"] = $"{batch.Id}",
                ["codes"] = $"{AccessCode.IdOf(batch.Id, 2)}",
                ["redemptions"] = $"{redeemed.Id}",
                ["opened"] = $"{redeemed.Id}",
                ["registrations"] = $"{redeemed.RegistrationId}",
                ["check-ins"] = $"{redeemed.RegistrationId}",
                ["check-in"] = $"{redeemed.RegistrationId}",
                ["jobs"] = $"{job.Id}",
                ["api-keys"] = $"{key.Value.Key.Id}",
                ["keys"] = $"{key.Value.Key.Id}",
                ["views"] = $"{view.Id}",
                ["code-exports"] = $"{export.Id}",
                ["exports"] = $"{export.Id}",
                ["requests"] = $"{request.Id}",
                ["code-requests"] = $"{request.Id}",
                ["staff"] = $"{workspace.OwnerAccount.Id}",
                ["accounts"] = $"{workspace.OwnerAccount.Id}",
                ["invite-links"] = $"{link.Id}",
                ["invites"] = $"{link.Id}",
                ["messages"] = $"{message.Id}",
                ["outbox"] = $"{message.Id}",
                ["campaigns"] = $"{campaign.Id}",
                ["invitations"] = $"{invitation.Id}",
                ["sessions"] = $"{session.Id}",
                ["bookings"] = $"{booking.Id}",
                ["availabilities"] = $"{hours.Id}",
                ["availability-days"] = $"{day.Id}",
                ["holds"] = $"{hold.Id}",
                ["book"] = $"{hold.Id}",
                ["price-rules"] = $"{rule.Id}",
                ["pages"] = $"{page.Id}",
                ["registration-pages"] = $"{page.Id}",
                ["waiting"] = $"{redeemed.RegistrationId}",
                ["templates"] = "Code",
                ["i"] = texts[1],
            },
        };
    }

    /// <summary>What must not move when strangers knock: everything counted that their requests could touch.</summary>
    public async Task<string> StateAsync(Database database)
    {
        await using var db = database.Read(Workspace.Id);
        string[] tables = ["import", "property", "person_property", "csv_template", "participant", "offering", "location", "lane", "programme", "price", "resource", "person", "code_batch", "access_code", "redemption", "registration", "reversal", "job", "api_key", "saved_view", "account", "invite_link", "audit_entry", "organisation", "agreement", "package", "holding", "price_rule", "extra", "availability", "availability_exception", "hold", "check_in"];
        var counts = await db.QueryAsync("select action, count(*) from audit_entry where workspace_id = @ws group by action order by action", row => $"{row.Text(0)} {row.Long(1)}", default);
        foreach (var table in tables)
            counts.Add($"{table} {(await db.QueryAsync($"select count(*) from {table} where workspace_id = @ws", row => row.Long(0), default))[0]}");
        counts.AddRange(await db.QueryAsync("select id, state, use_count, version from access_code where workspace_id = @ws order by id", row => $"{row.Guid(0)} {row.Text(1)} {row.Int(2)} {row.Int(3)}", default));
        counts.AddRange(await db.QueryAsync("select id, version, registered from offering where workspace_id = @ws order by id", row => $"{row.Guid(0)} {row.Int(1)} {row.Int(2)}", default));
        counts.AddRange(await db.QueryAsync("select id, version from import where workspace_id = @ws order by id", row => $"{row.Guid(0)} {row.Int(1)}", default));
        counts.AddRange(await db.QueryAsync("select id, version from campaign where workspace_id = @ws union all select id, version from invitation where workspace_id = @ws order by id", row => $"{row.Guid(0)} {row.Int(1)}", default));
        counts.AddRange(await db.QueryAsync("select id, version from location where workspace_id = @ws order by id", row => $"{row.Guid(0)} {row.Int(1)}", default));
        counts.AddRange(await db.QueryAsync("select id, version from person where workspace_id = @ws order by id", row => $"{row.Guid(0)} {row.Int(1)}", default));
        return string.Join('\n', counts);
    }
}
