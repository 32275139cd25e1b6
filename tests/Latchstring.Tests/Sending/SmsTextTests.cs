using Latchstring.Sending;

namespace Latchstring.Tests.Sending;

public class SmsTextTests
{
    [Theory]
    [InlineData(160, 'a', true, 1), InlineData(161, 'a', true, 2), InlineData(306, 'a', true, 2), InlineData(307, 'a', true, 3)]
    [InlineData(80, '€', true, 1), InlineData(81, '€', true, 2), InlineData(70, 'ł', false, 1), InlineData(71, 'ł', false, 2), InlineData(134, 'ł', false, 2), InlineData(135, 'ł', false, 3)]
    public void A_text_is_paid_by_segments_of_its_alphabet(int count, char sign, bool gsm, int segments)
    {
        var sms = SmsText.Of(new string(sign, count));
        Assert.Equal((gsm, segments), (sms.Gsm, sms.Segments));
    }

    [Fact]
    public void Nothing_that_counts_twice_is_cut_in_two()
    {
        // 152 and then signs of two each: one place stays empty in every full segment.
        Assert.Equal(3, SmsText.Of(new string('a', 152) + new string('€', 77)).Segments);
        Assert.Equal(2, SmsText.Of(string.Concat(Enumerable.Repeat("😀", 36))).Segments);
    }

    [Theory]
    [InlineData("+49 (0)170 / 123 45-67", "+491701234567"), InlineData("0049 170 1234567", "+491701234567"), InlineData("+1 (212) 555-0123", "+12125550123")]
    [InlineData("0170 1234567", null), InlineData("call me", null), InlineData("+49", null), InlineData("", null), InlineData("+0170 1234567", null)]
    public void A_number_is_usable_when_it_says_its_country(string typed, string? number) => Assert.Equal(number, PhoneNumber.Normalize(typed));

    [Theory]
    [InlineData("en"), InlineData("de"), InlineData("fr")]
    public void The_delivered_text_message_fits_into_one_segment(string locale)
    {
        var values = new Dictionary<string, string?> { ["workspace"] = "Northlight Gym Berlin", ["code"] = "7KQ-4W9-XD2", ["link"] = "https://codes.northlight-gym.example/north/app/join" };
        var sms = SmsText.Of(TemplateText.Plain(DefaultTemplates.Of(TemplateType.InviteCode, locale).Body, values).Trim());
        Assert.Equal((true, 1), (sms.Gsm, sms.Segments));
    }
}
