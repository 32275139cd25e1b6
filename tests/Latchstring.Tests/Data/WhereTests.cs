using Latchstring.Data;

namespace Latchstring.Tests.Data;

public class WhereTests
{
    [Fact]
    public void Conditions_are_joined_behind_the_first_and_keep_their_values_as_parameters()
    {
        var where = new Where();
        Assert.True(where.IsEmpty);
        Assert.Equal("c.workspace_id = @ws", where.Sql("c.workspace_id = @ws"));
        where.And("c.number > @low", ("low", 3)).And("c.state = 'Active'").And("c.id in (@a, @b)", ("a", 1), ("b", null));
        Assert.False(where.IsEmpty);
        Assert.Equal("c.workspace_id = @ws and c.number > @low and c.state = 'Active' and c.id in (@a, @b)", where.Sql("c.workspace_id = @ws"));
        Assert.Equal([("low", 3), ("a", 1), ("b", null)], where.Parameters);
    }
}
