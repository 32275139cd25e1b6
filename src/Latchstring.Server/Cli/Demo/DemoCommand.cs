using System.CommandLine;
using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Server.Options;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Cli.Demo;

/// <summary>Fills an empty installation with a living workspace; does nothing to one that has any.</summary>
internal static class DemoCommand
{
    public const string Slug = "demo";

    public static Command Create()
    {
        var command = new Command("demo", "Fill an empty installation with a living workspace called demo.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var clock = new DemoClock(TimeProvider.System.GetUtcNow());
            await using var installation = await Installation.OpenAsync(cancellationToken, clock);
            if (!await AnyWorkspaceAsync(installation.Database, cancellationToken))
            {
                Console.WriteLine("First start: making a demo workspace with six weeks behind it …");
                await SeedAsync(installation.Database, clock, installation.Options.BaseUrl);
            }
            if (await CommandLine.WorkspaceOfAsync(installation.Database, Slug, cancellationToken) is not null)
                Tell((installation.Options.BaseUrl?.ToString() ?? "http://localhost:5080/").TrimEnd('/') + "/" + Slug);
            return 0;
        });
        return command;
    }

    internal static async Task SeedAsync(Database database, DemoClock clock, Uri? address = null)
    {
        clock.GoTo(45);
        var workspace = (await new CreateWorkspace(database).RunAsync(new(Slug, "Northlight Academy", DemoStaff.Owner, DemoStaff.Password) { OwnerName = "Olga Owner" })).Value;
        Account owner;
        await using (var db = database.Read(workspace.Id))
            owner = await db.Accounts.SingleAsync();
        var actor = new Actor(workspace.Id, ActorKind.Account, owner.Id, owner.Name, owner.Permissions);
        var courses = await DemoCourses.MakeAsync(database, actor);
        await DemoStaff.AddAsync(database, workspace.Id, courses.Algebra);
        var studio = await DemoStudio.MakeAsync(database, actor);
        await new DemoInvites(database, clock, actor, address ?? new Uri("http://localhost:5080")).RunAsync(studio.App.Id);
        using var weeks = new DemoWeeks(database, clock, actor, courses);
        await weeks.RunAsync();
        await new DemoSessions(database, clock, actor, studio.Location.Id).RunAsync();
        clock.GoTo(40);
        await new DemoContracts(database, clock, actor).RunAsync();
        await new DemoPartners(database, clock, actor, address ?? new Uri("http://localhost:5080")).RunAsync();
    }

    private static async Task<bool> AnyWorkspaceAsync(Database database, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Guid.Empty);
        return await db.Workspaces.AnyAsync(cancellationToken);
    }

    private static void Tell(string address) => Console.WriteLine(
        $"""

          Guests      {address}
          Staff       {address}/sign-in
                      owner        {DemoStaff.Owner}
                      manager      {DemoStaff.Manager}   (one course only)
                      viewer       {DemoStaff.Viewer}
          Participant {DemoStaff.Participant}
          Member      {DemoSessions.Member}   (booking app: {address}/app)
          Partner     {DemoPartners.Admin}   (invites guests; {DemoPartners.Member} only sees them)
          Password    {DemoStaff.Password}   (all of them)

        """);
}
