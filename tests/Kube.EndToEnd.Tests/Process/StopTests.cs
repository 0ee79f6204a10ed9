using System.Text.Json;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Process;

/// <summary>How the sample ends when it is killed, and what is there afterwards.</summary>
public sealed class StopTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_AmidWrites_LosesNothingAcknowledged()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var cluster = await StartAsync();
            await AssertAllThereAsync(cluster, acknowledged);
            acknowledged.AddRange(await WriteUntilKilledAsync(cluster, round, writers: 8, writes: 400));
        }

        await using var last = await StartAsync();
        await AssertAllThereAsync(last, acknowledged);
        Assert.True(acknowledged.Count > 100 * Rounds, $"only {acknowledged.Count} writes were acknowledged");
    }

    private static int Rounds => Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 25 : 3;

    public void Dispose() => _directory.Dispose();

    private async Task<ClusterProcess> StartAsync() =>
        await ClusterProcess.StartAsync(_directory.Combine("data"), [.. await AdminClient.FlagsAsync(_directory, Cancel), .. ClusterProcess.ApiServerOnly], cancellationToken: Cancel);

    /// <summary>Writers go on until the server dies under them, which it does after so many writes; returns the names that it had acknowledged.</summary>
    private static async Task<IReadOnlyList<string>> WriteUntilKilledAsync(ClusterProcess cluster, int round, int writers, int writes)
    {
        var acknowledged = new List<string>();
        using var client = new AdminClient(cluster);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var number = 0; ; number++)
            {
                var name = $"kill-{round}-{writer}-{number}";
                try
                {
                    await client.CreateConfigMapAsync(name, Cancel);
                }
                catch (HttpRequestException)
                {
                    return;                  // killed: this write was not acknowledged
                }

                lock (acknowledged)
                {
                    acknowledged.Add(name);
                    if (acknowledged.Count == writes) cluster.Signal(9);
                }
            }
        }));
        await cluster.WaitForExitAsync(Cancel);
        return acknowledged;
    }

    private static async Task AssertAllThereAsync(ClusterProcess cluster, List<string> acknowledged)
    {
        using var client = new AdminClient(cluster);
        using var list = JsonDocument.Parse(await client.GetAsync("/api/v1/namespaces/default/configmaps", Cancel));
        var there = list.RootElement.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal);
        var lost = acknowledged.Where(name => !there.Contains(name)).ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} of {acknowledged.Count} acknowledged objects are gone: {string.Join(", ", lost.Take(5))}");
    }
}
