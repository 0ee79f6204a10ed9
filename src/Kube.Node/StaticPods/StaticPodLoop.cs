using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Agent;
using Kube.Node.Status;
using Microsoft.Extensions.Logging;

namespace Kube.Node.StaticPods;

/// <summary>Runs what the node's own files say, and shows it in the cluster by mirrors: a mirror that is deleted comes back, one whose pod is gone goes.</summary>
internal sealed class StaticPodLoop(StaticPodFiles files, MirrorPods mirrors, PodWorkers workers, IPodStatuses statuses, IKubeClient client, ILogger logger)
{
    private readonly Dictionary<ObjectKey, V1Pod> _running = [];

    /// <summary>Reads the files and tells the workers.</summary>
    public void Look()
    {
        var wanted = files.Read((file, e) => NodeLog.Retrying(logger, $"reading of {file}", e)).ToDictionary(KeyOf);
        foreach (var (key, pod) in _running.ToArray())
        {
            if (wanted.TryGetValue(key, out var now) && now.Metadata.Uid == pod.Metadata.Uid) continue;
            workers.Deleted(pod);
            // What takes its place waits until it has let go of ports and resources.
            if (!workers.Knows(pod.Metadata.Uid!)) _running.Remove(key);
        }

        foreach (var (key, pod) in wanted)
        {
            if (_running.TryAdd(key, pod)) workers.Added(pod, isInitial: false);
        }
    }

    /// <summary>Makes the mirrors agree.</summary>
    public async ValueTask MirrorAsync(string nodeName, string nodeUid, CancellationToken cancellationToken)
    {
        foreach (var (key, mirror) in mirrors.All)
        {
            var isCurrent = _running.TryGetValue(key, out var pod) && mirror.Metadata.Annotations!.GetValueOrDefault(StaticPodMarks.Mirror) == pod.Metadata.Uid && mirror.Metadata.DeletionTimestamp is null;
            if (!isCurrent) await TryAsync(() => client.For<V1Pod>().DeleteAsync(key, new() { GracePeriodSeconds = 0, Preconditions = new() { Uid = mirror.Metadata.Uid } }, cancellationToken));
        }

        foreach (var pod in _running.Values)
        {
            if (mirrors.Of(pod) is not null) continue;
            var mirror = pod.DeepClone();
            mirror.Metadata.Uid = null;
            mirror.Metadata.Annotations![StaticPodMarks.Mirror] = pod.Metadata.Uid!;
            mirror.Metadata.OwnerReferences = [new() { ApiVersion = "v1", Kind = "Node", Name = nodeName, Uid = nodeUid, Controller = true }];
            mirror.Status = new();
            await TryAsync(() => client.For<V1Pod>().CreateAsync(mirror, WriteOptions.Default, cancellationToken));
        }
    }

    /// <summary>A mirror came, changed or went: the pod's worker says again how the pod is.</summary>
    public void MirrorChanged(V1Pod mirror)
    {
        if (mirrors.Of(mirror)?.Metadata.Uid != mirror.Metadata.Uid) statuses.Forget(mirror.Metadata.Uid!);
        workers.Wake(mirror.Metadata.Annotations?.GetValueOrDefault(StaticPodMarks.Mirror) ?? "");
    }

    private static ObjectKey KeyOf(V1Pod pod) => new(pod.Metadata.Namespace!, pod.Metadata.Name!);

    private async ValueTask TryAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is NotFoundException or AlreadyExistsException or ConflictException)
        {
            // The cache will tell what there is.
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            NodeLog.Retrying(logger, "a mirror of a static pod", e);
        }
    }
}
