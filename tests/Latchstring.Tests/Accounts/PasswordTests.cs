using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Accounts;

public class PasswordTests
{
    [Theory, Trait("Req", "S2.14"), Trait("Req", "S2.15"), Trait("Req", "S2.16"), Trait("Req", "S2.17"), Trait("Req", "S2.18")]
    [InlineData("blau-7", false)]
    [InlineData("BLAU-7", false)]
    [InlineData("Blau-x", false)]
    [InlineData("Blau77", false)]
    [InlineData("Bl-7u", false)]
    [InlineData("Blz-7u", true)]
    [InlineData("Überweg-9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_participants_password_has_six_characters_of_four_kinds(string? password, bool good) =>
        Assert.Equal(good, Passwords.Refusal(password, Passwords.LengthFor(StaffRole.None, 6), "password") is null);

    [Theory]
    [InlineData("P@ssw0rd1!")]
    [InlineData("Sommer2026!")]
    [InlineData("Qwertz123!")]
    [InlineData("Olga1234!")]
    [InlineData("Aa1!Aa1!Aa1!")]
    [InlineData("!Willkommen1")]
    public void Passwords_that_guessers_try_first_are_refused(string password) =>
        Assert.NotNull(Passwords.Refusal(password, 6, "password", "Olga Owner", "olga@acme.test"));

    [Fact]
    public void Staff_need_twelve_characters_and_a_workspace_may_ask_for_more()
    {
        Assert.Equal(12, Passwords.LengthFor(StaffRole.Viewer, 8));
        Assert.Equal(16, Passwords.LengthFor(StaffRole.Viewer, 16));
        Assert.Equal(8, Passwords.LengthFor(StaffRole.None, 8));
    }

    [Fact]
    public void A_hash_is_pbkdf2_sha512_with_its_own_salt_and_at_least_210000_rounds()
    {
        var (one, two) = (Passwords.Hash("Blaue-Wiese-77"), Passwords.Hash("Blaue-Wiese-77"));
        Assert.NotEqual(one, two);
        Assert.StartsWith("pbkdf2-sha512$210000$", one, StringComparison.Ordinal);
        Assert.True(Passwords.Verify(one, "Blaue-Wiese-77"));
        Assert.False(Passwords.Verify(one, "Blaue-Wiese-78"));
        Assert.False(Passwords.Verify(null, "Blaue-Wiese-77"));
    }

    [Theory, EachDatabase, Trait("Req", "S3.26")]
    public async Task Staff_give_a_person_a_link_with_which_they_set_their_password_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var person = await sample.AddPersonAsync("anna@example.test", "Anna", "Abel");
        var made = (await new MakePasswordLink(test.Database).ForPersonAsync(sample.Staff(Permission.Manager), person.Id)).Value;
        var set = new SetPassword(test.Database);

        Assert.Equal("password", (await set.RunAsync(sample.Id, made.Token, "kurz")).Problem?.Field);
        var anna = (await set.RunAsync(sample.Id, made.Token, "Blaue-Wiese-77")).Value;
        Assert.Equal((person.Id, "Anna Abel", StaffRole.None), (anna.PersonId!.Value, anna.Name, anna.Staff));
        Assert.Equal("link.dead", (await set.RunAsync(sample.Id, made.Token, "Gelbe-Wiese-77")).Problem?.Code);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action.StartsWith("account.password")));
    }

    [Theory, EachDatabase]
    public async Task Who_may_give_password_links(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var person = await sample.AddPersonAsync("anna@example.test");
        var make = new MakePasswordLink(test.Database);
        Assert.Equal("permission.missing", (await make.ForPersonAsync(sample.Staff(Permission.Viewer), person.Id)).Problem?.Code);
        Assert.Equal("permission.missing", (await make.ForAccountAsync(sample.Staff(Permission.Manager), sample.OwnerAccount.Id)).Problem?.Code);
        Assert.True((await make.ForAccountAsync(sample.Owner, sample.OwnerAccount.Id)).Ok);
        Assert.Equal("account.not_found", (await make.ForPersonAsync(sample.Staff(Permission.Manager, sample.Course.Id), person.Id)).Problem?.Code);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        Assert.Equal("account.not_found", (await make.ForPersonAsync(other.Owner, person.Id)).Problem?.Code);
    }
}
