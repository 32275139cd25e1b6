using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Accounts;

public class CreateWorkspaceTests
{
    private const string Password = "Quiet-otter-1909";

    [Theory, EachDatabase]
    public async Task Founds_a_workspace_with_an_owner_who_can_sign_in(TestDatabase test)
    {
        var made = await new CreateWorkspace(test.Database).RunAsync(new("acme", "Acme Academy", " Olga@Acme.Test ", Password));
        Assert.True(made.Ok);
        await using var db = test.Database.Read(made.Value.Id);
        var owner = await db.Accounts.SingleAsync();
        Assert.Equal(("olga@acme.test", StaffRole.Owner), (owner.Email, owner.Staff));
        Assert.True(Passwords.Verify(owner.PasswordHash, Password));
        Assert.Equal("workspace.created", (await db.AuditEntries.SingleAsync()).Action);
    }

    [Theory, EachDatabase]
    public async Task Refuses_a_slug_that_is_taken(TestDatabase test)
    {
        var create = new CreateWorkspace(test.Database);
        Assert.True((await create.RunAsync(new("acme", null, "a@acme.test", Password))).Ok);
        Assert.Equal("workspace.exists", (await create.RunAsync(new("acme", null, "b@acme.test", Password))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Names_the_field_that_cannot_be_used(TestDatabase test)
    {
        var create = new CreateWorkspace(test.Database);
        async Task<string?> FieldOf(CreateWorkspace.Input input) => (await create.RunAsync(input)).Problem?.Field;
        Assert.Equal("slug", await FieldOf(new("Acme!", null, "a@acme.test", Password)));
        Assert.Equal("ownerEmail", await FieldOf(new("acme", null, "nobody", Password)));
        Assert.Equal("ownerPassword", await FieldOf(new("acme", null, "a@acme.test", "short")));
        Assert.Equal("timeZone", await FieldOf(new("acme", null, "a@acme.test", Password) { TimeZone = "Europe/Atlantis" }));
    }

    [Theory]
    [InlineData("ab", true), InlineData("course-house-7", true), InlineData("a", false), InlineData("-ab", false), InlineData("ab-", false)]
    [InlineData("Ab", false), InlineData("ä-b", false), InlineData("api", false), InlineData("admin", false), InlineData("sign-in", false), InlineData(null, false)]
    public void A_slug_is_short_plain_and_not_reserved(string? slug, bool good) => Assert.Equal(good, Slug.Refusal(slug) is null);

    [Fact]
    public void A_slug_has_at_most_forty_characters()
    {
        Assert.Null(Slug.Refusal(new string('a', 40)));
        Assert.NotNull(Slug.Refusal(new string('a', 41)));
    }
}
