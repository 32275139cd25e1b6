using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Server.Cli.Demo;

/// <summary>Four courses with prices and resources, and a bundle of two.</summary>
internal sealed record DemoCourses(Offering Algebra, Offering Watercolour, Offering FirstAid, Offering Safety, Programme Bundle, Price Partner)
{
    public static async Task<DemoCourses> MakeAsync(Database database, Actor actor)
    {
        var create = new CreateOffering(database);
        async Task<Offering> Course(OfferingFields fields, OfferingKind kind = OfferingKind.Course) => (await create.RunAsync(actor, new(kind, fields))).Value;

        var algebra = await Course(new("Algebra for everybody", "From fractions to functions in twelve short lessons.", Price: new Money(4900, "EUR"), HowToUrl: "https://example.org/how-to-join"));
        var watercolour = await Course(new("Watercolour in thirty days", "One small painting a day.", Price: new Money(2900, "EUR"), AccessDays: 90));
        var firstAid = await Course(new("First aid refresher", "An evening in the training room, with certificate.", EndsAt: database.Now.AddDays(120), Capacity: 40), OfferingKind.Event);
        var safety = await Course(new("Safety at work 2026", "The yearly instruction, online, half an hour."));
        var bundle = (await new CreateProgramme(database).RunAsync(actor, new("Starter bundle", [algebra.Id, watercolour.Id]))).Value;
        var price = new CreatePrice(database);
        var partner = (await price.RunAsync(actor, new(algebra.Id, new("Partner rate", new Money(3900, "EUR"), "PARTNER")))).Value;
        await price.RunAsync(actor, new(algebra.Id, new("Scholarship", new Money(0, "EUR"), "FREE")));

        var add = new AddResource(database);
        foreach (var (course, title, url) in new[]
        {
            (algebra, "Lesson 1: Fractions without fear", "https://example.org/algebra/1"), (algebra, "Lesson 2: Brackets", "https://example.org/algebra/2"),
            (algebra, "Ask your tutor", "https://example.org/algebra/forum"), (watercolour, "What you need: the shopping list", "https://example.org/watercolour/material"),
            (watercolour, "Day 1: A lemon", "https://example.org/watercolour/1"), (firstAid, "How to find the training room", "https://example.org/first-aid/map"), (safety, "Start the instruction", "https://example.org/safety"),
        })
        {
            _ = (await add.RunAsync(actor, new(course.Id, title, url))).Value;
        }
        return new DemoCourses(algebra, watercolour, firstAid, safety, bundle, partner);
    }
}
