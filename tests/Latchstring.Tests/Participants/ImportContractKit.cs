using System.Text;
using Latchstring.Imports;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Participants;

/// <summary>Files of a contract's participants.</summary>
internal sealed class ImportContractKit(TestDatabase test, ContractKit contract)
{
    public ContractKit Contract => contract;
    public Actor Owner => contract.Owner;
    public SeeImport See { get; } = new(test.Database);

    public static async Task<ImportContractKit> CreateAsync(TestDatabase test, SampleWorkspace? sample = null, Guid? templateId = null) => new(test, await ContractKit.CreateAsync(test, templateId: templateId, sample: sample));

    public async Task<Result<ImportView>> CheckAsync(string file, bool update = true, Actor? actor = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await new CheckImport(test.Database).RunAsync(actor ?? Owner, new(stream, "staff.csv", new ImportOptions(Update: update), contract.Id));
    }

    public async Task<Import> CommitAsync(ImportView view)
    {
        var done = await new CommitImport(test.Database).RunAsync(Owner, view.Import.Id);
        Assert.True(done.Ok, done.Problem?.English);
        return done.Value;
    }

    public async Task<Import> ImportAsync(string file, bool update = true)
    {
        var view = await CheckAsync(file, update);
        Assert.True(view.Ok, view.Problem?.English);
        return await CommitAsync(view.Value);
    }

    public async Task<Person?> PersonAsync(string email)
    {
        await using var db = test.Database.Read(contract.Sample.Id);
        return await db.People.SingleOrDefaultAsync(p => p.Email == email);
    }

    /// <summary>Every row that an import can touch, without the versions that count changes.</summary>
    public async Task<string> StateAsync()
    {
        await using var db = test.Database.Read(contract.Sample.Id);
        var lines = new List<string>();
        foreach (var sql in new[]
        {
            "select 'person', id, coalesce(email, '') || '|' || coalesce(first_name, '') || '|' || coalesce(last_name, '') || '|' || coalesce(phone, '') || '|' || coalesce(client_id, '') || '|' || coalesce(locale, '') from person where workspace_id = @ws order by id",
            "select 'value', person_id, value from person_property where workspace_id = @ws order by person_id, property_id",
            "select 'participant', person_id, coalesce(notes, '') from participant where workspace_id = @ws order by person_id",
            "select 'code', id, state from access_code where workspace_id = @ws order by id",
            "select 'price', id, name from price where workspace_id = @ws order by id",
            "select 'priced', price_id, '' from access_code where workspace_id = @ws and price_id is not null order by id",
            "select 'batch', id, '' from code_batch where workspace_id = @ws order by id",
        })
            lines.AddRange(await db.QueryAsync(sql, row => $"{row.Text(0)} {row.Guid(1)} {row.Text(2)}", default));
        return string.Join('\n', lines);
    }
}
