using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Imports;
using Latchstring.Jobs;
using Latchstring.Locations;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace Latchstring.Tests.Browser;

/// <summary>A workspace in use, so that every page has something to show; and the address of every page in it.</summary>
internal sealed class World
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A record that may be somebody else's too.</summary>
    private Guid _twin;

    private World(SampleWorkspace sample) => Sample = sample;

    public SampleWorkspace Sample { get; }
    public string Slug => Sample.Workspace.Slug;

    /// <summary>Routes of all pages that components declare, and whether strangers may open them.</summary>
    public static IReadOnlyList<(string Route, bool Public)> Routes { get; } =
        [.. from type in typeof(Server.ServerApp).Assembly.GetTypes()
            from RouteAttribute route in type.GetCustomAttributes(typeof(RouteAttribute), false)
            orderby route.Template
            select (route.Template, type.IsDefined(typeof(AllowAnonymousAttribute), false))];

    public static async Task<World> CreateAsync(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var soon = test.Database.Now.AddDays(9);
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 130, Note: "Autumn term", ValidTill: soon));
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 5, Naming.NamePlusRandom, "MATHS", Usage.Multiple, 25, Note: "A very long note that says at some length for whom these codes were made and why"));
        var people = new[] { ("Ada", "Lovelace"), ("Jörg", "Müller-Lüdenscheidt"), ("Zoë", "Faßbinder") };
        foreach (var ((first, last), i) in people.Select((name, i) => (name, i)))
        {
            var person = await sample.AddPersonAsync($"{first.ToLowerInvariant()}@example.org", first, last);
            Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[i], person.Id)).Ok);
            if (i == 0)
                await sample.AddAsync(new Job { WorkspaceId = sample.Id, Kind = "batch.issue", Payload = "{}", Total = 1_000_000, Done = 250_000, Status = JobStatus.Running, ActorName = "Olga Owner", CreatedAt = test.Database.Now.AddSeconds(-20), LeaseUntil = test.Database.Now.AddDays(1), SubjectId = batch.Id });
        }
        await sample.AddAsync(new CodeRequest { WorkspaceId = sample.Id, Email = "guest@example.org", Name = "Gina Guest", Message = "My code has expired.", Refusal = "code.expired", CreatedAt = test.Database.Now });
        await sample.AddAsync(AuditEntry.By(Actor.System(sample.Id), test.Database.Now.AddHours(-2), "guessing.noticed", "workspace", sample.Id));
        var world = new World(sample);
        var bundle = new Programme { WorkspaceId = sample.Id, Name = "Maths", CreatedAt = test.Database.Now };
        await using var db = test.Database.Read(sample.Id);
        world._ids["jobs"] = db.Jobs.First().Id.ToString();
        world._ids["batches"] = batch.Id.ToString();
        world._ids["codes"] = (await verbs.Find.RunAsync(sample.Id, texts[0]))!.Code.Id.ToString();
        world._ids["i"] = texts[5];
        world._ids["offerings"] = world._ids["courses"] = sample.Course.Id.ToString();
        world._ids["bundles"] = (await sample.AddAsync(bundle)).Id.ToString();
        await sample.AddAsync(new ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = sample.Course.Id });
        await new AddResource(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, "Slides of the first lesson", FileName: "slides.pdf", ContentType: "application/pdf", Content: [1, 2, 3]));
        await new AddResource(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, "Video: what is a variable?", "https://videos.example.org/variables"));
        var place = (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Studio Mitte", "Europe/Berlin", new(8, 0), new(16, 0)))).Value;
        world._ids["locations"] = place.Location.Id.ToString();
        var organisation = (await new Latchstring.Agreements.CreateOrganisation(test.Database).RunAsync(sample.Owner, new(new("Aurora AG", "AUR")))).Value;
        world._ids["organisations"] = organisation.Id.ToString();
        var health = await sample.AddCourseAsync("Health check", price: 12_500);
        await new CreateExtra(test.Database).RunAsync(sample.Owner, new(health.Id, new("Blood count", 2_000)));
        var contract = (await new Latchstring.Agreements.CreateAgreement(test.Database).RunAsync(sample.Owner, new(organisation.Id, health.Id, null, new("Executive health", Prefix: "AURORA")))).Value;
        world._ids["contracts"] = contract.Id.ToString();
        var agreed = (await new CreatePrice(test.Database).RunAsync(sample.Owner, new(health.Id, new("Management", new Money(5_000, "EUR")), contract.Id))).Value;
        await new Latchstring.Agreements.CreatePriceRule(test.Database).RunAsync(sample.Owner, new(contract.Id, new("First fifty", agreed.Id, [new(Latchstring.Agreements.ConditionSubject.Redeemed, Latchstring.Agreements.ConditionOperator.Below, ["50"])])));
        var (_, agreedTexts) = await verbs.IssueAsync(sample.Owner, new NewBatch(null, null, 3, Note: "For the board", AgreementId: contract.Id));
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, agreedTexts[0], (await sample.AddPersonAsync("board@aurora.example", "Berta", "Board")).Id)).Ok);
        using var file = new MemoryStream("first name,last name,email,phone,segment,colour\nAda,Lovelace,ada@example.org,0171 3920001,member,blue\nNew,Comer,new.comer@example.org,,trial,\nBroken,Row,nowhere,,,\n"u8.ToArray());
        world._ids["imports"] = (await new CheckImport(test.Database).RunAsync(sample.Owner, new(file, "members.csv", new()))).Value.Import.Id.ToString();
        foreach (var (email, note) in new[] { ("emil.vogt@example.org", "Comes on Tuesdays"), ("e.vogt@example.org", "Has a locker") })
            world._twin = (await sample.AddAsync(new Latchstring.People.Person { WorkspaceId = sample.Id, Email = email, FirstName = "Emil", LastName = "Vogt", Phone = "+49 171 3920077", Note = note, CreatedAt = test.Database.Now })).Id;
        world._ids["people"] = db.People.First().Id.ToString();
        world._ids["opened"] = db.Redemptions.First().Id.ToString();
        world._ids["staff"] = (await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = "vera@example.org", NormalizedEmail = "VERA@EXAMPLE.ORG", Name = "Vera Viewer", Staff = StaffRole.Viewer, CreatedAt = test.Database.Now })).Id.ToString();
        world._ids["{act}"] = "block";
        world._ids["api-keys"] = (await sample.AddAsync(new ApiKey { WorkspaceId = sample.Id, Name = "Payment portal", KeyHash = new byte[32], Hint = "q7Zk", Permissions = Permission.SeeCodes, CreatedAt = test.Database.Now })).Id.ToString();
        var mailed = await new SendCodes(test.Database).RunAsync(sample.Owner, new CodesToSend(null, new CodeFilter(batch.Id), ["ada@example.org", "new@example.org", "zoë@example.org"]));
        Assert.True(mailed.Ok, mailed.Problem?.English);
        world._ids["outbox"] = db.Messages.First().Id.ToString();
        world._ids["{type}"] = "Code";
        world._ids["{locale}"] = "en";
        world._ids["unsubscribe"] = OptOutTokens.Of(test.Database.Keys, sample.Id, "new@example.org");
        world._ids["status"] = "404";
        foreach (var (name, id) in (await WorldBookings.AddAsync(test, sample)).Concat(await WorldInvites.AddAsync(test, sample, place)).Concat(await WorldAppointments.AddAsync(test, sample, place)).Concat(await WorldContracts.AddAsync(test, sample)).Concat(await WorldEvents.AddAsync(test, sample)).Concat(await WorldRegistrations.AddAsync(test, sample)).Concat(await WorldPartners.AddAsync(test, sample)))
            world._ids[name] = id;
        world._ids["join"] = world._ids["password"] = "not-a-token";
        return world;
    }

    /// <summary>The address of a page: each parameter stands for the thing that the segment before it names.</summary>
    public string UrlOf(string route)
    {
        var names = route.Split('/');
        var parts = route.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith("{workspace", StringComparison.OrdinalIgnoreCase))
                parts[i] = Slug;
            else if (parts[i].StartsWith('{'))
                parts[i] = _ids.TryGetValue($"{names[i - 1]}:{names[^1]}", out var id) || _ids.TryGetValue(names[i], out id) || _ids.TryGetValue(names[i - 1], out id) ? id : throw new InvalidOperationException($"Teach World what stands for {parts[i]} in {route}.");
        }
        return string.Join('/', parts) + (route.EndsWith("/merge", StringComparison.Ordinal) ? $"?with={_twin}" : "");
    }

    /// <summary>The area of a partner, which its team alone opens.</summary>
    public static bool IsPartners(string route) => route.StartsWith("/{workspace}/partner", StringComparison.Ordinal);

    /// <summary>A page in which somebody of a partner's team has signed in.</summary>
    public async Task<IPage> SignInPartnerAsync(Support.Browser browser, TestServer server, bool phone = false, bool dark = false, string locale = "en")
    {
        await using var db = server.Database.Read(Sample.Id);
        return await SignInAsync(browser, server, phone, dark, locale: locale, account: db.Accounts.Single(a => a.Email == WorldPartners.Admin));
    }

    /// <summary>A page in which the owner has signed in, or another account.</summary>
    public async Task<IPage> SignInAsync(Support.Browser browser, TestServer server, bool phone = false, bool dark = false, bool javaScript = true, string locale = "en", Account? account = null)
    {
        await server.SetPasswordAsync(account ?? Sample.OwnerAccount);
        var page = await browser.NewPageAsync(server, phone, dark, javaScript, locale);
        await page.GotoAsync($"/{Slug}/sign-in?returnUrl=/{Slug}/{(account is null ? "admin" : "partner/team")}");
        await page.FillAsync("[name='Form.Email']", (account ?? Sample.OwnerAccount).Email);
        await page.FillAsync("[name='Form.Password']", SignedInClient.Password);
        await page.ClickAsync("form:has([name='Form.Password']) button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        if (javaScript)
            await page.WaitForFunctionAsync("document.readyState === 'complete'");
        return page;
    }
}
