using System.Text;
using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Bookings;
using Latchstring.CheckIns;
using Latchstring.Codes;
using Latchstring.Imports;
using Latchstring.Invitations;
using Latchstring.Jobs;
using Latchstring.Offerings;
using Latchstring.Participants;
using Latchstring.Partners;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Latchstring.Data;

/// <summary>Tables, keys, indexes. Every key, unique index and foreign key starts with the workspace.</summary>
internal static class Tables
{
    /// <summary>
    /// Written with every code or redemption. Their keys carry the workspace, and so do those they refer to; a reference to the workspace
    /// itself would only be one more check for each row.
    /// </summary>
    private static readonly Type[] Busy = [typeof(AccessCode), typeof(Redemption), typeof(Registration), typeof(AuditEntry)];

    public static void Build(ModelBuilder model, Db db)
    {
        model.Entity<Workspace>().HasIndex(w => w.Slug).IsUnique();
        model.Entity<InstallationValue>().HasKey(v => v.Name);

        Owned<Account>(model, db).HasIndex(a => new { a.WorkspaceId, a.NormalizedEmail }).IsUnique();
        Owned<Account>(model, db).HasIndex(a => new { a.WorkspaceId, a.PersonId });
        Refers<Account, Person>(model, "PersonId");
        Owned<Account>(model, db).HasIndex(a => new { a.WorkspaceId, a.OrganisationId }).HasFilter("organisation_id is not null");
        Refers<Account, Organisation>(model, "OrganisationId");
        Owned<AccountScope>(model, db, "AccountId", "OfferingId");
        Refers<AccountScope, Account>(model, "AccountId", DeleteBehavior.Cascade);
        Refers<AccountScope, Offering>(model, "OfferingId", DeleteBehavior.Cascade);
        Owned<Passkey>(model, db, "CredentialId");
        Refers<Passkey, Account>(model, "AccountId", DeleteBehavior.Cascade);
        Owned<InviteLink>(model, db).HasIndex(l => new { l.WorkspaceId, l.TokenHash }).IsUnique();
        Refers<InviteLink, Person>(model, "PersonId");
        Refers<InviteLink, Organisation>(model, "OrganisationId", DeleteBehavior.Cascade);
        Owned<ApiKey>(model, db).HasIndex(k => new { k.WorkspaceId, k.KeyHash }).IsUnique();
        Owned<SavedView>(model, db).HasIndex(v => new { v.WorkspaceId, v.AccountId, v.List, v.Name }).IsUnique();
        Refers<SavedView, Account>(model, "AccountId", DeleteBehavior.Cascade);
        Owned<FailureCount>(model, db, "Bucket");

        Owned<Person>(model, db).HasIndex(p => new { p.WorkspaceId, p.Email }).IsUnique();
        Owned<Person>(model, db).HasIndex(p => new { p.WorkspaceId, p.LastName, p.Id });
        Owned<Person>(model, db).HasIndex(p => new { p.WorkspaceId, p.Phone });

        Owned<Location>(model, db).HasIndex(l => new { l.WorkspaceId, l.Name });
        Owned<Person>(model, db).HasIndex(p => new { p.WorkspaceId, p.LocationId, p.Segment, p.Id });
        Owned<Person>(model, db).HasIndex(p => new { p.WorkspaceId, p.ClientId }).HasFilter("client_id is not null");
        Refers<Person, Location>(model, "LocationId");
        model.Entity<Person>().ToTable(t => t.HasCheckConstraint("ck_person_credits", "credits is null or credits >= 0"));

        Owned<Offering>(model, db).HasIndex(o => new { o.WorkspaceId, o.Name });
        Owned<Offering>(model, db).HasIndex(o => new { o.WorkspaceId, o.LocationId }).IsUnique().HasFilter("location_id is not null");
        Refers<Offering, Location>(model, "LocationId");
        Owned<Programme>(model, db).HasIndex(p => new { p.WorkspaceId, p.Name });
        Owned<ProgrammeOffering>(model, db, "ProgrammeId", "OfferingId");
        Refers<ProgrammeOffering, Programme>(model, "ProgrammeId", DeleteBehavior.Cascade);
        Refers<ProgrammeOffering, Offering>(model, "OfferingId");
        Owned<Price>(model, db).HasIndex(p => new { p.WorkspaceId, p.OfferingId });
        Owned<Price>(model, db).HasIndex(p => new { p.WorkspaceId, p.AgreementId, p.OfferingId }).IsUnique().HasFilter("is_default");
        Refers<Price, Offering>(model, "OfferingId");
        Refers<Price, Agreement>(model, "AgreementId", DeleteBehavior.Cascade);
        Owned<Extra>(model, db).HasIndex(e => new { e.WorkspaceId, e.OfferingId, e.Position });
        Refers<Extra, Offering>(model, "OfferingId", DeleteBehavior.Cascade);
        Owned<PriceExtra>(model, db, "PriceId", "ExtraId");
        Refers<PriceExtra, Price>(model, "PriceId", DeleteBehavior.Cascade);
        Refers<PriceExtra, Extra>(model, "ExtraId", DeleteBehavior.Cascade);

        Owned<RegistrationPage>(model, db).HasIndex(p => new { p.WorkspaceId, p.OfferingId });
        Refers<RegistrationPage, Offering>(model, "OfferingId", DeleteBehavior.Cascade);

        Owned<Organisation>(model, db).HasIndex(o => new { o.WorkspaceId, o.Name });
        Refers<Organisation, Organisation>(model, "ParentId");
        Owned<Package>(model, db).HasIndex(p => new { p.WorkspaceId, p.Name }).IsUnique();
        Owned<Holding>(model, db, "AgreementId", "PackageId").HasIndex(h => new { h.WorkspaceId, h.PackageId });
        Refers<Holding, Agreement>(model, "AgreementId", DeleteBehavior.Cascade);
        Refers<Holding, Package>(model, "PackageId", DeleteBehavior.Cascade);
        model.Entity<Holding>().ToTable(t => t.HasCheckConstraint("ck_holding_quantity", "quantity > 0"));
        Owned<PartnerSettings>(model, db, "OfferingId");
        Refers<PartnerSettings, Offering>(model, "OfferingId", DeleteBehavior.Cascade);
        Refers<PartnerSettings, RegistrationPage>(model, "PageId");
        var agreement = Owned<Agreement>(model, db);
        agreement.HasIndex(a => new { a.WorkspaceId, a.OrganisationId, a.Name });
        Refers<Agreement, Organisation>(model, "OrganisationId");
        Refers<Agreement, Offering>(model, "OfferingId");
        Refers<Agreement, Programme>(model, "ProgrammeId");
        Refers<Agreement, Property>(model, "IdentifierId");
        Refers<Agreement, CsvTemplate>(model, "TemplateId");
        agreement.ToTable(t => t.HasCheckConstraint("ck_agreement_redeemed", "redeemed >= 0"));
        Owned<PriceRule>(model, db).HasIndex(r => new { r.WorkspaceId, r.AgreementId, r.Position });
        Refers<PriceRule, Agreement>(model, "AgreementId", DeleteBehavior.Cascade);
        Refers<PriceRule, Price>(model, "PriceId");
        Owned<Property>(model, db).HasIndex(p => new { p.WorkspaceId, p.Label });
        Owned<PersonProperty>(model, db, "PersonId", "PropertyId").HasIndex(p => new { p.WorkspaceId, p.PropertyId, p.Value });
        Refers<PersonProperty, Person>(model, "PersonId", DeleteBehavior.Cascade);
        Refers<PersonProperty, Property>(model, "PropertyId", DeleteBehavior.Cascade);
        // With the contract in it: SQLite, which keeps no statistics here, otherwise reads the whole key to see who is under another one.
        Owned<Participant>(model, db, "AgreementId", "PersonId").HasIndex(p => new { p.WorkspaceId, p.PersonId, p.AgreementId }, "ix_participant_person_id");
        Refers<Participant, Agreement>(model, "AgreementId", DeleteBehavior.Cascade);
        Refers<Participant, Person>(model, "PersonId", DeleteBehavior.Cascade);
        Owned<CsvTemplate>(model, db).HasIndex(t => new { t.WorkspaceId, t.Name });
        Owned<PreparedFile>(model, db).HasIndex(f => f.ExpiresAt);
        Owned<Resource>(model, db).HasIndex(r => new { r.WorkspaceId, r.OfferingId, r.Position });
        Refers<Resource, Offering>(model, "OfferingId", DeleteBehavior.Cascade);

        Owned<CodeBatch>(model, db).HasIndex(b => new { b.WorkspaceId, b.OfferingId });
        Owned<CodeBatch>(model, db).HasIndex(b => new { b.WorkspaceId, b.ProgrammeId });
        Refers<CodeBatch, Offering>(model, "OfferingId");
        Owned<CodeBatch>(model, db).HasIndex(b => new { b.WorkspaceId, b.AgreementId }).HasFilter("agreement_id is not null");
        Refers<CodeBatch, Programme>(model, "ProgrammeId");
        Refers<CodeBatch, Agreement>(model, "AgreementId");
        Refers<CodeBatch, Price>(model, "PriceId");
        Owned<NameSequence>(model, db, "NameFingerprint");
        var code = Owned<AccessCode>(model, db);
        code.HasIndex(c => new { c.WorkspaceId, c.Fingerprint }).IsUnique();
        code.HasIndex(c => new { c.WorkspaceId, c.Id }, "ix_access_code_used").HasFilter("use_count > 0");
        code.HasIndex(c => new { c.WorkspaceId, c.Id }, "ix_access_code_off").HasFilter("state <> 'Active'");
        code.HasIndex(c => new { c.WorkspaceId, c.Id }, "ix_access_code_unused").HasFilter("use_count = 0 and state = 'Active'");
        code.HasIndex(c => new { c.WorkspaceId, c.AssigneeId }).HasFilter("assignee_id is not null");
        Refers<AccessCode, CodeBatch>(model, "BatchId");
        Refers<AccessCode, Person>(model, "AssigneeId");
        Refers<AccessCode, Price>(model, "PriceId");
        code.ToTable(t => t.HasCheckConstraint("ck_access_code_uses", "use_count >= 0 and (max_uses is null or use_count <= max_uses)"));
        Owned<RetiredText>(model, db, "Fingerprint").HasIndex(t => new { t.WorkspaceId, t.CodeId });
        Owned<CodeExport>(model, db);
        Owned<CodeRequest>(model, db);

        var redemption = Owned<Redemption>(model, db);
        redemption.HasIndex(r => new { r.WorkspaceId, r.CodeId, r.PersonId, r.Round }).IsUnique();
        redemption.HasIndex(r => new { r.WorkspaceId, r.PersonId });
        redemption.HasIndex(r => new { r.WorkspaceId, r.BatchId, r.Id });
        Refers<Redemption, AccessCode>(model, "CodeId");
        Refers<Redemption, Person>(model, "PersonId");
        Owned<Reversal>(model, db, "RedemptionId");
        Refers<Reversal, Redemption>(model, "RedemptionId");
        Owned<Registration>(model, db).HasIndex(r => new { r.WorkspaceId, r.OfferingId, r.PersonId }).IsUnique();
        Owned<Registration>(model, db).HasIndex(r => new { r.WorkspaceId, r.PersonId });
        Owned<Registration>(model, db).HasIndex(r => new { r.WorkspaceId, r.CompanionOf }).HasFilter("companion_of is not null");
        Refers<Registration, Offering>(model, "OfferingId");
        Refers<Registration, Person>(model, "PersonId");

        Owned<CheckIn>(model, db).HasIndex(c => new { c.WorkspaceId, c.OfferingId, c.At });
        Owned<CheckIn>(model, db).HasIndex(c => new { c.WorkspaceId, c.RegistrationId });
        Refers<CheckIn, Offering>(model, "OfferingId", DeleteBehavior.Cascade);

        Owned<Lane>(model, db, "Id", "Channel");
        var message = Owned<Message>(model, db);
        message.HasIndex(m => new { m.WorkspaceId, m.LaneId, m.Channel, m.Rank, m.NotBefore, m.CreatedAt }, "ix_message_waiting").HasFilter("status = 'Queued'");
        message.HasIndex(m => m.LeaseUntil, "ix_message_leased").HasFilter("status = 'Queued' and lease_until is not null");
        message.HasIndex(m => new { m.WorkspaceId, m.CodeId, m.Type, m.Channel, m.Generation }).IsUnique().HasFilter("code_id is not null");
        message.HasIndex(m => new { m.WorkspaceId, m.SendingId });
        message.HasIndex(m => new { m.WorkspaceId, m.PersonId });
        message.HasIndex(m => new { m.WorkspaceId, m.Address });
        Refers<Message, AccessCode>(model, "CodeId", DeleteBehavior.Cascade);
        Refers<Message, Person>(model, "PersonId", DeleteBehavior.Cascade);
        Owned<Template>(model, db, "Type", "Locale");
        Owned<Suppression>(model, db, "Channel", "Address");

        var invitation = Owned<Invitation>(model, db);
        invitation.HasIndex(i => new { i.WorkspaceId, i.OfferingId, i.PersonId }).IsUnique().HasFilter("agreement_id is null");
        invitation.HasIndex(i => new { i.WorkspaceId, i.AgreementId, i.PersonId }).IsUnique().HasFilter("agreement_id is not null and cancelled_at is null");
        invitation.HasIndex(i => new { i.WorkspaceId, i.OfferingId, i.AgreementId, i.Id }).HasFilter("agreement_id is not null");
        invitation.HasIndex(i => new { i.WorkspaceId, i.PersonId });
        // What lists of guests sort by and search in, kept by the database beside the JSON. SQLite adds no stored column to a table with rows; its index stores it.
        string Guest(string field) => db.JsonText("guest", field);
        invitation.Property<string>("GuestName").HasComputedColumnSql($"lower(coalesce({Guest(GuestFields.LastName)}, {Guest(GuestFields.FirstName)}, {Guest(GuestFields.Email)}, ''))", stored: db is PostgresDb);
        invitation.Property<string>("GuestEmail").HasComputedColumnSql($"coalesce({Guest(GuestFields.Email)}, '')", stored: db is PostgresDb);
        invitation.Property<string>("GuestWords").HasComputedColumnSql($"coalesce({Guest(GuestFields.FirstName)}, '') || ' ' || coalesce({Guest(GuestFields.LastName)}, '') || ' ' || coalesce({Guest(GuestFields.Email)}, '')", stored: db is PostgresDb);
        invitation.HasIndex("WorkspaceId", "GuestName", "Id").HasFilter("agreement_id is not null");
        invitation.HasIndex("WorkspaceId", "GuestEmail", "Id").HasFilter("agreement_id is not null");
        invitation.HasIndex(i => new { i.WorkspaceId, i.CodeId });
        invitation.HasIndex(i => new { i.WorkspaceId, i.CampaignId });
        invitation.HasIndex(i => i.ExpiresAt, "ix_invitation_to_remind").HasFilter("reminded_at is null and cancelled_at is null and expires_at is not null");
        Refers<Invitation, Offering>(model, "OfferingId");
        Refers<Invitation, Person>(model, "PersonId", DeleteBehavior.Cascade);
        Refers<Invitation, AccessCode>(model, "CodeId", DeleteBehavior.Cascade);
        Refers<Invitation, Campaign>(model, "CampaignId");
        Refers<Invitation, Agreement>(model, "AgreementId");
        Owned<Campaign>(model, db).HasIndex(c => new { c.WorkspaceId, c.OfferingId, c.Id });
        Refers<Campaign, Offering>(model, "OfferingId");

        Owned<SessionSeries>(model, db);
        Refers<SessionSeries, Offering>(model, "OfferingId");
        var session = Owned<Session>(model, db);
        session.HasIndex(s => new { s.WorkspaceId, s.OfferingId, s.StartsAt });
        session.HasIndex(s => new { s.WorkspaceId, s.StartsAt });
        session.HasIndex(s => new { s.WorkspaceId, s.SeriesId, s.SeriesDay }).IsUnique().HasFilter("series_id is not null");
        session.ToTable(t => t.HasCheckConstraint("ck_session_seats", "booked >= 0 and (capacity is null or booked <= capacity)"));
        session.Property(s => s.OpenTo).HasConversion<int>();
        model.Entity<SessionSeries>().Property(s => s.Days).HasConversion<int>();
        Refers<Session, Offering>(model, "OfferingId");
        Refers<Session, SessionSeries>(model, "SeriesId");
        session.HasIndex(s => new { s.WorkspaceId, s.OfferingId, s.LocationId, s.StartsAt }).IsUnique().HasFilter("location_id is not null");
        Refers<Session, Location>(model, "LocationId");
        Owned<Availability>(model, db).HasIndex(a => new { a.WorkspaceId, a.OfferingId, a.LocationId });
        model.Entity<Availability>().Property(a => a.Days).HasConversion<int>();
        Refers<Availability, Offering>(model, "OfferingId", DeleteBehavior.Cascade);
        Refers<Availability, Location>(model, "LocationId", DeleteBehavior.Cascade);
        Owned<AvailabilityException>(model, db).HasIndex(e => new { e.WorkspaceId, e.LocationId, e.Day });
        Refers<AvailabilityException, Offering>(model, "OfferingId", DeleteBehavior.Cascade);
        Refers<AvailabilityException, Location>(model, "LocationId", DeleteBehavior.Cascade);
        Owned<Hold>(model, db).HasIndex(h => new { h.WorkspaceId, h.SessionId });
        model.Entity<Hold>().HasIndex(h => h.Until);
        Refers<Hold, Session>(model, "SessionId", DeleteBehavior.Cascade);
        Refers<Hold, AccessCode>(model, "CodeId", DeleteBehavior.Cascade);
        Owned<Payment>(model, db).HasIndex(p => new { p.WorkspaceId, p.RedemptionId }).IsUnique();
        model.Entity<Payment>().HasIndex(p => p.Reference).IsUnique().HasFilter("reference is not null");
        model.Entity<Payment>().HasIndex(p => p.ExpiresAt, "ix_payment_due").HasFilter("status = 'Due'");
        Refers<Payment, Redemption>(model, "RedemptionId");
        Owned<Booking>(model, db).HasIndex(b => new { b.WorkspaceId, b.SessionId, b.PersonId }).IsUnique();
        Owned<Booking>(model, db).HasIndex(b => new { b.WorkspaceId, b.PersonId });
        Owned<Booking>(model, db).HasIndex(b => new { b.WorkspaceId, b.SessionId, b.Since }, "ix_booking_waiting").HasFilter("status = 'Waiting'");
        Owned<Booking>(model, db).HasIndex(b => new { b.WorkspaceId, b.RedemptionId }).HasFilter("redemption_id is not null");
        Owned<Booking>(model, db).HasIndex(b => b.Notice).HasFilter("notice is not null");
        Refers<Booking, Redemption>(model, "RedemptionId");
        Refers<Booking, Session>(model, "SessionId");
        Refers<Booking, Person>(model, "PersonId");

        Owned<Import>(model, db);
        Refers<Import, Agreement>(model, "AgreementId");
        Refers<Import, CodeBatch>(model, "BatchId");
        Owned<ImportFile>(model, db, "ImportId");
        Refers<ImportFile, Import>(model, "ImportId", DeleteBehavior.Cascade);
        Owned<ImportChange>(model, db, "ImportId", "PersonId");
        Refers<ImportChange, Import>(model, "ImportId", DeleteBehavior.Cascade);

        Owned<AuditEntry>(model, db).HasIndex(e => new { e.WorkspaceId, e.SubjectId, e.Id });
        Owned<AuditEntry>(model, db).HasIndex(e => new { e.WorkspaceId, e.Tx });
        Owned<AuditSeal>(model, db, "Number");
        Owned<Job>(model, db).HasIndex(j => new { j.WorkspaceId, j.SubjectId });
        Owned<Job>(model, db).HasIndex(j => j.Status).HasFilter("status in ('Queued','Running')");
        Owned<IdempotentAnswer>(model, db, "OwnerId", "Key").HasIndex(a => a.CreatedAt);

        foreach (var type in model.Model.GetEntityTypes())
            Name(type);
    }

    /// <summary>No index beside those named above: on tables of ten million rows each one costs.</summary>
    public static void Conventions(ModelConfigurationBuilder configuration) =>
        configuration.Conventions.Remove<Microsoft.EntityFrameworkCore.Metadata.Conventions.ForeignKeyIndexConvention>();

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> Owned<T>(ModelBuilder model, Db db, params string[] key) where T : class, IOwned
    {
        var entity = model.Entity<T>();
        if (entity.Metadata.FindPrimaryKey() is { Properties.Count: > 1 })
            return entity;
        entity.HasKey([nameof(IOwned.WorkspaceId), .. key.Length == 0 ? ["Id"] : key]);
        entity.Property<Guid>(nameof(IOwned.WorkspaceId)).ValueGeneratedNever();
        if (key.Length == 0)
            entity.Property<Guid>("Id").ValueGeneratedNever();
        entity.HasQueryFilter(row => row.WorkspaceId == db.WorkspaceId);
        if (!Busy.Contains(typeof(T)))
            entity.HasOne<Workspace>().WithMany().HasForeignKey(nameof(IOwned.WorkspaceId)).OnDelete(DeleteBehavior.Cascade);
        if (entity.Metadata.ClrType.GetProperty("Version") is not null)
            entity.Property<int>("Version").IsConcurrencyToken();
        return entity;
    }

    /// <summary>A foreign key that carries the workspace.</summary>
    private static void Refers<TFrom, TTo>(ModelBuilder model, string column, DeleteBehavior onDelete = DeleteBehavior.Restrict) where TFrom : class where TTo : class =>
        model.Entity<TFrom>().HasOne(typeof(TTo)).WithMany().HasForeignKey(nameof(IOwned.WorkspaceId), column).OnDelete(onDelete);

    private static void Name(IMutableEntityType type)
    {
        var table = Snake(type.ClrType.Name);
        type.SetTableName(table);
        foreach (var property in type.GetProperties())
            property.SetColumnName(Snake(property.Name));
        foreach (var key in type.GetKeys())
            key.SetName($"pk_{table}");
        foreach (var index in type.GetIndexes().Where(index => index.Name is null))
            index.SetDatabaseName($"ix_{table}_{string.Join('_', index.Properties.Skip(1).DefaultIfEmpty(index.Properties[0]).Select(p => Snake(p.Name)))}");
        foreach (var foreign in type.GetForeignKeys())
            foreign.SetConstraintName($"fk_{table}_{string.Join('_', foreign.Properties.Skip(foreign.Properties.Count > 1 ? 1 : 0).Select(p => Snake(p.Name)))}");
    }

    internal static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
