using System.Globalization;
using Latchstring.Server.Audit;

namespace Latchstring.Tests.Audit;

public class AuditDetailTests
{
    [Theory]
    [InlineData("""{"maxUses":3,"note":"Fair","priceId":null,"id":"01a200b4-215f-7e0d-a3b2-0451f4c6242c"}""", "max uses: 3, note: Fair")]
    [InlineData("""{"id":"01a200b4-215f-7e0d-a3b2-0451f4c6242c","before":{"name":"Algebra","capacity":null,"howTo":"x"},"after":{"name":"Algebra II","capacity":30,"howTo":"x"}}""", "name: Algebra → Algebra II, capacity: – → 30")]
    [InlineData("""{"before":null,"after":"2027-06-09T22:00:00+00:00"}""", "after: 10 Jun 2027, 00:00")]
    [InlineData("""{"permissions":["seeCodes","seePeople"],"scoped":true}""", "permissions: seeCodes, seePeople, scoped: ✓")]
    [InlineData(null, "")]
    public void Details_read_like_a_sentence(string? detail, string text)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        try
        {
            Assert.Equal(text, AuditDetail.Of(detail, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }
}
