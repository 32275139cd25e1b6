using System.Text;
using QRCoder;

namespace Latchstring.Server.Accounts;

/// <summary>A QR code as one SVG path: black on white in both themes, because cameras want it so.</summary>
public static class QrSvg
{
    public static (int Size, string Path) Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < code.ModuleMatrix[y].Length; x++)
            {
                if (code.ModuleMatrix[y][x])
                    path.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
            }
        }
        return (code.ModuleMatrix.Count, path.ToString());
    }
}
