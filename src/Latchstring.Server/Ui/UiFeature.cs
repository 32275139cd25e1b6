namespace Latchstring.Server.Ui;

/// <summary>Razor components, rendered statically.</summary>
public static class UiFeature
{
    public static void AddUi(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddLocalization();
    }

    public static void MapUi(this WebApplication app) => app.MapRazorComponents<App>();
}
