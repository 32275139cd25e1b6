using System.CommandLine;
using Latchstring.Accounts;

namespace Latchstring.Server.Cli;

internal static class WorkspaceCommand
{
    public static Command Create()
    {
        var slug = new Option<string>("--slug") { Required = true, Description = "First part of its addresses, e.g. acme for https://…/acme" };
        var name = new Option<string?>("--name") { Description = "Name that people read; default the slug" };
        var email = new Option<string>("--owner-email") { Required = true, Description = "E-mail that the owner signs in with" };
        var password = new Option<string>("--owner-password") { Required = true, Description = "At least 12 characters, with capital and small letters, a digit and another character" };
        var ownerName = new Option<string?>("--owner-name") { Description = "The owner's name; default the e-mail" };
        var timeZone = new Option<string>("--time-zone") { DefaultValueFactory = _ => "Europe/Berlin", Description = "Zone in which dates are meant" };
        var locale = new Option<string>("--locale") { DefaultValueFactory = _ => "en", Description = "en, de or fr" };
        var create = new Command("create", "Found a workspace with its first owner.") { slug, name, email, password, ownerName, timeZone, locale };
        create.SetAction((parsed, cancellationToken) => CommandLine.OnInstallationAsync(async installation =>
        {
            var made = await new CreateWorkspace(installation.Database).RunAsync(
                new(parsed.GetRequiredValue(slug), parsed.GetValue(name), parsed.GetRequiredValue(email), parsed.GetRequiredValue(password))
                {
                    OwnerName = parsed.GetValue(ownerName),
                    TimeZone = parsed.GetRequiredValue(timeZone),
                    Locale = parsed.GetRequiredValue(locale),
                },
                cancellationToken);
            if (made.Ok)
                Console.WriteLine(made.Value.Id);
            return made.Problem;
        }, cancellationToken));
        return new Command("workspace", "Workspaces: the tenants of this installation.") { create };
    }
}
