using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Pods;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Carries out a <see cref="SlicePlan"/>, and remembers what it wrote: until the cache shows it, the cache must not be decided upon.</summary>
internal sealed class SliceWriter(IKubeClient client)
{
    private readonly IResourceClient<V1EndpointSlice> _slices = client.For<V1EndpointSlice>();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<ObjectKey, Dictionary<string, string>> _written = new();

    /// <summary>Whether the cache shows an owner's slices as they were last written here, or newer.</summary>
    public bool IsCurrent(ObjectKey owner, IReadOnlyList<V1EndpointSlice> cached)
    {
        if (!_written.TryGetValue(owner, out var written) || written.Count == 0) return true;
        lock (written)
        {
            foreach (var slice in cached)
                if (written.TryGetValue(slice.Metadata.Name!, out var revision) && IsAtLeast(slice.Metadata.ResourceVersion, revision)) written.Remove(slice.Metadata.Name!);
            return written.Count == 0;
        }
    }

    /// <summary>Stops waiting for what was written: somebody else removed it.</summary>
    public void Forget(ObjectKey owner) => _written.TryRemove(owner, out _);

    /// <summary>Writes. Nothing is created for an owner that goes.</summary>
    public async ValueTask ApplyAsync(ObjectKey owner, SlicePlan plan, bool mayCreate, DateTime? triggered, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var slice in mayCreate ? plan.Create : [])
            {
                TriggerTimes.Note(slice.Metadata, triggered);
                Remember(owner, await _slices.CreateAsync(slice, WriteOptions.Default, cancellationToken));
            }
        }
        catch (ApiException e) when (PodControl.IsNamespaceTerminating(e))
        {
            return;
        }

        foreach (var slice in plan.Update)
        {
            TriggerTimes.Note(slice.Metadata, triggered);
            Remember(owner, await _slices.UpdateAsync(slice, WriteOptions.Default, cancellationToken));
        }

        foreach (var slice in plan.Delete)
        {
            try
            {
                await _slices.DeleteAsync(new(slice.Metadata.Namespace!, slice.Metadata.Name!), new V1DeleteOptions(), cancellationToken);
            }
            catch (NotFoundException)
            {
                // Gone already.
            }
        }
    }

    private void Remember(ObjectKey owner, V1EndpointSlice slice)
    {
        var written = _written.GetOrAdd(owner, static _ => []);
        lock (written) written[slice.Metadata.Name!] = slice.Metadata.ResourceVersion ?? "";
    }

    private static bool IsAtLeast(string? revision, string other) =>
        long.TryParse(revision, out var one) && long.TryParse(other, out var two) && one >= two;
}
