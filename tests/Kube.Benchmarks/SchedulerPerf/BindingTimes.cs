using System.Diagnostics;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Watch;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>Reads back through a watch when pods were bound, by namespace.</summary>
internal sealed class BindingTimes : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Progress> _namespaces = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;

    public BindingTimes(IKubeClient client) => _watching = Task.Run(() => WatchAsync(client));

    /// <summary>How many pods of a namespace are bound.</summary>
    public int Bound(string ns)
    {
        lock (_gate)
            return Of(ns).Bound;
    }

    /// <summary>How many pods of some namespaces are bound, and when the last of them was.</summary>
    public (int Count, long LastAt) BoundIn(Func<string, bool> namespaces)
    {
        lock (_gate)
        {
            var progress = _namespaces.Where(known => namespaces(known.Key)).Select(static known => known.Value).ToArray();
            return (progress.Sum(static one => one.Bound), progress.Max(static one => (long?)one.LastAt) ?? 0);
        }
    }

    public long LastBoundAt(string ns)
    {
        lock (_gate)
            return Of(ns).LastAt;
    }

    /// <summary>Waits until so many pods of a namespace are bound.</summary>
    public Task WaitAsync(string ns, int count)
    {
        lock (_gate)
        {
            var progress = Of(ns);
            if (progress.Bound >= count) return Task.CompletedTask;
            progress.Wanted = count;
            progress.Reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return progress.Reached.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }

    private async Task WatchAsync(IKubeClient client)
    {
        try
        {
            await foreach (var change in client.For<V1Pod>().WatchAsync("", new() { FieldSelector = "spec.nodeName!=" }, _ending.Token))
                if (change.Type is WatchEventType.Added && change.Object.Spec?.NodeName is { Length: > 0 }) Count(change.Object);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The workload is over.
        }
    }

    /// <summary>A pod enters the selection once: when it is bound.</summary>
    private void Count(V1Pod pod)
    {
        lock (_gate)
        {
            var progress = Of(pod.Metadata.Namespace!);
            progress.Bound++;
            progress.LastAt = Stopwatch.GetTimestamp();
            if (progress.Bound == progress.Wanted) progress.Reached?.TrySetResult();
        }
    }

    private Progress Of(string ns)
    {
        if (!_namespaces.TryGetValue(ns, out var progress)) _namespaces.Add(ns, progress = new());
        return progress;
    }

    private sealed class Progress
    {
        public int Bound { get; set; }

        public int Wanted { get; set; }

        public long LastAt { get; set; }

        public TaskCompletionSource? Reached { get; set; }
    }
}
