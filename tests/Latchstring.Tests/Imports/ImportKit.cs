using System.Text;
using Latchstring.Data;
using Latchstring.Imports;
using Latchstring.Locations;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Imports;

/// <summary>A workspace with one location, and files as people send them.</summary>
internal sealed class ImportKit(Database database, SampleWorkspace sample, LocationView studio)
{
    public SampleWorkspace Sample => sample;
    public LocationView Studio => studio;

    public static async Task<ImportKit> CreateAsync(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        return new ImportKit(test.Database, sample, (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Studio Mitte", "Europe/Berlin", new(8, 0), new(16, 0)))).Value);
    }

    public async Task<Result<ImportView>> CheckAsync(string file, ImportOptions? options = null, Actor? actor = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await new CheckImport(database).RunAsync(actor ?? sample.Owner, new(stream, "members.csv", options ?? new()));
    }

    /// <summary>Checks the file and carries it out.</summary>
    public async Task<Import> ImportAsync(string file, ImportOptions? options = null)
    {
        var view = await CheckAsync(file, options);
        Assert.True(view.Ok, view.Problem?.English);
        var done = await new CommitImport(database).RunAsync(sample.Owner, view.Value.Import.Id);
        Assert.True(done.Ok, done.Problem?.English);
        return done.Value;
    }

    public Task<Result<ImportView>> UndoAsync(Import import) => new UndoImport(database).RunAsync(sample.Owner, import.Id);

    public async Task<Person?> PersonAsync(string email)
    {
        await using var db = database.Read(sample.Id);
        return await db.People.SingleOrDefaultAsync(p => p.Email == email);
    }

    public async Task<List<Person>> PeopleAsync()
    {
        await using var db = database.Read(sample.Id);
        return await db.People.OrderBy(p => p.Id).ToListAsync();
    }
}
