using Latchstring.People;

namespace Latchstring.Server.Cli.Demo;

/// <summary>Names from everywhere, so that nothing in the product is only ever seen with Anna Smith.</summary>
internal static class DemoPeople
{
    private static readonly string[] First =
    [
        "Anna", "Björn", "Chloé", "Deniz", "Élodie", "François", "Gülşen", "Håkon", "Inés", "Jürgen", "Katarzyna", "Łukasz", "Mei", "Ngọc", "Oluwaseun", "Pia",
        "Quentin", "Renée", "Søren", "Tomáš", "Ulla", "Vjosa", "Wanjiru", "Xenia", "Yusuf", "Zoë",
    ];

    private static readonly string[] Last =
    [
        "Müller", "Lefèvre", "O’Brien", "García", "Kowalski", "Nguyễn", "Øverland", "Schmidt", "Yılmaz", "Dupont", "van der Berg", "Okafor", "Tanaka", "Weiß", "Novák", "Rossi", "Fischer",
    ];

    public static (string First, string Last) Name(int i) => (First[i % First.Length], Last[i * 7 % Last.Length]);

    public static PersonFields Number(int i)
    {
        var (first, last) = Name(i);
        return new PersonFields($"guest{i + 1}@example.org", first, last, Locale: (i % 3) switch { 0 => "de", 1 => "fr", _ => "en" }, ClientId: i % 4 == 0 ? $"K-{1000 + i}" : null);
    }
}
