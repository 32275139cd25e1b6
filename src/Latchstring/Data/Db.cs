using System.Data.Common;
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

namespace Latchstring.Data;

/// <summary>
/// The table of contents. One of these serves one workspace: a query filter adds its id to every query over an <see cref="IOwned"/>.
/// Bulk and hot paths use <see cref="Command"/> with SQL of their own, which names <c>workspace_id = @ws</c> itself.
/// </summary>
public abstract class Db(DbContextOptions options, Guid workspaceId) : DbContext(options)
{
    public Guid WorkspaceId { get; } = workspaceId;

    public DbSet<Workspace> Workspaces => Set<Workspace>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountScope> AccountScopes => Set<AccountScope>();
    public DbSet<Passkey> Passkeys => Set<Passkey>();
    public DbSet<InviteLink> InviteLinks => Set<InviteLink>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<FailureCount> FailureCounts => Set<FailureCount>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Offering> Offerings => Set<Offering>();
    public DbSet<Programme> Programmes => Set<Programme>();
    public DbSet<ProgrammeOffering> ProgrammeOfferings => Set<ProgrammeOffering>();
    public DbSet<Price> Prices => Set<Price>();
    public DbSet<Extra> Extras => Set<Extra>();
    public DbSet<PriceExtra> PriceExtras => Set<PriceExtra>();
    public DbSet<RegistrationPage> RegistrationPages => Set<RegistrationPage>();
    public DbSet<PartnerSettings> PartnerSettings => Set<PartnerSettings>();
    public DbSet<Resource> Resources => Set<Resource>();
    public DbSet<CodeBatch> CodeBatches => Set<CodeBatch>();
    public DbSet<NameSequence> NameSequences => Set<NameSequence>();
    public DbSet<AccessCode> AccessCodes => Set<AccessCode>();
    public DbSet<RetiredText> RetiredTexts => Set<RetiredText>();
    public DbSet<CodeExport> CodeExports => Set<CodeExport>();
    public DbSet<CodeRequest> CodeRequests => Set<CodeRequest>();
    public DbSet<Redemption> Redemptions => Set<Redemption>();
    public DbSet<Reversal> Reversals => Set<Reversal>();
    public DbSet<Registration> Registrations => Set<Registration>();
    public DbSet<CheckIn> CheckIns => Set<CheckIn>();
    public DbSet<Lane> Lanes => Set<Lane>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Template> Templates => Set<Template>();
    public DbSet<Suppression> Suppressions => Set<Suppression>();
    public DbSet<Location> Locations => Set<Location>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<SessionSeries> SessionSeries => Set<SessionSeries>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Booking> Bookings => Set<Booking>();
    public DbSet<Availability> Availabilities => Set<Availability>();
    public DbSet<AvailabilityException> AvailabilityExceptions => Set<AvailabilityException>();
    public DbSet<Hold> Holds => Set<Hold>();
    public DbSet<Payment> Payments => Set<Payment>();
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Agreement> Agreements => Set<Agreement>();
    public DbSet<Package> Packages => Set<Package>();
    public DbSet<Holding> Holdings => Set<Holding>();
    public DbSet<PriceRule> PriceRules => Set<PriceRule>();
    public DbSet<Property> Properties => Set<Property>();
    public DbSet<PersonProperty> PersonProperties => Set<PersonProperty>();
    public DbSet<Participant> Participants => Set<Participant>();
    public DbSet<CsvTemplate> CsvTemplates => Set<CsvTemplate>();
    public DbSet<PreparedFile> PreparedFiles => Set<PreparedFile>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportFile> ImportFiles => Set<ImportFile>();
    public DbSet<ImportChange> ImportChanges => Set<ImportChange>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();
    public DbSet<InstallationValue> InstallationValues => Set<InstallationValue>();

    /// <summary>SQL for a time after every other.</summary>
    public abstract string Infinity { get; }

    /// <summary>SQL for the text of one field of a column that holds a JSON object; null where the field is missing.</summary>
    public abstract string JsonText(string column, string field);

    /// <summary>Ends a select that takes rows from a queue, so that two workers never take the same.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>SQL that is true where the column names a process that has ended; <c>@node</c> is ours.</summary>
    public abstract string NodeIsGone(string column);

    /// <summary>Joins to <see cref="Rows"/>: SQLite would walk through the whole table and look each row up in the arrays, were it free to choose.</summary>
    public abstract string ThenJoin { get; }

    /// <summary>Ends a select whose rows the transaction is about to change.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>
    /// Begins the first statement of a transaction that looks everything up by key: from here on no plan reads a whole table where the
    /// statistics have not caught up with a million new rows (measured: 7 s for one update). The statements after it stay unprepared: a plan
    /// kept from an empty table looked through the workspace for each row.
    /// </summary>
    public abstract string ByKeyOnly { get; }

    /// <summary>
    /// SQL that lets the planner look at a table anew after many rows came at once, empty where it needs none. Without it, a million new codes
    /// were sorted anew for each chunk of an export (measured: 21 s instead of 3).
    /// Whoever is at it already in a long transaction is not waited for.
    /// </summary>
    public abstract string LookAnew(string table);

    /// <summary>A value as this database stores it: ids, times and enums differ between the two.</summary>
    public abstract object ToColumn(object? value);

    public abstract Guid ReadGuid(DbDataReader reader, int column);

    public abstract DateTimeOffset ReadTime(DbDataReader reader, int column);

    /// <summary>A command on this context's connection and transaction; <c>@ws</c> is always bound.</summary>
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var connection = Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open)
            connection.Open();
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Database.CurrentTransaction is { } current ? Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(current) : null;
        Bind(command, "ws", WorkspaceId);
        foreach (var (name, value) in parameters)
            Bind(command, name, value);
        return command;
    }

    public void Bind(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = ToColumn(value);
        command.Parameters.Add(parameter);
    }

    /// <summary>
    /// Arrays as rows to join with: binds them to the command and gives the SQL of a table <paramref name="alias"/> with these columns.
    /// All arrays have the same length; ids, fingerprints, whole numbers and texts are possible.
    /// </summary>
    public abstract string Rows(DbCommand command, string alias, params ReadOnlySpan<(string Column, Array Values)> columns);

    /// <summary>Adds one row per array element, in one statement or one prepared statement. <c>workspace_id</c> is added to the columns.</summary>
    public abstract Task InsertManyAsync(string table, CancellationToken cancellationToken, params (string Column, Array Values)[] columns);

    /// <summary>
    /// One change for each array element, and how many rows that touched: <paramref name="sql"/> finds the elements in a table
    /// <c>{rows}</c>, named <c>a</c>, with these columns.
    /// One statement on PostgreSQL; on SQLite one prepared statement run for each, since it would try each pair.
    /// </summary>
    public abstract Task<int> UpdateManyAsync(string sql, IEnumerable<(string Name, object? Value)> parameters, params (string Column, Array Values)[] columns);

    /// <summary>Runs one statement and tells how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await OpenAsync(cancellationToken);
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Holds these rows until the transaction ends, in the order of their keys; on SQLite one writes at a time as it is.</summary>
    public Task HoldAsync(string table, CancellationToken cancellationToken, params IReadOnlyCollection<Guid> ids) => ForUpdate.Length == 0 || ids.Count == 0 ? Task.CompletedTask : ExecuteAsync(
        $"select 1 from {table} where workspace_id = @ws and id in ({string.Join(',', ids.Select((_, i) => $"@i{i}"))}) order by id {ForUpdate}",
        cancellationToken, [.. ids.Select((id, i) => ($"i{i}", (object?)id))]);

    /// <summary>Reads rows of one statement into records.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<Row, T> map, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await OpenAsync(cancellationToken);
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(new Row(this, reader)));
        return rows;
    }

    /// <summary>Waiting for a free connection must not hold a thread that whoever has one needs to go on.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (Database.GetDbConnection() is { State: not System.Data.ConnectionState.Open } connection)
            await connection.OpenAsync(cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => Tables.Build(modelBuilder, this);

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Modified && entry.Metadata.FindProperty("Version") is not null)
                entry.CurrentValues["Version"] = (int)entry.OriginalValues["Version"]! + 1;
        }
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}
