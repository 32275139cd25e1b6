namespace Latchstring.Server.Ui;

/// <summary>One entry of the back office's side bar; <paramref name="Text"/> is a key of <see cref="UiText"/>.</summary>
public sealed record MenuEntry(string Text, string Icon, string Path, Permission Needs);

/// <summary>The site map of the back office; an actor sees the entries their permissions reach.</summary>
public static class Menu
{
    public static readonly IReadOnlyList<MenuEntry> Work =
    [
        new MenuEntry("Dashboard", "dashboard", "", Permission.SeeCodes),
        new MenuEntry("Offerings", "offering", "offerings", Permission.SeeOfferings),
        new MenuEntry("Contracts", "contract", "organisations", Permission.SeeOfferings),
        new MenuEntry("Partners", "people", "partners", Permission.SeeOfferings),
        new MenuEntry("Codes", "code", "codes", Permission.SeeCodes),
        new MenuEntry("Redemptions", "redemption", "redemptions", Permission.SeeCodes),
        new MenuEntry("Locations", "pin", "locations", Permission.SeeOfferings),
        new MenuEntry("People", "person", "people", Permission.SeePeople),
        new MenuEntry("Calendar", "calendar", "calendar", Permission.SeeOfferings),
        new MenuEntry("Campaigns", "plane", "campaigns", Permission.SeeCodes),
        new MenuEntry("Outbox", "mail", "outbox", Permission.SeeCodes),
        new MenuEntry("Requests", "request", "requests", Permission.ManageCodes),
    ];

    public static readonly IReadOnlyList<MenuEntry> Settings =
    [
        new MenuEntry("Workspace", "workspace", "settings/workspace", Permission.ManageWorkspace),
        new MenuEntry("Staff", "staff", "settings/staff", Permission.ManageWorkspace),
        new MenuEntry("Mails", "edit", "settings/templates", Permission.ManageOfferings),
        new MenuEntry("Properties", "people", "properties", Permission.ManageWorkspace),
        new MenuEntry("CSV templates", "file", "csv-templates", Permission.ManageWorkspace),
        new MenuEntry("API keys", "key", "settings/api-keys", Permission.ManageWorkspace),
        new MenuEntry("Audit", "audit", "settings/audit", Permission.SeeAudit),
    ];
}
