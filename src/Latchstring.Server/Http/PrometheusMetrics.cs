using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Latchstring.Server.Http;

/// <summary>
/// /metrics: our own counters, requests by route and status, and the runtime's, in Prometheus' text format. Listens to .NET meters, so an
/// OpenTelemetry exporter may read the same ones.
/// </summary>
public sealed class PrometheusMetrics : IHostedService, IDisposable
{
    private static readonly string[] Meters = ["Latchstring", "Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql"];
    private static readonly string[] Tags = ["http.request.method", "http.route", "http.response.status_code", "code"];
    private static readonly double[] Bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 50, 250, 1000];

    private readonly ConcurrentDictionary<(Instrument Instrument, string Tags), Series> _series = new();
    private readonly MeterListener _listener = new();

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
    }

    public static void Map(WebApplication app) => app.MapGet("/metrics", (PrometheusMetrics metrics) => TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4")).AllowAnonymous().ExcludeFromDescription();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static bool IsCounter(Instrument instrument) => instrument.GetType().Name is var name && name.Contains("Counter", StringComparison.Ordinal) && !name.Contains("UpDown", StringComparison.Ordinal);

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _series.GetOrAdd((instrument, Labels(tags)), _ => new Series());
        lock (series)
        {
            // Observable instruments report where they stand; the others what came on top.
            series.Sum = instrument.IsObservable ? value : series.Sum + value;
            series.Count++;
            if (IsHistogram(instrument))
                series.Buckets[Array.FindIndex(Bounds, bound => value <= bound) is var i and >= 0 ? i : Bounds.Length]++;
        }
    }

    /// <summary>Only tags with few values: a route's pattern, never an address that somebody typed.</summary>
    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var tag in tags)
        {
            if (Tags.Contains(tag.Key) && tag.Value is not null)
                labels.Append(labels.Length > 0 ? "," : "").Append(Name(tag.Key)).Append("=\"").Append(Convert.ToString(tag.Value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return labels.ToString();
    }

    private static string Name(string name) => name.Replace('.', '_').Replace('-', '_');

    private string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in _series.GroupBy(series => series.Key.Instrument).OrderBy(group => group.Key.Name, StringComparer.Ordinal))
        {
            var (instrument, name) = (group.Key, Name(group.Key.Name));
            var kind = IsHistogram(instrument) ? "histogram" : IsCounter(instrument) ? "counter" : "gauge";
            if (kind == "counter")
                name += "_total";
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description?.ReplaceLineEndings(" ")}\n# TYPE {name} {kind}\n");
            foreach (var ((_, labels), series) in group)
                Write(text, name, labels, series, kind == "histogram");
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, string labels, Series series, bool histogram)
    {
        lock (series)
        {
            var braces = labels.Length > 0 ? "{" + labels + "}" : "";
            if (!histogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{braces} {series.Sum}\n");
                return;
            }
            var (comma, below) = (labels.Length > 0 ? "," : "", 0L);
            for (var i = 0; i < Bounds.Length; i++)
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{Bounds[i]}\"}} {below += series.Buckets[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {series.Count}\n{name}_sum{braces} {series.Sum}\n{name}_count{braces} {series.Count}\n");
        }
    }

    private sealed class Series
    {
        public double Sum;
        public long Count;
        public readonly long[] Buckets = new long[Bounds.Length + 1];
    }
}
