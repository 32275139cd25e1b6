using FsCheck;
using FsCheck.Fluent;
using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Properties;

/// <summary>
/// Random sequences of issue, redeem, deactivate, reactivate, archive, restore, delete, rename, reverse and time, against the small
/// <see cref="Model"/>: every answer must be the model's, and afterwards the tables must hold what the model holds.
/// </summary>
public class RandomOperationsTests
{
    [Theory, EachDatabase]
    [Trait("Req", "I1"), Trait("Req", "I2"), Trait("Req", "I6"), Trait("Req", "I7"), Trait("Req", "X1"), Trait("Req", "X3"), Trait("Req", "X5")]
    public async Task Whatever_is_done_in_whatever_order_the_rules_hold(TestDatabase test)
    {
        await using var verbs = new Verbs(test, writers: 1);
        var number = 0;
        Prop.ForAll(Operations, operations => Task.Run(async () =>
        {
            var world = await World.CreateAsync(verbs, $"w{Interlocked.Increment(ref number)}");
            foreach (var operation in operations)
                await world.DoAsync(operation);
            await world.AgreesAsync();
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithStartSize(30).WithEndSize(60));
    }

    /// <summary>Shrinks by leaving operations out.</summary>
    private static readonly Arbitrary<Operation[]> Operations = Arb.From(
        (from kind in Gen.Frequency(
             (6, Gen.Constant(OperationKind.Redeem)), (3, Gen.Constant(OperationKind.RedeemTogether)), (3, Gen.Constant(OperationKind.Issue)), (6, Gen.Constant(OperationKind.Change)),
             (4, Gen.Constant(OperationKind.Rename)), (3, Gen.Constant(OperationKind.Reverse)), (2, Gen.Constant(OperationKind.Limit)), (2, Gen.Constant(OperationKind.Wait)),
             (1, Gen.Constant(OperationKind.EndOffering)), (1, Gen.Constant(OperationKind.Reprice)))
         from a in Gen.Choose(0, 999)
         from b in Gen.Choose(0, 999)
         from c in Gen.Choose(0, 999)
         select new Operation(kind, a, b, c)).ArrayOf(),
        operations => operations.Select((_, left) => operations.Where((_, i) => i != left).ToArray()));
}

public enum OperationKind { Issue, Redeem, RedeemTogether, Change, Rename, Reverse, Limit, Wait, EndOffering, Reprice }

public sealed record Operation(OperationKind Kind, int A, int B, int C);
