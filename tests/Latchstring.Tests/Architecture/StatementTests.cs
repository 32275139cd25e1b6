using System.Text.RegularExpressions;
using Latchstring.Data;

namespace Latchstring.Tests.Architecture;

/// <summary>Statements written by hand stay in their workspace: nothing else would hold them there (decision 8).</summary>
public partial class StatementTests
{
    /// <summary>Where a statement gets its workspace from another part, or rightly looks at all of them.</summary>
    private static readonly (string File, string Why)[] Elsewhere =
    [
        ("Data/RequestClaim.cs", "the condition named Mine"),
        ("Codes/CodeList.cs", "NamesAsync adds it"),
        ("People/ExportPerson.cs", "it does, behind quotes inside the statement"),
        ("Codes/ImportCodes.cs", "it does, behind quotes inside the statement"),
        ("Jobs/RunJobs.cs", "one queue for all workspaces"),
        ("Sending/ClaimMessages.cs", "one queue for all workspaces"),
        ("Data/SqliteDatabase.cs", "the highest transaction number of the installation"),
    ];

    [Fact, Trait("Req", "I9"), Trait("Control", "one-workspace")]
    public void Every_statement_on_a_table_of_a_workspace_names_the_workspace()
    {
        var tables = Tables();
        var loose = SourceFiles.Of("src/Latchstring").Where(file => !Elsewhere.Any(known => known.File == file.Path))
            .SelectMany(file => Loose(file.Text, tables).Select(statement => $"{file.Path}: {statement}"));
        Assert.Empty(loose);
    }

    [Fact]
    public void Every_exception_is_needed()
    {
        var tables = Tables();
        Assert.All(Elsewhere, known => Assert.NotEmpty(Loose(SourceFiles.Of("src/Latchstring").Single(file => file.Path == known.File).Text, tables)));
    }

    [Theory, InlineData("\"select id from person where email = @email\""), InlineData("\"delete from access_code where id = @id\""), InlineData("\"update redemption set round = 1\"")]
    public void A_planted_loose_statement_is_found(string text) => Assert.NotEmpty(Loose(text, Tables()));

    private static string Tables()
    {
        var owned = typeof(Db).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IOwned))).Select(type => Latchstring.Data.Tables.Snake(type.Name)).ToList();
        Assert.Contains("access_code", owned);
        return string.Join('|', owned);
    }

    /// <summary>Texts in quotes that read or write such a table and neither name the workspace nor take their conditions from a Where, which begins with it.</summary>
    private static IEnumerable<string> Loose(string source, string tables) =>
        Quoted().Matches(source).Select(match => match.Value)
            .Where(text => Regex.IsMatch(text, $@"\b(from|update|join|into)\s+({tables})\b", RegexOptions.None, TimeSpan.FromSeconds(5)) && !text.Contains("workspace_id", StringComparison.Ordinal) && !text.Contains("{where.Sql(", StringComparison.Ordinal));

    [GeneratedRegex(""""
        \$*"""[\s\S]*?"""|"([^"\\\n]|\\.)*"
        """", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Quoted();
}
