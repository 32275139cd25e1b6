using Latchstring.Server.Ui.Lists;

namespace Latchstring.Tests.Ui;

[Trait("Req", "X10")]
public class ListStateTests
{
    [Fact]
    public void The_address_is_the_whole_state_and_comes_back_the_same()
    {
        var state = ListState.From("/acme/admin/codes", "q=m%C3%BCller+%26+co&status=valid&sort=-created&cols=code.status&limit=20&unknown=1", "codes", "status", "used");
        Assert.Equal("müller & co", state.Search);
        Assert.Equal("valid", state["status"]);
        Assert.Null(state["unknown"]);
        Assert.Equal(["code", "status"], state.Columns);
        var again = ListState.From("/acme/admin/codes", state.Query(), "codes", "status", "used");
        Assert.Equal(state.Url(), again.Url());
    }

    [Fact]
    public void Any_change_but_a_cursor_goes_back_to_the_first_page()
    {
        var state = ListState.From("/l", "q=x&after=abc", "codes");
        Assert.Equal("/l?q=x&sort=name", state.Url(("sort", "name")));
        Assert.Equal("/l?q=x&after=def", state.Url(("after", "def")));
        Assert.Equal("/l", state.Url(("q", null)));
    }

    [Fact]
    public void A_page_never_holds_more_than_a_hundred_rows_and_long_values_are_cut()
    {
        Assert.Equal(100, ListState.From("/l", "limit=5000", "codes").Limit);
        Assert.Equal(200, ListState.From("/l", "q=" + new string('x', 10_000), "codes").Search!.Length);
    }

    [Fact]
    public void All_that_match_means_search_and_filters_without_sort_columns_or_page()
    {
        var state = ListState.From("/l", "q=x&status=valid&sort=-created&cols=a&after=abc&limit=10", "codes", "status");
        Assert.Equal("q=x&status=valid", state.FilterQuery);
    }
}
