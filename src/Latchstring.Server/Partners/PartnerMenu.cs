using Latchstring.Workspaces;

namespace Latchstring.Server.Partners;

/// <summary>One place of a partner's area; <paramref name="Text"/> is a key of <see cref="PartnersText"/>.</summary>
public sealed record PartnerPlace(string Path, string Text, string Icon);

/// <summary>The places of a partner's area, of which the workspace chooses some and their order (S1.36).</summary>
public static class PartnerMenu
{
    public static readonly IReadOnlyList<PartnerPlace> All =
    [
        new PartnerPlace("invitations", "Invitations", "mail"),
        new PartnerPlace("attendance", "Attendance", "check"),
        new PartnerPlace("team", "Team", "people"),
    ];

    /// <summary>As the workspace arranged them; all where it said nothing.</summary>
    public static IReadOnlyList<PartnerPlace> Of(Workspace workspace) =>
        workspace.PartnerMenu is { } chosen ? [.. chosen.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(path => All.Where(place => place.Path == path))] : All;
}
