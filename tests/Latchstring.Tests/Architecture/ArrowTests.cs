using System.Text.RegularExpressions;

namespace Latchstring.Tests.Architecture;

/// <summary>Features point one way: each may use the ground and what stands before it in the row, nothing else.</summary>
public partial class ArrowTests
{
    private static readonly string[] Ground = ["Shared", "Data", "Audit", "Jobs"];
    private static readonly string[] Row = ["Workspaces", "Accounts", "People", "Offerings", "Agreements", "Codes", "Redemptions", "Participants", "Imports", "Bookings", "Invitations", "Sending", "Partners", "CheckIns", "Locations"];

    [Fact]
    public void Features_use_only_what_stands_before_them() =>
        Assert.Empty(SourceFiles.Of("src/Latchstring").Where(file => file.Feature is not "Data").SelectMany(file => Violations(file.Feature, file.Text).Select(used => $"{file.Path} uses {used}")));

    [Fact]
    public void Every_feature_has_its_place_in_the_row() =>
        Assert.Empty(SourceFiles.Of("src/Latchstring").Select(file => file.Feature).Distinct().Except(Ground).Except(Row));

    [Theory]
    [InlineData("Codes", "using Latchstring.Redemptions;", "Redemptions")]
    [InlineData("Codes", "var x = new Latchstring.Redemptions.Redemption();", "Redemptions")]
    [InlineData("Audit", "using Latchstring.Codes;", "Codes")]
    [InlineData("Workspaces", "using static Latchstring.Accounts.Passwords;", "Accounts")]
    public void A_planted_arrow_that_points_back_is_found(string feature, string text, string found) => Assert.Equal([found], Violations(feature, text));

    [Fact]
    public void The_nouns_know_no_door() =>
        Assert.Empty(SourceFiles.Of("src/Latchstring").Where(file => Doors().IsMatch(file.Text)).Select(file => file.Path));

    private static IEnumerable<string> Violations(string feature, string text)
    {
        var mayUse = Ground.Contains(feature) ? Ground : [.. Ground, .. Row.TakeWhile(name => name != feature), feature];
        return Uses().Matches(text).Select(match => match.Groups["feature"].Value).Where(used => (Row.Contains(used) || Ground.Contains(used)) && !mayUse.Contains(used)).Distinct();
    }

    [GeneratedRegex(@"\bLatchstring\.(?<feature>[A-Z]\w+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"\bMicrosoft\.AspNetCore|\bQuartz\b|\bLatchstring\.Server\b", RegexOptions.None, 1000)]
    private static partial Regex Doors();
}
