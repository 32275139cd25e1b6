namespace Latchstring.Server.Accounts;

/// <summary>Marks the texts of this feature: <c>IStringLocalizer&lt;AccountsText&gt;</c>. The English sentence is the key.</summary>
public sealed class AccountsText;
