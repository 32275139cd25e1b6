using Latchstring.Accounts;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Accounts;

/// <summary>Roles in words.</summary>
public static class Roles
{
    public static string Name(IStringLocalizer<AccountsText> texts, StaffRole role) => role switch
    {
        StaffRole.Owner => texts["Owner"],
        StaffRole.Manager => texts["Manager"],
        StaffRole.Viewer => texts["Viewer"],
        _ => texts["Participant"],
    };

    public static string Name(IStringLocalizer<AccountsText> texts, PartnerRole role) => role == PartnerRole.Admin ? texts["Administrator"] : texts["Member"];

    public static string Sentence(IStringLocalizer<AccountsText> texts, PartnerRole role, string host) =>
        role == PartnerRole.Admin ? texts["As an administrator you invite guests of {0} and ask colleagues in.", host] : texts["As a member you see the guests whom your team invited to {0}.", host];

    public static string Sentence(IStringLocalizer<AccountsText> texts, StaffRole role, bool scoped) => (role, scoped) switch
    {
        (StaffRole.Owner, _) => texts["As an owner you can do everything here, and decide who else can."],
        (StaffRole.Manager, false) => texts["As a manager you look after offerings, codes and people."],
        (StaffRole.Manager, true) => texts["As a manager you look after the codes and people of the offerings you were chosen for."],
        (_, false) => texts["As a viewer you see offerings, codes and people, and change nothing."],
        _ => texts["As a viewer you see the offerings you were chosen for, and change nothing."],
    };
}

public static class PasswordHint
{
    public static string For(IStringLocalizer<AccountsText> texts, int length) =>
        texts["At least {0} characters, among them a capital and a small letter, a digit and another character. A sentence with a number in it is easy to remember.", length];
}
