using System.Text.RegularExpressions;

namespace Latchstring.Tests.Architecture;

/// <summary>docs/security.md promises only what a test proves.</summary>
public partial class SecurityTableTests
{
    [Fact]
    public void Every_test_that_the_table_names_exists()
    {
        var tests = typeof(SecurityTableTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}")).ToHashSet(StringComparer.Ordinal);
        var named = Named().Matches(File.ReadAllText(Path.Combine(SourceFiles.Root, "docs/security.md"))).Select(match => match.Groups["test"].Value).ToList();
        Assert.True(named.Count > 40);
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex("`(?<test>[A-Za-z0-9]+Tests\\.[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
