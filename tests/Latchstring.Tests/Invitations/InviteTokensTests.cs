using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Invitations;

public class InviteTokensTests
{
    private static readonly CodeKeys Keys = new(TestDatabase.Secret);
    private static readonly Guid Workspace = Guid.CreateVersion7();
    private static readonly Guid Invitation = Guid.CreateVersion7();

    [Fact]
    public void Reads_back_what_it_named()
    {
        var token = InviteTokens.Of(Keys, Workspace, Invitation, 3);
        Assert.Equal((Invitation, 3), InviteTokens.Read(Keys, Workspace, token));
        Assert.Matches("^[A-Za-z0-9_-]{48}$", token);
    }

    [Fact]
    public void Is_worth_nothing_in_another_workspace_or_under_another_secret()
    {
        var token = InviteTokens.Of(Keys, Workspace, Invitation, 1);
        Assert.Null(InviteTokens.Read(Keys, Guid.CreateVersion7(), token));
        Assert.Null(InviteTokens.Read(new CodeKeys([.. TestDatabase.Secret.Reverse()]), Workspace, token));
    }

    [Fact]
    public void Is_worth_nothing_when_any_character_of_it_was_changed()
    {
        var token = InviteTokens.Of(Keys, Workspace, Invitation, 1);
        for (var i = 0; i < token.Length; i++)
            Assert.Null(InviteTokens.Read(Keys, Workspace, string.Concat(token.AsSpan(0, i), token[i] == 'A' ? "B" : "A", token.AsSpan(i + 1))));
    }

    [Theory, InlineData(null), InlineData(""), InlineData("abc"), InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"), InlineData("                                                ")]
    public void Takes_anything_else_for_no_token(string? token) => Assert.Null(InviteTokens.Read(Keys, Workspace, token));
}
