using System.Text;
using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Bookings;

/// <summary>Files of the booking app: GET app/manifest.webmanifest, app/sw.js, app/calendar/{token}.ics, app/sessions/{id}/session.ics</summary>
internal static class AppFiles
{
    private static readonly (string File, string Size, string Purpose)[] Icons = [("app-192.png", "192x192", "any"), ("app-512.png", "512x512", "any"), ("app-maskable-512.png", "512x512", "maskable")];

    public static void Map(WebApplication app)
    {
        var files = app.MapGroup("/{workspace}/app").ExcludeFromDescription();
        files.MapGet("/manifest.webmanifest", Manifest).AllowAnonymous();
        files.MapGet("/sw.js", Worker).AllowAnonymous();
        files.MapGet("/calendar/{token}.ics", FeedAsync).AllowAnonymous();
        files.MapGet("/sessions/{id:guid}/session.ics", SessionAsync).RequireAuthorization(Policies.Participant);
    }

    /// <summary>What a phone needs to put the app on its home screen.</summary>
    private static IResult Manifest(CurrentWorkspace here, IStringLocalizer<BookingsText> t) => Results.Json(new
    {
        id = here.Path("app"),
        name = here.Value.Name,
        short_name = here.Value.Name.Length <= 12 ? here.Value.Name : here.Value.Name[..12],
        description = t["Book sessions at {0}.", here.Value.Name].Value,
        start_url = here.Path("app"),
        scope = here.Path("app"),
        display = "standalone",
        background_color = "#f7f8fa",
        theme_color = "#1860b8",
        icons = Icons.Select(icon => new { src = "/icons/" + icon.File, sizes = icon.Size, type = "image/png", purpose = icon.Purpose }),
    }, contentType: "application/manifest+json");

    private static IResult Worker(CurrentWorkspace here, HttpResponse response, IWebHostEnvironment environment)
    {
        response.Headers["Service-Worker-Allowed"] = here.Path("app");
        response.Headers.CacheControl = "no-cache";
        return Results.Stream(environment.WebRootFileProvider.GetFileInfo("js/booking-worker.js").CreateReadStream(), "text/javascript");
    }

    private static async Task<IResult> FeedAsync(string token, CurrentWorkspace here, SeeCalendarFeed see, Database database, BaseUrl address, HttpResponse response)
    {
        if (await see.RunAsync(here.Id, token) is not { } sessions)
            return Results.NotFound();
        response.Headers.CacheControl = "private, max-age=600";
        return Text(ICalendar.Of(here.Value.Name, address.Value.Host, database.Now, sessions));
    }

    private static async Task<IResult> SessionAsync(Guid id, Member member, CurrentWorkspace here, Database database, BaseUrl address) =>
        await member.FindAsync(id) is { } session
            ? Results.File(Encoding.UTF8.GetBytes(ICalendar.Of(session.Title, address.Value.Host, database.Now, [session])), "text/calendar; charset=utf-8", "session.ics")
            : Results.NotFound();

    private static IResult Text(string calendar) => Results.Text(calendar, "text/calendar", Encoding.UTF8);
}
