using System.Text.RegularExpressions;
using Latchstring.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Latchstring.Tests.Browser;

/// <summary>The habits of every list (X10), on the list of codes of one batch with 130 rows.</summary>
[Trait("Req", "X10")]
#pragma warning disable MA0009 // Our own addresses.
public class ListTests(Support.Browser browser)
{
    [Fact]
    public async Task Search_filter_and_sort_stand_in_the_address_and_survive_a_reload()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await world.SignInAsync(browser, server);
        await page.GotoAsync(Codes(world));
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("130 codes");

        await page.Locator(".list-search input").PressSequentiallyAsync("ada");
        await Expect(page).ToHaveURLAsync(Query("q=ada"));
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("1 code");
        await Expect(page.Locator(".list-search input")).ToBeFocusedAsync();

        await page.Locator(".list-search input").FillAsync("");
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("130 codes");
        await page.Locator("select[name=status]").SelectOptionAsync("usedUp");
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("3 codes");
        // What stands beside the list means what is seen.
        await Expect(page.Locator("#page-actions a[href*='columns=code']")).ToHaveAttributeAsync("href", Query("status=usedUp"));
        await Expect(page.Locator("#list-tabs a").Last).ToHaveAttributeAsync("href", Query("status=usedUp"));
        await page.Locator("a.sort").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(Query("sort=created"));
        await Expect(page.Locator("th[aria-sort=ascending]")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("3 codes");
        await Expect(page.Locator("select[name=status]")).ToHaveValueAsync("usedUp");

        await page.GotoAsync(Codes(world) + "&q=nobody-is-called-so");
        await Expect(page.Locator(".empty-state")).ToContainTextAsync("Nothing matches.");
    }

    [Fact]
    public async Task A_click_with_shift_ticks_the_rows_between_and_what_was_answered_is_not_asked_again()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await world.SignInAsync(browser, server);
        await page.GotoAsync(Codes(world));
        await page.Locator("[data-bulk-row]").Nth(0).ClickAsync();
        await Expect(page.Locator("[data-bulk-count]")).ToHaveTextAsync("1 selected");
        await page.Locator("[data-bulk-row]").Nth(11).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.Locator("[data-bulk-count]")).ToHaveTextAsync("12 selected");
        await page.Locator("[data-bulk] button[name=verb][value=Deactivate]").ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Deactivated 12 codes.");
        await page.Locator("select[name=status]").SelectOptionAsync("inactive");
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("12 codes");
        await page.Locator("[data-bulk-page]").CheckAsync();
        await page.Locator("[data-bulk-all]").CheckAsync();
        await Expect(page.Locator("[data-bulk-count]")).ToHaveTextAsync("12 selected");

        await page.GotoAsync(Codes(world) + "&ask=delete");
        await page.Locator(".confirm button[type=submit]").ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Deleted 12 codes.");
        await Expect(page.Locator(".confirm")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_selection_survives_paging_and_all_that_match_is_one_click_further()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await world.SignInAsync(browser, server);
        await page.GotoAsync(Codes(world));
        await page.Locator("[data-bulk-row]").Nth(0).CheckAsync();
        await page.Locator("[data-bulk-row]").Nth(1).CheckAsync();
        var deactivate = page.Locator("[data-bulk] button[name=verb][value=Deactivate]");
        await Expect(deactivate).ToContainTextAsync("2");

        await page.Locator(".list-pager a[rel=next]").ClickAsync();
        await Expect(page).ToHaveURLAsync(Query("after="));
        await Expect(page.Locator("[data-bulk-count]")).ToHaveTextAsync("2 selected");
        await page.Locator("[data-bulk-row]").Nth(0).CheckAsync();
        await Expect(deactivate).ToContainTextAsync("3");
        await page.Locator(".list-pager a[rel=prev]").ClickAsync();
        await Expect(page.Locator("[data-bulk-row]").Nth(1)).ToBeCheckedAsync();
        await Expect(page.Locator("[data-bulk-row]").Nth(2)).Not.ToBeCheckedAsync();

        await page.Locator("[data-bulk-all]").CheckAsync();
        await Expect(deactivate).ToContainTextAsync("130");
        await page.Locator("[data-bulk-none]").ClickAsync();
        await Expect(deactivate).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Columns_are_chosen_and_a_view_is_saved_and_found_again_by_its_name()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await world.SignInAsync(browser, server);
        await page.GotoAsync(Codes(world) + "&status=valid");
        await page.Locator("summary", new() { HasText = "Columns" }).ClickAsync();
        await page.Locator("input[name=cols][value=opens]").UncheckAsync();
        await page.Locator(".column-form button").ClickAsync();
        await Expect(page.Locator("thead")).Not.ToContainTextAsync("Opens");
        await Expect(page).ToHaveURLAsync(Query("status=valid"));

        await page.Locator("summary", new() { HasText = "Views" }).ClickAsync();
        await page.Locator(".view-form input[name=name]").FillAsync("Still open");
        await page.Locator(".view-form button").ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("Still open");
        await page.GotoAsync(Codes(world));
        await page.Locator("summary", new() { HasText = "Views" }).ClickAsync();
        await page.Locator(".view-row a", new() { HasText = "Still open" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Query("status=valid"));
        await Expect(page.Locator("thead")).Not.ToContainTextAsync("Opens");
    }

    [Fact]
    public async Task Everything_but_the_counting_along_works_without_script()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await world.SignInAsync(browser, server, javaScript: false);
        await page.GotoAsync(Codes(world));
        await page.Locator("select[name=status]").SelectOptionAsync("usedUp");
        await page.Locator(".list-go").ClickAsync();
        await Expect(page.Locator(".list-count")).ToHaveTextAsync("3 codes");
        await page.GotoAsync(Codes(world));
        await page.Locator(".list-pager a[rel=next]").ClickAsync();
        await Expect(page).ToHaveURLAsync(Query("after="));
        await Expect(page.Locator("[data-bulk] button[name=verb]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Ctrl_K_reaches_the_box_that_takes_anything()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await world.SignInAsync(browser, server);
        await page.GotoAsync($"/{world.Slug}/admin");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(world.UrlOf("/{workspace}/i/{code}").Split('/')[^1]);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/admin/codes/[0-9a-f-]{36}$"));
    }

    /// <summary>The list of one batch, whatever else the world comes to hold.</summary>
    private static string Codes(World world) => $"/{world.Slug}/admin/codes?batchId={world.UrlOf("/{workspace}/admin/batches/{id}").Split('/')[^1]}";

    private static Regex Query(string part) => new("[?&]" + Regex.Escape(part));
}
