using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Events;

/// <summary>GET, PUT /offerings/{id}/partner-settings</summary>
public static class PartnerSettingsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/offerings/{id:guid}/partner-settings", SeeAsync).Needs(Permission.SeeOfferings).WithTags("Partners").WithSummary("How the partners of an event may invite, and whether all is ready for it");
        api.MapPut("/offerings/{id:guid}/partner-settings", SetAsync).Needs(Permission.ManageOfferings).WithTags("Partners").WithSummary("Say how the partners of an event may invite")
            .WithDescription("What is left out has the value that it has where nothing was ever said.");
    }

    /// <param name="Key">firstName, lastName, phone, or the id of a property of people. The address is asked for always.</param>
    public sealed record GuestField(string Key, bool Required = false);

    /// <param name="On">Partners can invite.</param>
    /// <param name="Quota">Most invitations of each partner; without it the number is not limited.</param>
    /// <param name="QuotaUse">When a guest uses the quota: creation, sending or registration.</param>
    /// <param name="PageId">The registration page of invited people; without it they cannot register.</param>
    /// <param name="Template">The saved mail of type partnerInvite is attached; without it nobody can be invited.</param>
    /// <param name="Guest">What a partner fills in of a guest beside the address.</param>
    /// <param name="OtherBadges">At the door, badges of other events let their holders in and register them.</param>
    public sealed record SettingsBody(bool On, int? Quota = null, QuotaUse QuotaUse = QuotaUse.Creation, Guid? PageId = null, bool Template = false, IReadOnlyList<GuestField?>? Guest = null, bool OtherBadges = false)
    {
        internal PartnerSettingsFields Fields => new(On, Quota, QuotaUse, PageId, Template, Guest is null ? GuestFormFields.Of(null) : [.. Guest.OfType<GuestField>().Select(one => new RegistrationField(one.Key, one.Required))], OtherBadges);
    }

    /// <param name="Ready">All of <paramref name="Checks"/> is done: partners can invite, and guests can register.</param>
    public sealed record SettingsItem(bool On, int? Quota, QuotaUse QuotaUse, Guid? PageId, bool Template, IReadOnlyList<GuestField> Guest, bool OtherBadges, bool Ready, IReadOnlyDictionary<string, bool> Checks)
    {
        public static SettingsItem Of(PartnerSettingsView view) => new(
            view.Fields.On, view.Fields.Quota, view.Fields.QuotaUse, view.Fields.PageId, view.Fields.Template, [.. view.Fields.Guest.Select(field => new GuestField(field.Key, field.Required))], view.Fields.OtherBadges, view.Ready,
            view.Checks.ToDictionary(check => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(check.Point.ToString()), check => check.Done));
    }

    private static async Task<Results<Ok<SettingsItem>, ProblemAnswer>> SeeAsync(Guid id, Actor actor, SeePartnerSettings see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, id, cancellationToken)).ToOk(SettingsItem.Of);

    private static async Task<Results<Ok<SettingsItem>, ProblemAnswer>> SetAsync(Guid id, SettingsBody body, Actor actor, SetPartnerSettings set, SeePartnerSettings see, CancellationToken cancellationToken)
    {
        var saved = await set.RunAsync(actor, new(id, body.Fields), cancellationToken);
        return saved.Ok ? await SeeAsync(id, actor, see, cancellationToken) : Problems.ToResult(saved.Problem);
    }
}
