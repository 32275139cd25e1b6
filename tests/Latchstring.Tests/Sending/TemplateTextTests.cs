using Latchstring.Sending;

namespace Latchstring.Tests.Sending;

/// <summary>Templates without a database: placeholders, one pass, nothing that a value could break out of.</summary>
public class TemplateTextTests
{
    private static Dictionary<string, string?> Values(string name) => new(StringComparer.Ordinal)
    {
        ["name"] = name,
        ["link"] = "https://codes.example.org/acme/i/7KQ4",
        ["code"] = "7KQ4-W9XD-3TBFX",
        ["howTo"] = null,
    };

    [Fact, Trait("Control", "template-one-pass")]
    public void A_value_that_looks_like_a_placeholder_stays_as_it_is()
    {
        Assert.Equal("Hello {code},\n", TemplateText.Plain("Hello {name},", Values("{code}")));
        Assert.DoesNotContain("7KQ4-W9XD", TemplateText.Html("Hello {name}", Values("{code}"), "Open"));
    }

    [Fact, Trait("Control", "template-one-pass")]
    public void A_value_cannot_bring_markup_a_line_or_another_direction()
    {
        var html = TemplateText.Html("Hello {name}", Values("<img src=x onerror=alert(1)>\u202Egpj"), "Open");
        Assert.Contains("&lt;img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', html);
        Assert.Equal("Hi Eve Bcc: all@example.org", TemplateText.Line("Hi {name}", Values("Eve\r\nBcc: all@example.org")));
    }

    [Fact]
    public void What_the_author_writes_is_encoded_too() =>
        Assert.Contains("1 &lt; 2 &amp; 3", TemplateText.Html("1 < 2 & 3", Values("x"), "Open"), StringComparison.Ordinal);

    [Fact, Trait("Req", "S3.12")]
    public void A_line_whose_value_is_missing_is_left_out()
    {
        Assert.Equal("Hello Ada\n\nBye\n", TemplateText.Plain("Hello {name}\n\nHow it works: {howTo}\nBye", Values("Ada")));
        var values = Values("Ada");
        values["howTo"] = "https://help.example.org/codes";
        Assert.Contains("How it works: https://help.example.org/codes", TemplateText.Plain("How it works: {howTo}", values), StringComparison.Ordinal);
        Assert.Contains("href=\"https://help.example.org/codes\"", TemplateText.Html("How it works: {howTo}", values, "Open"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_alone_is_a_button_and_a_code_alone_a_box()
    {
        var html = TemplateText.Html("{code}\n\n{link}", Values("Ada"), "Open Algebra");
        Assert.Contains("class=\"code\"", html, StringComparison.Ordinal);
        Assert.Contains(">Open Algebra</a>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://codes.example.org/acme/i/7KQ4\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subject", "Hello {nickname}", "Go to {link}", "subject")]
    [InlineData("closed list", "Hello", "{link} {{name}} {password}", "body")]
    [InlineData("no way in", "Hello", "Welcome {name}", "body")]
    [InlineData("code on the lock screen", "Your code {code}", "{link}", "subject")]
    [InlineData("two lines", "Hello\r\nBcc: x@example.org", "{link}", "subject")]
    [InlineData("nothing", "", "", "subject")]
    public void A_template_that_cannot_work_is_refused_with_its_field(string why, string subject, string body, string field)
    {
        Assert.NotEmpty(why);
        Assert.Equal(field, new TemplateFields(null, null, null, subject, body).Refusal(TemplateType.Code)?.Field);
    }

    [Fact]
    public void A_sender_cannot_smuggle_headers()
    {
        var fields = new TemplateFields("Eve\" <eve@example.org>", "not an address", "a@b.c\r\nBcc: d@e.f", "Hello", "{link}").Refusal(TemplateType.Code);
        Assert.Equal(["senderName", "senderAddress", "replyTo"], fields!.Also.Prepend(fields).Select(problem => problem.Field));
    }

    [Fact]
    public void Every_default_passes_its_own_check_in_every_language()
    {
        foreach (var type in Enum.GetValues<TemplateType>())
        {
            foreach (var locale in DefaultTemplates.Locales)
            {
                var (subject, body) = DefaultTemplates.Of(type, locale);
                Assert.Null(new TemplateFields(null, null, null, subject, body).Refusal(type));
            }
        }
        Assert.Equal(3 * Enum.GetValues<TemplateType>().Length, DefaultTemplates.Locales.SelectMany(locale => Enum.GetValues<TemplateType>().Select(type => DefaultTemplates.Of(type, locale).Subject)).Distinct().Count());
    }
}
