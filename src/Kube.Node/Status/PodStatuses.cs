using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Agent;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Status;

/// <summary>One loop that sends what changed, several pods at a time, each pod's newest only. What cannot be sent waits and is tried again, however long the server is away.</summary>
internal sealed class PodStatuses(IKubeClient client, TimeProvider time, ILogger<PodStatuses> logger) : IPodStatuses
{
    private const int AtOnce = 16;

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _due = new();
    private readonly WakeSignal _wake = new();
    private readonly IResourceClient<V1Pod> _pods = client.For<V1Pod>();

    public void Set(V1Pod pod, V1PodStatus status)
    {
        lock (_gate)
        {
            var entry = Find(pod);
            var last = entry.Wanted ?? entry.Sent;
            if (ReferenceEquals(last, status) || last.SemanticEquals(status)) return;
            entry.Wanted = status;
            Enqueue(entry);
        }

        _wake.Ring();
    }

    public void Delete(V1Pod pod)
    {
        lock (_gate)
        {
            var entry = Find(pod);
            if (entry.DeletionWanted) return;
            entry.DeletionWanted = true;
            Enqueue(entry);
        }

        _wake.Ring();
    }

    public void Forget(string podUid)
    {
        lock (_gate)
        {
            if (_entries.Remove(podUid, out var entry)) entry.Forgotten = true;
        }
    }

    /// <summary>The loop; ends with the token.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var retry = s_firstRetry;
        while (!cancellationToken.IsCancellationRequested)
        {
            var batch = Take();
            if (batch.Count == 0)
            {
                await _wake.WaitAsync(s_idle, time, cancellationToken);
                continue;
            }

            var results = await Task.WhenAll(batch.Select(entry => SendAsync(entry, cancellationToken)));
            if (!results.Contains(false))
            {
                retry = s_firstRetry;
                continue;
            }

            lock (_gate)
            {
                for (var i = 0; i < results.Length; i++)
                    if (!results[i]) Enqueue(batch[i]);
            }

            await Task.Delay(retry, time, cancellationToken);
            retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
        }
    }

    private Entry Find(V1Pod pod)
    {
        if (!_entries.TryGetValue(pod.Metadata.Uid!, out var entry))
            _entries[pod.Metadata.Uid!] = entry = new(pod.Metadata.Uid!, new(pod.Metadata.Namespace!, pod.Metadata.Name!), pod.Status);
        return entry;
    }

    private void Enqueue(Entry entry)
    {
        if (entry.IsQueued) return;
        entry.IsQueued = true;
        _due.Enqueue(entry);
    }

    private List<Entry> Take()
    {
        var batch = new List<Entry>();
        lock (_gate)
        {
            while (batch.Count < AtOnce && _due.TryDequeue(out var entry))
            {
                entry.IsQueued = false;
                if (!entry.Forgotten) batch.Add(entry);
            }
        }

        return batch;
    }

    /// <returns>False to try again.</returns>
    private async Task<bool> SendAsync(Entry entry, CancellationToken cancellationToken)
    {
        V1PodStatus? wanted;
        bool delete;
        lock (_gate)
        {
            (wanted, entry.Wanted, delete) = (entry.Wanted, null, entry.DeletionWanted);
        }

        try
        {
            if (wanted is not null && PodStatusPatch.Make(entry.Uid, entry.Sent, wanted) is { } patch)
                await _pods.PatchAsync<V1Pod>(entry.Key, "status", new(PatchType.StrategicMerge, patch), WriteOptions.Default, cancellationToken);
            if (wanted is not null) entry.Sent = wanted;
            if (delete)
                await _pods.DeleteAsync(entry.Key, new() { GracePeriodSeconds = 0, Preconditions = new() { Uid = entry.Uid } }, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NotFoundException or ConflictException)
        {
            // The pod is gone, or another one has its name.
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            NodeLog.StatusNotSent(logger, entry.Key.ToString(), e);
            lock (_gate) entry.Wanted ??= wanted;
            return false;
        }
    }

    private sealed class Entry(string uid, ObjectKey key, V1PodStatus sent)
    {
        public string Uid { get; } = uid;

        public ObjectKey Key { get; } = key;

        /// <summary>What the server has.</summary>
        public V1PodStatus Sent { get; set; } = sent;

        public V1PodStatus? Wanted { get; set; }

        public bool DeletionWanted { get; set; }

        public bool IsQueued { get; set; }

        public bool Forgotten { get; set; }
    }
}
