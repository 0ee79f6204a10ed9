using System.Collections.Concurrent;
using System.Globalization;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Runtime;
using Kube.Node.Status;
using Kube.Node.Volumes;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Agent;

/// <summary>A worker for every pod of this node. Told of pods by their cache, and of the runtime by its events.</summary>
internal sealed class PodWorkers(PodWorkerParts parts, IContainerRuntime runtime, IWorkScheduler work, TimeProvider time, ILogger<PodWorkers> logger)
    : ICacheHandler<V1Pod>, IPodEnder, IDisposable
{
    private readonly ConcurrentDictionary<string, Running> _workers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The pods that there are, in no order.</summary>
    public IEnumerable<V1Pod> Pods => _workers.Values.Select(running => running.Worker.Pod);

    /// <summary>Those that run, or will.</summary>
    public IEnumerable<V1Pod> Active => _workers.Values.Where(running => running.Worker.IsActive).Select(running => running.Worker.Pod);

    /// <summary>Ends a pod for a reason of the node's.</summary>
    public void Evict(string podUid, PodVerdict verdict, TimeSpan grace)
    {
        if (_workers.TryGetValue(podUid, out var running)) running.Worker.Evict(verdict, grace);
    }

    /// <summary>Whether a pod has not stopped yet.</summary>
    public bool IsStopping(string podUid) => _workers.TryGetValue(podUid, out var running) && !running.Worker.HasStopped;

    public bool Knows(string podUid) => _workers.ContainsKey(podUid);

    public void Added(V1Pod obj, bool isInitial) => Update(obj);

    public void Updated(V1Pod old, V1Pod current)
    {
        // After a list anew another pod may have the name.
        if (old.Metadata.Uid != current.Metadata.Uid) Deleted(old);
        Update(current);
    }

    public void Deleted(V1Pod last)
    {
        if (_workers.TryGetValue(last.Metadata.Uid!, out var running)) running.Worker.Gone(last);
    }

    public void Wake(string podUid)
    {
        if (_workers.TryGetValue(podUid, out var running)) running.Worker.Wake();
    }

    /// <summary>A config map or secret of a name has changed: pods that have it in a volume bring that up to date.</summary>
    public void ReadAgain(ObjectKey changed)
    {
        foreach (var running in _workers.Values)
            if (running.Worker.Pod.Metadata.Namespace == changed.Namespace && VolumeReferences.Any(running.Worker.Pod, changed.Name)) running.Worker.ReadVolumesAgain();
    }

    public void WakeAll()
    {
        foreach (var running in _workers.Values) running.Worker.Wake();
    }

    /// <summary>Ends what the runtime has of pods that the cluster has no more. The pods' cache must have synced.</summary>
    public async ValueTask AdoptOrphansAsync(CancellationToken cancellationToken)
    {
        foreach (var sandbox in await runtime.Sandboxes.ListAsync(SandboxFilter.All, cancellationToken))
        {
            var uid = sandbox.Labels.GetValueOrDefault(RuntimeLabels.PodUid);
            if (string.IsNullOrEmpty(uid) || _workers.ContainsKey(uid)) continue;
            var pod = Remembered(sandbox, uid, await runtime.Containers.ListAsync(new() { SandboxId = sandbox.Id }, cancellationToken));
            NodeLog.OrphanFound(logger, pod.Metadata.Namespace, pod.Metadata.Name, uid);
            Start(pod, isOrphan: true);
        }
    }

    public async Task StopAsync()
    {
        EndLoops();
        await Task.WhenAll(_workers.Values.Select(running => running.Completion));
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>As much of a pod as its containers tell.</summary>
    private static V1Pod Remembered(SandboxStatus sandbox, string uid, IReadOnlyList<ContainerStatus> containers)
    {
        var grace = containers.Select(container => container.Annotations.GetValueOrDefault(RuntimeLabels.PodTerminationGracePeriod)).FirstOrDefault(text => text is not null);
        return new()
        {
            Metadata = new() { Name = sandbox.Metadata.Name, Namespace = sandbox.Metadata.Namespace, Uid = uid },
            Spec = new()
            {
                TerminationGracePeriodSeconds = long.TryParse(grace, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 30,
                Containers = [.. containers.Select(container => container.Metadata.Name).Distinct().Select(name => new V1Container { Name = name })],
            },
        };
    }

    private void Update(V1Pod pod)
    {
        if (_workers.TryGetValue(pod.Metadata.Uid!, out var running)) running.Worker.Update(pod);
        else Start(pod, isOrphan: false);
    }

    private void Start(V1Pod pod, bool isOrphan)
    {
        if (_stop.IsCancellationRequested) return;
        var uid = pod.Metadata.Uid!;
        var worker = new PodWorker(parts, pod, isOrphan, time, logger);
        var running = new Running(worker);
        _workers[uid] = running;
        running.Completion = work.Run($"node.pod/{pod.Metadata.Namespace}/{pod.Metadata.Name}", async () =>
        {
            try
            {
                await worker.RunAsync(_stop.Token);
                _workers.TryRemove(uid, out _);
            }
            catch (OperationCanceledException)
            {
                // The agent stops; what runs goes on running.
            }
            finally
            {
                worker.EndProbes();
            }
        });
    }

    // Not CancelAsync: that leaves for the thread pool, where a virtual clock cannot see it.
    private void EndLoops() => _stop.Cancel();

    private sealed class Running(PodWorker worker)
    {
        public PodWorker Worker { get; } = worker;

        public Task Completion { get; set; } = Task.CompletedTask;
    }
}
