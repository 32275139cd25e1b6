using System.Text;
using QRCoder;

namespace Latchstring.Server.Codes;

/// <summary>A QR code as squares: a path for pages, runs of dark modules for print.</summary>
internal static class QrSquares
{
    /// <summary>Side length in modules, quiet zone of four included, and an SVG path of its dark runs.</summary>
    public static (int Side, string Path) Svg(string text)
    {
        var (side, runs) = Runs(text);
        var path = new StringBuilder();
        foreach (var (x, y, width) in runs)
            path.Append('M').Append(x).Append(' ').Append(y).Append('h').Append(width).Append("v1h-").Append(width).Append('z');
        return (side, path.ToString());
    }

    public static (int Side, List<(int X, int Y, int Width)> Runs) Runs(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var runs = new List<(int, int, int)>();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            var row = data.ModuleMatrix[y];
            for (var x = 0; x < row.Length; x++)
            {
                var start = x;
                while (x < row.Length && row[x])
                    x++;
                if (x > start)
                    runs.Add((start, y, x - start));
            }
        }
        return (data.ModuleMatrix.Count, runs);
    }
}
