using Latchstring.Server.Accounts;
using Latchstring.Server.Agreements;
using Latchstring.Server.Audit;
using Latchstring.Server.Bookings;
using Latchstring.Server.CheckIns;
using Latchstring.Server.Codes;
using Latchstring.Server.Events;
using Latchstring.Server.Http;
using Latchstring.Server.Imports;
using Latchstring.Server.Jobs;
using Latchstring.Server.Locations;
using Latchstring.Server.Offerings;
using Latchstring.Server.Participants;
using Latchstring.Server.Partners;
using Latchstring.Server.People;
using Latchstring.Server.Redemptions;
using Latchstring.Server.Sending;
using Latchstring.Server.Ui;
using Latchstring.Server.Workspaces;

namespace Latchstring.Server;

/// <summary>Puts the doors on the building: one registration file per feature, in the order of the arrows.</summary>
public static class ServerApp
{
    /// <param name="configure">Runs before the features register, so that what it registers stands (features use TryAdd for the clock and the database).</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = "Latchstring.Server",
            // Published, the files lie beside the executable, wherever it is started from.
            ContentRootPath = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null,
        });
        builder.WebHost.UseStaticWebAssets();
        // Also before publishing serve files as the build compressed them; reading them anew each time would send them bare, and never to be cached.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        // Request lines would carry codes, tokens and searches into the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);
        configure?.Invoke(builder);
        builder.AddHttp();
        builder.AddUi();
        builder.AddWorkspaces();
        builder.AddAccounts();
        builder.AddPeople();
        builder.AddParticipants();
        builder.AddImports();
        builder.AddLocations();
        builder.AddOfferings();
        builder.AddAgreements();
        builder.AddCodes();
        builder.AddRedemptions();
        builder.AddBookings();
        builder.AddSending();
        builder.AddPartners();
        builder.AddEvents();
        builder.AddCheckIns();
        builder.AddAudit();
        builder.AddJobs();

        var app = builder.Build();
        app.UseProxy();
        app.UseUi();
        app.UseHttp();
        app.UseLanguage();
        var api = app.MapApi();
        app.MapWorkspaces(api);
        app.MapAccounts(api);
        app.MapPeople(api);
        app.MapParticipants(api);
        app.MapImports(api);
        app.MapLocations(api);
        app.MapOfferings(api);
        app.MapAgreements(api);
        app.MapCodes(api);
        app.MapRedemptions(api);
        app.MapBookings(api);
        app.MapSending(api);
        app.MapPartners(api);
        app.MapEvents(api);
        app.MapCheckIns(api);
        app.MapAudit(api);
        app.MapJobs(api);
        app.MapUi();
        return app;
    }
}
