using System.Text;
using Xunit;

namespace Latchstring.Tests.Shared;

public sealed class CsvCellsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData("'=x", "\"''=x\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("", "")]
    public void Quotes_and_neutralises_a_cell(string cell, string written)
    {
        var line = new StringBuilder();
        CsvCells.Append(line, cell);
        Assert.Equal(written, line.ToString());
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 170")]
    [InlineData("-5")]
    [InlineData("'=x")]
    [InlineData("it's")]
    [InlineData("'quoted'")]
    public void What_goes_out_comes_back_in(string cell)
    {
        var exported = CsvCells.LooksLikeFormula(cell) ? "'" + cell : cell;
        Assert.Equal(cell, CsvCells.Restore(exported));
    }
}
