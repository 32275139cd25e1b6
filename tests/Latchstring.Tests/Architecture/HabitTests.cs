using System.Reflection;
using System.Text.RegularExpressions;

namespace Latchstring.Tests.Architecture;

/// <summary>Habits that a reviewer would otherwise have to remember.</summary>
public partial class HabitTests
{
    private static IEnumerable<SourceFiles.Source> Sources => SourceFiles.Of("src");

    [Fact]
    public void Time_is_injected_everywhere() => Assert.Empty(Sources.Where(file => Clock().IsMatch(file.Text)).Select(file => file.Path));

    [Theory, InlineData("var x = DateTime.UtcNow;"), InlineData("DateTimeOffset.Now"), InlineData("DateTime.Today")]
    public void A_planted_look_at_the_wall_clock_is_found(string text) => Assert.Matches(Clock(), text);

    [Fact]
    public void Codes_are_never_made_from_a_guessable_source() =>
        Assert.Empty(SourceFiles.Of("src/Latchstring").Where(file => file.Text.Contains("new Random(", StringComparison.Ordinal)).Select(file => file.Path));

    [Fact, Trait("Control", "no-raw-html")]
    public void No_page_writes_raw_markup() =>
        Assert.Empty(Sources.Where(file => file.Text.Contains("MarkupString", StringComparison.Ordinal) || file.Text.Contains("Html.Raw", StringComparison.Ordinal)).Select(file => file.Path));

    [Fact, Trait("Control", "content-policy")]
    public void Pages_carry_no_inline_style_or_script_that_the_content_policy_would_refuse() =>
        Assert.Empty(Sources.Where(file => file.Path.EndsWith(".razor", StringComparison.Ordinal) && Inline().IsMatch(file.Text)).Select(file => file.Path));

    [Fact]
    public void A_use_case_has_one_public_door() =>
        Assert.Empty(SourceFiles.Of("src/Latchstring").Where(file => Handlers().IsMatch(file.Text)).Select(file => file.Path));

    [Fact]
    public void Requirement_tags_are_requirements()
    {
        var tags = typeof(HabitTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .SelectMany(member => member.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && (string?)attribute.ConstructorArguments[0].Value == "Req")
            .Select(attribute => (string)attribute.ConstructorArguments[1].Value!).Distinct().ToList();
        Assert.NotEmpty(tags);
        Assert.All(tags, tag => Assert.Matches(Requirement(), tag));
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Clock();

    [GeneratedRegex("""<[a-z][^>@]*\s(style|onclick|onchange|onsubmit)="|<script>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"\bclass \w+(Service|Manager|Helper|Handler|Impl|Repository)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handlers();

    /// <summary>A requirement (S3.12, S4 (d)), a cross rule (X5), an invariant (I13), or a part of the look and the habits named in the plans.</summary>
    [GeneratedRegex(@"^(S\d(\.\d+\+?| ?\([a-z]\))|X\d+|I\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requirement();
}
