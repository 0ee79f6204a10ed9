using System.Collections.Concurrent;
using System.Text;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.Jobs;

/// <summary>Takes the tracking finalizer off pods that are accounted for, and remembers which until the cache shows it: such a pod must not be counted twice.
/// Safe for concurrent use.</summary>
internal sealed class JobTracking(IKubeClient client)
{
    private static readonly PatchBody s_release = new(
        PatchType.StrategicMerge, Encoding.UTF8.GetBytes($$$"""{"metadata":{"$deleteFromPrimitiveList/finalizers":["{{{JobNames.Tracking}}}"]}}"""));

    private readonly ConcurrentDictionary<string, bool> _released = new();

    /// <summary>Those of some pods that were released, whatever the cache shows.</summary>
    public IReadOnlySet<string> Released(IEnumerable<V1Pod> pods) =>
        pods.Where(JobPods.IsTracked).Select(pod => pod.Metadata.Uid!).Where(_released.ContainsKey).ToHashSet();

    /// <summary>The cache shows the pod without its finalizer, or no more.</summary>
    public void Observed(V1Pod pod) => _released.TryRemove(pod.Metadata.Uid!, out _);

    /// <summary>Releases pods.</summary>
    /// <returns>The first failure; null when all are released.</returns>
    public async Task<Exception?> ReleaseAsync(IEnumerable<V1Pod> pods, CancellationToken cancellationToken)
    {
        var failures = await Task.WhenAll(pods.Select(pod => ReleaseAsync(pod, cancellationToken)));
        return failures.FirstOrDefault(failure => failure is not null);
    }

    private async Task<Exception?> ReleaseAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var uid = pod.Metadata.Uid!;
        if (!_released.TryAdd(uid, true)) return null;
        try
        {
            await client.For<V1Pod>().PatchAsync(new(pod.Metadata.Namespace!, pod.Metadata.Name!), s_release, WriteOptions.Default, cancellationToken);
            return null;
        }
        catch (NotFoundException)
        {
            return null;
        }
        catch (Exception e)
        {
            _released.TryRemove(uid, out _);
            return e;
        }
    }
}
