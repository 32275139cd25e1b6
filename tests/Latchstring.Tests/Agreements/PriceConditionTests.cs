using Latchstring.Agreements;
using Latchstring.People;

namespace Latchstring.Tests.Agreements;

/// <summary>What a condition says of a person, without a database.</summary>
public class PriceConditionTests
{
    private static readonly Guid Department = Guid.NewGuid();

    private static PriceFacts Facts(string? department = null, Segment? segment = null, string? email = null, Guid? chosen = null, string day = "2026-06-15", int redeemed = 0) => new(
        new PersonFacts(segment, PersonFacts.DomainOf(email), department is null ? new Dictionary<Guid, string>() : new Dictionary<Guid, string> { [Department] = department }),
        chosen, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), redeemed);

    [Theory]
    [InlineData(ConditionOperator.Is, "sales ", "Sales", true)]
    [InlineData(ConditionOperator.Is, "Marketing", "Sales", false)]
    [InlineData(ConditionOperator.Is, null, "Sales", false)]
    [InlineData(ConditionOperator.IsNot, "Marketing", "Sales", true)]
    [InlineData(ConditionOperator.IsNot, "Sales", "Sales", false)]
    [InlineData(ConditionOperator.IsNot, null, "Sales", true)]
    [InlineData(ConditionOperator.Below, "9.5", "10", true)]
    [InlineData(ConditionOperator.Below, "10", "10", false)]
    [InlineData(ConditionOperator.Below, null, "10", false)]
    [InlineData(ConditionOperator.Below, "many", "10", false)]
    [InlineData(ConditionOperator.AtLeast, "10", "10", true)]
    [InlineData(ConditionOperator.AtLeast, "-12.5", "10", false)]
    [InlineData(ConditionOperator.Before, "1976-06-14", "1976-06-15", true)]
    [InlineData(ConditionOperator.Before, "1976-06-15", "1976-06-15", false)]
    [InlineData(ConditionOperator.From, "1976-06-15", "1976-06-15", true)]
    [InlineData(ConditionOperator.From, null, "1976-06-15", false)]
    [InlineData(ConditionOperator.AgeAtLeast, "1976-06-15", "50", true)]
    [InlineData(ConditionOperator.AgeAtLeast, "1976-06-16", "50", false)]
    [InlineData(ConditionOperator.AgeBelow, "1976-06-16", "50", true)]
    [InlineData(ConditionOperator.AgeBelow, null, "50", false)]
    [InlineData(ConditionOperator.Is, "true", "true", true)]
    public void A_property_is_asked(ConditionOperator asks, string? has, string value, bool holds) =>
        Assert.Equal(holds, new PriceCondition(ConditionSubject.Property, asks, [value], Department).Holds(Facts(has)));

    [Fact]
    public void The_other_subjects_are_asked()
    {
        var offering = Guid.NewGuid();
        Assert.True(new PriceCondition(ConditionSubject.Segment, ConditionOperator.OneOf, ["Lead", "Member"]).Holds(Facts(segment: Segment.Member)));
        Assert.False(new PriceCondition(ConditionSubject.Segment, ConditionOperator.OneOf, ["Lead", "Member"]).Holds(Facts()));
        Assert.True(new PriceCondition(ConditionSubject.EmailDomain, ConditionOperator.Is, ["aurora.example"]).Holds(Facts(email: "anna@Aurora.example")));
        Assert.False(new PriceCondition(ConditionSubject.EmailDomain, ConditionOperator.Is, ["aurora.example"]).Holds(Facts(email: "anna@not-aurora.example")));
        Assert.True(new PriceCondition(ConditionSubject.Offering, ConditionOperator.Is, [offering.ToString()]).Holds(Facts(chosen: offering)));
        Assert.False(new PriceCondition(ConditionSubject.Offering, ConditionOperator.Is, [offering.ToString()]).Holds(Facts()));
        Assert.True(new PriceCondition(ConditionSubject.Date, ConditionOperator.Before, ["2026-07-01"]).Holds(Facts()));
        Assert.False(new PriceCondition(ConditionSubject.Date, ConditionOperator.From, ["2026-07-01"]).Holds(Facts()));
        Assert.True(new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, ["50"]).Holds(Facts(redeemed: 49)));
        Assert.False(new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, ["50"]).Holds(Facts(redeemed: 50)));
    }

    [Fact]
    public void Conditions_are_kept_as_readable_text_and_come_back_the_same()
    {
        PriceCondition[] conditions = [new(ConditionSubject.Property, ConditionOperator.OneOf, ["Sales", "HR"], Department), new(ConditionSubject.Redeemed, ConditionOperator.Below, ["50"])];
        var json = PriceCondition.ToJson(conditions);
        Assert.Contains("\"operator\":\"oneOf\"", json, StringComparison.Ordinal);
        Assert.Equivalent(conditions, PriceCondition.FromJson(json));
    }
}
