using System.Diagnostics.Metrics;

namespace Latchstring;

/// <summary>What this process has done, for operators (OpenTelemetry metrics of the meter <see cref="MeterName"/>).</summary>
internal static class Counts
{
    public const string MeterName = "Latchstring";
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Redemptions = Meter.CreateCounter<long>("latchstring.redemptions", description: "Codes redeemed");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("latchstring.refusals", description: "Redemptions refused, by problem code");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("latchstring.redemption.failures", description: "Redemptions whose outcome could not be confirmed");
    private static readonly Counter<long> Guesses = Meter.CreateCounter<long>("latchstring.guesses", description: "Well-formed codes that opened nothing");
    private static readonly Counter<long> Issued = Meter.CreateCounter<long>("latchstring.codes.issued", description: "Codes issued");
    private static readonly Histogram<double> Batches = Meter.CreateHistogram<double>("latchstring.redemption.group", description: "Redemptions settled in one transaction");

    public static void Answered(Problem? problem)
    {
        if (problem is null)
            Redemptions.Add(1);
        else
            Refusals.Add(1, new KeyValuePair<string, object?>("code", problem.Code));
    }

    public static void Settled(int redemptions) => Batches.Record(redemptions);

    public static void Unconfirmed() => Failures.Add(1);

    public static void Guessed() => Guesses.Add(1);

    public static void Made(int codes) => Issued.Add(codes);
}
