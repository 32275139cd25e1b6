using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Partners;

/// <summary>An event with partners in it, and people who sign in for them.</summary>
internal static class PartnerKit
{
    public static Task<Offering> AddEventAsync(this SampleWorkspace sample, TestDatabase test, string name = "Harbour conference") => sample.AddAsync(new Offering
    {
        WorkspaceId = sample.Id,
        Kind = OfferingKind.Event,
        Name = name,
        StartsAt = test.Database.Now.AddDays(30),
        EndsAt = test.Database.Now.AddDays(31),
        CreatedAt = test.Database.Now,
    });

    public static Task<Organisation> AddPartnerAsync(this SampleWorkspace sample, TestDatabase test, string name, Publication publication = Publication.Published, string? colour = null) => sample.AddAsync(new Organisation
    {
        WorkspaceId = sample.Id,
        Kind = OrganisationKind.Partner,
        Name = name,
        Publication = publication,
        Colour = colour,
        CreatedAt = test.Database.Now,
    });

    public static Task<Agreement> AddPartnershipAsync(this SampleWorkspace sample, TestDatabase test, Organisation partner, Offering to, int? quota = null) => sample.AddAsync(new Agreement
    {
        WorkspaceId = sample.Id,
        OrganisationId = partner.Id,
        OfferingId = to.Id,
        Name = to.Name,
        Quota = quota,
        CreatedAt = test.Database.Now,
    });

    public static Task<Account> AddColleagueAsync(this SampleWorkspace sample, TestDatabase test, Organisation partner, string email, PartnerRole role = PartnerRole.Admin) => sample.AddAsync(new Account
    {
        WorkspaceId = sample.Id,
        Email = email,
        NormalizedEmail = email.ToUpperInvariant(),
        Name = email.Split('@')[0],
        OrganisationId = partner.Id,
        Partner = role,
        CreatedAt = test.Database.Now,
    });

    /// <summary>The actor that this account is.</summary>
    public static Actor Actor(this Account account) => new(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, account.Permissions) { OrganisationId = account.OrganisationId, PartnerRole = account.Partner };

    /// <summary>An administrator of partner A who can sign in.</summary>
    public static Task<Account> AddColleagueAsync(this TestServer server, GuestKit kit, string email = "kai@nordwind.test", Guid? organisation = null) => kit.Sample.AddAsync(new Account
    {
        WorkspaceId = kit.Sample.Id,
        Email = email,
        NormalizedEmail = email.ToUpperInvariant(),
        Name = email.Split('@')[0],
        OrganisationId = organisation ?? kit.A.OrganisationId,
        Partner = PartnerRole.Admin,
        CreatedAt = server.Database.Now,
    });
}
