using Latchstring.Data;

namespace Latchstring.Tests.Data;

/// <summary>Which tables a count needs.</summary>
public class LeftJoinsTests
{
    private const string From = "invitation i left join agreement g on g.id = i.agreement_id left join organisation y on y.id = g.organisation_id left join person q on q.id = i.person_id";

    [Theory]
    [InlineData("i.id = 1", "invitation i")]
    [InlineData("q.email = 'a'", "invitation i left join person q on q.id = i.person_id")]
    [InlineData("y.name = 'a'", "invitation i left join agreement g on g.id = i.agreement_id left join organisation y on y.id = g.organisation_id")]
    [InlineData("g.id = 1", "invitation i left join agreement g on g.id = i.agreement_id")]
    public void A_join_stays_when_a_condition_or_a_join_that_stays_names_its_table(string conditions, string left) => Assert.Equal(left, LeftJoins.Without(From, conditions).TrimEnd());

    [Theory]
    [InlineData("person p left join (select id from account) a on a.id = p.id")]
    [InlineData("person p left join location l on l.id = p.location_id join offering o on o.id = l.offering_id")]
    [InlineData("person p join (select a.id from account a left join passkey k on k.account_id = a.id) x on x.id = p.id")]
    public void What_is_more_than_one_table_stays(string from) => Assert.Equal(from, LeftJoins.Without(from, "p.id = 1"));
}
