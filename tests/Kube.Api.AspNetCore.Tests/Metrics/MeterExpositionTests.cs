using System.Diagnostics.Metrics;
using Kube.Api.AspNetCore.Metrics;
using Kube.Shared.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Metrics;

public sealed class MeterExpositionTests
{
    [Fact]
    public void Write_InstrumentsOfEachKind_AreFamilies()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var exposition = new MeterExposition(meters);
        var meter = meters.Create("Kube.Fixture");
        var adds = meter.CreateCounter<long>("adds_total", null, "Things added.");
        var wait = meter.CreateHistogram("wait_seconds", null, "Waits.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        meter.CreateObservableGauge("depth", () => 7, null, "Depth.");

        adds.Add(2, new KeyValuePair<string, object?>("name", "a\"b"));
        adds.Add(3, new KeyValuePair<string, object?>("name", "a\"b"));
        wait.Record(0.05);
        wait.Record(0.5);
        wait.Record(5);

        Assert.Equal(
            """
            # HELP adds_total Things added.
            # TYPE adds_total counter
            adds_total{name="a\"b"} 5
            # HELP depth Depth.
            # TYPE depth gauge
            depth 7
            # HELP wait_seconds Waits.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.1"} 1
            wait_seconds_bucket{le="1"} 2
            wait_seconds_bucket{le="+Inf"} 3
            wait_seconds_sum 5.55
            wait_seconds_count 3

            """,
            Text(exposition));
    }

    [Fact]
    public void Write_MetersOfOthers_AreLeftOut()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var exposition = new MeterExposition(services.GetRequiredService<IMeterFactory>());
        services.GetRequiredService<IMeterFactory>().Create("Other.Library").CreateCounter<long>("foreign_total").Add(1);
        others.GetRequiredService<IMeterFactory>().Create("Kube.Fixture").CreateCounter<long>("other_host_total").Add(1);
        Assert.DoesNotContain("foreign_total", Text(exposition), StringComparison.Ordinal);
        Assert.DoesNotContain("other_host_total", Text(exposition), StringComparison.Ordinal);
    }

    // Counts of a process, such as those of its clients, belong to every host in it; other tests of this process have made some.
    private static string Text(MeterExposition exposition)
    {
        var text = new PrometheusText();
        exposition.Write(text);
        return string.Concat(text.ToString().Split('\n').Where(line => line.Length > 0 && !line.Contains("rest_client_", StringComparison.Ordinal)).Select(line => line + "\n"));
    }
}
