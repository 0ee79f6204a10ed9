using System.Collections.Immutable;
using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

/// <summary>Images by name only: a pull notes the name.</summary>
internal sealed class HollowImages(HollowRuntimeOptions options, TimeProvider time, HollowPods pods) : IImageDoor
{
    private ImmutableSortedDictionary<string, Pulled> _byId = ImmutableSortedDictionary.Create<string, Pulled>(StringComparer.Ordinal);

    // Agents ask for an image by what the pod calls it, three times for each container: reading that name costs more than all else that a hollow image does.
    private ImmutableDictionary<string, Pulled> _byReference = ImmutableDictionary.Create<string, Pulled>(StringComparer.Ordinal);

    public async ValueTask<string> PullAsync(PullImageRequest request, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        var name = ImageName.Parse(request.Image);
        if (options.PullTime > TimeSpan.Zero)
            await Task.Delay(options.PullTime, time, cancellationToken);
        if (options.RefuseImage(name.Full) is { } why)
            throw new ImagePullException(name.Full, why);
        var pulled = new Pulled(name, Describe(name));
        ImmutableInterlocked.Update(ref _byId, static (all, one) => all.SetItem(one.Name.Id, one), pulled);
        ImmutableInterlocked.Update(ref _byReference, static (all, one) => all.SetItem(one.Reference, one.Image), (Reference: request.Image, Image: pulled));
        return name.Id;
    }

    public ValueTask<ImageStatus?> GetStatusAsync(string image, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Look(image)?.Status);
    }

    public ValueTask<IReadOnlyList<ImageStatus>> ListAsync(CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(_byId.Values.Select(static pulled => pulled.Status).ToArray());
    }

    public ValueTask RemoveAsync(string image, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        if (Look(image) is { } pulled)
        {
            ImmutableInterlocked.Update(ref _byId, static (all, id) => all.Remove(id), pulled.Name.Id);
            ImmutableInterlocked.Update(ref _byReference, static (all, id) => all.RemoveRange(all.Where(pair => pair.Value.Name.Id == id).Select(pair => pair.Key)), pulled.Name.Id);
        }

        return default;
    }

    public ValueTask<IReadOnlyList<FilesystemUsage>> GetFilesystemsAsync(CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new([new() { Timestamp = time.GetUtcNow(), MountPoint = "/", CapacityBytes = 100L << 30, AvailableBytes = 100L << 30 }]);
    }

    /// <summary>An image that was pulled, by name or id.</summary>
    public ImageName? Find(string image) => Look(image)?.Name;

    private Pulled? Look(string image) =>
        _byReference.TryGetValue(image, out var known) ? known
        : _byId.GetValueOrDefault(image.StartsWith("sha256:", StringComparison.Ordinal) ? image : ImageName.Parse(image).Id);

    private static ImageStatus Describe(ImageName name) => new()
    {
        Id = name.Id,
        Tags = name.Tag.Length > 0 ? [$"{name.Repository}:{name.Tag}"] : [],
        Digests = [name.WithDigest],
    };

    private sealed record Pulled(ImageName Name, ImageStatus Status);
}
