using System.Globalization;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Hosting;
using Kube.Node.Runtime;

namespace Kube.Node.Eviction;

/// <summary>Removes images that no container uses: the longest unused first, when their file system is fuller than it should be (upstream's <c>pkg/kubelet/images/image_gc_manager.go</c>).
/// For one caller at a time.</summary>
internal sealed class ImageCollector(IContainerRuntime runtime, PodWorkers workers, NodeOptions options, NodeEvents events, TimeProvider time)
{
    private readonly Dictionary<string, (DateTimeOffset Found, DateTimeOffset Used)> _known = new(StringComparer.Ordinal);

    /// <summary>Frees as much as the thresholds say.</summary>
    public async ValueTask CollectAsync(CancellationToken cancellationToken)
    {
        await DetectAsync(cancellationToken);
        if (await runtime.Images.GetFilesystemsAsync(cancellationToken) is not [{ CapacityBytes: > 0 } disk, ..]) return;
        var used = 100 - (int)(disk.AvailableBytes * 100 / disk.CapacityBytes);
        if (used < options.ImageGcHighThresholdPercent) return;
        var wanted = (disk.CapacityBytes * (100 - options.ImageGcLowThresholdPercent) / 100) - disk.AvailableBytes;
        var freed = await FreeAsync(wanted, options.ImageMinimumGcAge, cancellationToken);
        if (freed < wanted)
            events.Node(NodeEventsExtensions.Warning, "FreeDiskSpaceFailed", string.Create(
                CultureInfo.InvariantCulture, $"Failed to garbage collect required amount of images. Attempted to free {wanted} bytes, but only found {freed} bytes eligible to free."));
    }

    /// <summary>Frees all that nobody uses: the node is under pressure.</summary>
    public async ValueTask RemoveUnusedAsync(CancellationToken cancellationToken)
    {
        await DetectAsync(cancellationToken);
        await FreeAsync(long.MaxValue, TimeSpan.Zero, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<ImageStatus>> DetectAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var images = await runtime.Images.ListAsync(cancellationToken);
        var inUse = await InUseAsync(cancellationToken);
        foreach (var image in images)
        {
            var found = _known.TryGetValue(image.Id, out var before) ? before.Found : now;
            _known[image.Id] = (found, IsUsed(image, inUse) ? now : before.Used);
        }

        foreach (var gone in _known.Keys.Except(images.Select(image => image.Id)).ToArray()) _known.Remove(gone);
        return images;
    }

    private async ValueTask<HashSet<string>> InUseAsync(CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        // No container has it, and without it there are no pods.
        if (options.PodInfraContainerImage.Length > 0) names.Add(options.PodInfraContainerImage);
        foreach (var container in await runtime.Containers.ListAsync(ContainerFilter.All, cancellationToken))
        {
            names.Add(container.Image);
            names.Add(container.ImageReference);
        }

        // What is pulled for a container that is not made yet.
        foreach (var pod in workers.Pods)
        {
            foreach (var (container, _) in PodFacts.Containers(pod))
                if (container.Image is { } image && ImageName.TryParse(image, out var name)) names.Add(name.Full);
            foreach (var volume in pod.Spec.Volumes ?? [])
                if (volume.Image?.Reference is { } reference && ImageName.TryParse(reference, out var name)) names.Add(name.Full);
        }

        return names;
    }

    private static bool IsUsed(ImageStatus image, HashSet<string> names) => names.Contains(image.Id) || image.Tags.Any(names.Contains) || image.Digests.Any(names.Contains);

    private async ValueTask<long> FreeAsync(long wanted, TimeSpan youngest, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var freed = 0L;
        var inUse = await InUseAsync(cancellationToken);
        var unused = (await runtime.Images.ListAsync(cancellationToken)).Where(image => !image.Pinned && !IsUsed(image, inUse) && _known.ContainsKey(image.Id))
            .OrderBy(image => _known[image.Id].Used).ThenBy(image => _known[image.Id].Found);
        foreach (var image in unused.ToArray())
        {
            if (freed >= wanted) break;
            if (now - _known[image.Id].Found < youngest) continue;
            try
            {
                await runtime.Images.RemoveAsync(image.Id, cancellationToken);
                _known.Remove(image.Id);
                freed += image.SizeBytes;
            }
            catch (NodeException)
            {
                // A container may have been made of it just now.
            }
        }

        return freed;
    }
}
