using Latchstring.Server;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Ui;

public class DrawnWhenLoadedTests
{
    [Fact]
    public async Task A_page_whose_first_answer_is_there_at_once_is_drawn_when_the_second_is_there_too()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TwoAnswers>()).ToHtmlString());
        Assert.Equal("1 of 2", html);
    }

    [Fact]
    public void Every_component_is_one_of_these_or_a_layout() =>
        Assert.DoesNotContain(typeof(ServerApp).Assembly.GetTypes(), type => type.IsAssignableTo(typeof(ComponentBase)) && !type.IsAssignableTo(typeof(DrawnWhenLoaded)) && !type.IsAssignableTo(typeof(LayoutComponentBase)));

    private sealed class TwoAnswers : DrawnWhenLoaded
    {
        private List<int>? _page;
        private string? _count;

        protected override async Task OnInitializedAsync()
        {
            _page = await Task.FromResult<List<int>>([1]);
            await Task.Yield();
            _count = "2";
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (_page is not null)
                builder.AddContent(0, $"{_page.Count} of {_count!.Trim()}");
        }
    }
}
