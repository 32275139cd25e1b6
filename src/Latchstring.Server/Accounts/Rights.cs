using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Accounts;

/// <summary>Permissions in words.</summary>
public static class Rights
{
    public static readonly IReadOnlyList<Permission> Single =
    [
        Permission.SeeCodes, Permission.ManageCodes, Permission.ExportCodes, Permission.Redeem, Permission.SeeOfferings, Permission.ManageOfferings,
        Permission.ManagePrices, Permission.SeePeople, Permission.ManagePeople, Permission.SeeAudit, Permission.ManageWorkspace,
    ];

    public static string Name(IStringLocalizer<AccountsText> texts, Permission right) => right switch
    {
        Permission.SeeCodes => texts["See codes and redemptions"],
        Permission.ManageCodes => texts["Make, change and delete codes"],
        Permission.ExportCodes => texts["Export codes"],
        Permission.Redeem => texts["Redeem codes for people"],
        Permission.SeeOfferings => texts["See offerings"],
        Permission.ManageOfferings => texts["Make and change offerings"],
        Permission.ManagePrices => texts["Make and change prices"],
        Permission.SeePeople => texts["See people"],
        Permission.ManagePeople => texts["Add and change people"],
        Permission.SeeAudit => texts["See the audit"],
        Permission.ManageWorkspace => texts["Change settings, staff and keys"],
        _ => right.ToString(),
    };

    public static string Sentence(IStringLocalizer<AccountsText> texts, Permission rights) =>
        (rights & Permission.All) == Permission.All ? texts["Everything"] : string.Join(" · ", Single.Where(right => (rights & right) == right).Select(right => Name(texts, right)));
}
