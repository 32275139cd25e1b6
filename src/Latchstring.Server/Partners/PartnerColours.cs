using System.Globalization;

namespace Latchstring.Server.Partners;

/// <summary>
/// GET /colours/{rrggbb}.css : one colour as a theme, light and dark. It is darkened or lightened until text in it, and white on it, have a
/// contrast of at least 4.5 to 1, whatever a partner chose. The policy forbids style attributes, so it comes as a style sheet.
/// </summary>
public static class PartnerColours
{
    private const double Enough = 4.6;
    private static readonly Rgb White = new(255, 255, 255), Day = new(0xe4, 0xe8, 0xee), Night = new(0x2d, 0x35, 0x41), NightPage = new(0x14, 0x18, 0x1e);

    public static void Map(WebApplication app) =>
        app.MapGet("/colours/{colour:regex(^[0-9a-f]{{6}}$)}.css", (string colour, HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Text(Css(colour), "text/css");
        }).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The address of the style sheet for #rrggbb; null = the workspace's own colours.</summary>
    public static string? Address(string? colour) => Rgb.Parse(colour) is { } known ? $"/colours/{known.Hex}.css" : null;

    internal static string Css(string hex)
    {
        var colour = Rgb.Parse("#" + hex)!.Value;
        var fill = colour.Until(to: default, from: White);
        var light = Theme(fill, fill.Mix(default, .18), colour.Until(to: default, from: Day), White.Mix(colour, .1));
        var dark = Theme(fill, fill.Mix(default, .1), colour.Until(to: White, from: Night), NightPage.Mix(colour, .22));
        // As specific as the sheets it follows, also where no script has set the theme yet.
        return $":root:root {{ {light} }}\n[data-bs-theme=dark]:root {{ {dark} }}\n@media (prefers-color-scheme: dark) {{ html:not(.js)[data-theme=auto] {{ {dark} }} }}\n";
    }

    private static string Theme(Rgb fill, Rgb hover, Rgb text, Rgb tint) =>
        $"--ls-primary: {fill}; --ls-primary-hover: {hover}; --ls-on-primary: #fff; --ls-link: {text}; --ls-focus: {text}; --ls-tint: {tint};";

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    internal readonly record struct Rgb(double R, double G, double B)
    {
        public static Rgb? Parse(string? text) =>
            text is ['#', .. { Length: 6 } hex] && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var all) ? new(all >> 16, (all >> 8) & 255, all & 255) : null;

        public string Hex => $"{(int)R:x2}{(int)G:x2}{(int)B:x2}";

        public override string ToString() => "#" + Hex;

        public Rgb Mix(Rgb other, double share) => new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));

        /// <summary>The nearest shade towards <paramref name="to"/> that can be read on, or under, <paramref name="from"/>.</summary>
        public Rgb Until(Rgb to, Rgb from)
        {
            for (var share = 0.0; share < 1; share += .02)
            {
                if (Mix(to, share) is var shade && shade.Contrast(from) >= Enough)
                    return shade;
            }
            return to;
        }

        /// <summary>WCAG 2.2.</summary>
        public double Contrast(Rgb other) => (Math.Max(Luminance, other.Luminance) + .05) / (Math.Min(Luminance, other.Luminance) + .05);

        private double Luminance => (.2126 * Linear(R)) + (.7152 * Linear(G)) + (.0722 * Linear(B));

        private static double Linear(double part) => part / 255 is var share && share <= .04045 ? share / 12.92 : Math.Pow((share + .055) / 1.055, 2.4);
    }
}
