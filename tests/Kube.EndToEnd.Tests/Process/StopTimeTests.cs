using System.Diagnostics;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Process;

/// <summary>How long the sample takes to end when it is asked to. It is about time, so nothing else runs beside it.</summary>
[Collection(nameof(StopTimeTests))]
[CollectionDefinition(nameof(StopTimeTests), DisableParallelization = true)]
public sealed class StopTimeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sigterm_WithFiveHundredWatches_EndsWithinTwoSeconds()
    {
        await using var cluster = await ClusterProcess.StartAsync(
            _directory.Combine("data"), [.. await AdminClient.FlagsAsync(_directory, Cancel), .. ClusterProcess.ApiServerOnly], cancellationToken: Cancel);
        using var client = new AdminClient(cluster);
        var watches = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => client.WatchAsync("/api/v1/configmaps?watch=true", Cancel)));

        var clock = Stopwatch.StartNew();
        cluster.Signal(15);
        var code = await cluster.WaitForExitAsync(Cancel);
        clock.Stop();

        Assert.Equal(0, code);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        foreach (var watch in watches) await watch.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();
}
