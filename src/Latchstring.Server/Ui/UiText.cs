namespace Latchstring.Server.Ui;

/// <summary>Texts of the frame and of the shared components. The English sentence is the key.</summary>
public sealed class UiText;
