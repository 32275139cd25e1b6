using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Participants;

/// <summary>A clinic's contract with two prices.</summary>
internal sealed class ContractKit(TestDatabase test, SampleWorkspace sample, Agreement agreement, Price screening, Price basic)
{
    public TestDatabase Test => test;
    public SampleWorkspace Sample => sample;
    public Agreement Agreement => agreement;
    public Guid Id => agreement.Id;
    public Price Screening => screening;
    public Price Basic => basic;
    public Actor Owner => sample.Owner;

    public static async Task<ContractKit> CreateAsync(TestDatabase test, string slug = "acme", string? prefix = "AURORA", Guid? templateId = null, SampleWorkspace? sample = null)
    {
        sample ??= await SampleWorkspace.CreateAsync(test, slug);
        var now = test.Database.Now;
        var organisation = await sample.AddAsync(new Organisation { WorkspaceId = sample.Id, Name = "Aurora AG", CreatedAt = now });
        var agreement = await sample.AddAsync(new Agreement { WorkspaceId = sample.Id, OrganisationId = organisation.Id, OfferingId = sample.Course.Id, Name = "Executive health 2026", Prefix = prefix, TemplateId = templateId, CreatedAt = now });
        Task<Price> Priced(string name, string code, long amount) => sample.AddAsync(new Price { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, AgreementId = agreement.Id, Name = name, Code = code, Amount = amount, Currency = "EUR", CreatedAt = now });
        return new ContractKit(test, sample, agreement, await Priced("Executive screening", "EXEC", 45_000), await Priced("Basic check", "BASIC", 9_000));
    }

    public async Task<Person> JoinAsync(string email, string first, string last)
    {
        var added = await new AddParticipant(test.Database).RunAsync(Owner, new(Id, null, new PersonFields(email, first, last)));
        Assert.True(added.Ok, added.Problem?.English);
        await using var db = test.Database.Read(sample.Id);
        return await db.People.SingleAsync(p => p.Id == added.Value.PersonId);
    }

    public async Task<IReadOnlyList<CodeRow>> CodesOfAsync(Guid person) => (await new CodesOfPerson(test.Database).RunAsync(Owner, person, Id)).Value;

    public async Task<string> FileAsync(ParticipantFilter? filter = null)
    {
        var file = await new ExportParticipants(test.Database).RunAsync(Owner, Id, filter ?? new());
        Assert.True(file.Ok, file.Problem?.English);
        using var stream = new MemoryStream();
        await file.Value.WriteAsync(stream, _ => { }, default);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
