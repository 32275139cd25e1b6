using System.Globalization;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;

namespace Latchstring.Server.Sending;

/// <summary>Whom to invite and when, as it was chosen and typed.</summary>
public sealed class InviteInput
{
    /// <summary>Ticked people, by comma; empty = those of the filter below.</summary>
    public string? Ids { get; set; }
    public string? Segment { get; set; }
    public string? State { get; set; }
    public string? Campaign { get; set; }
    public string? Query { get; set; }
    public bool Again { get; set; }
    public string? Name { get; set; }

    /// <summary>By the clocks of the location.</summary>
    public string? NotBefore { get; set; }
    public string? Act { get; set; }

    public IReadOnlyList<Guid>? IdList => string.IsNullOrEmpty(Ids) ? null : [.. Ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty)];

    public MemberFilter Filter => new(Of<InviteState>(State), Of<Segment>(Segment), Query, Campaign is null ? null : Guid.TryParse(Campaign, out var id) ? id : Guid.Empty);

    public Result<MembersToInvite> ToInvite(Guid appId, TimeZoneInfo zone, bool dryRun)
    {
        DateTimeOffset? notBefore = null;
        if (!string.IsNullOrWhiteSpace(NotBefore))
        {
            if (!DateTime.TryParse(NotBefore, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) || wall.Year is < 2000 or > 9000)
                return Problem.Invalid("notBefore", "Enter a day and a time.");
            // A time that clocks jump over begins when they have jumped.
            for (wall = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified); zone.IsInvalidTime(wall);)
                wall = wall.AddMinutes(1);
            notBefore = new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
        }
        return new MembersToInvite(appId, IdList, IdList is null ? Filter : null, Again, Name, notBefore, dryRun);
    }

    private static T? Of<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;
}
