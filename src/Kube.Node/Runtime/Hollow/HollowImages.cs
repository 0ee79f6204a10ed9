using System.Collections.Immutable;
using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

/// <summary>Images by name only: a pull notes the name.</summary>
internal sealed class HollowImages(HollowRuntimeOptions options, TimeProvider time, HollowPods pods) : IImageDoor
{
    private ImmutableSortedDictionary<string, ImageName> _byId = ImmutableSortedDictionary.Create<string, ImageName>(StringComparer.Ordinal);

    public async ValueTask<string> PullAsync(PullImageRequest request, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        var name = ImageName.Parse(request.Image);
        if (options.PullTime > TimeSpan.Zero)
            await Task.Delay(options.PullTime, time, cancellationToken);
        if (options.RefuseImage(name.Full) is { } why)
            throw new ImagePullException(name.Full, why);
        ImmutableInterlocked.Update(ref _byId, static (all, one) => all.SetItem(one.Id, one), name);
        return name.Id;
    }

    public ValueTask<ImageStatus?> GetStatusAsync(string image, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Find(image) is { } name ? Describe(name) : null);
    }

    public ValueTask<IReadOnlyList<ImageStatus>> ListAsync(CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(_byId.Values.Select(Describe).ToArray());
    }

    public ValueTask RemoveAsync(string image, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        if (Find(image) is { } name)
            ImmutableInterlocked.Update(ref _byId, static (all, id) => all.Remove(id), name.Id);
        return default;
    }

    public ValueTask<IReadOnlyList<FilesystemUsage>> GetFilesystemsAsync(CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new([new() { Timestamp = time.GetUtcNow(), MountPoint = "/", CapacityBytes = 100L << 30, AvailableBytes = 100L << 30 }]);
    }

    /// <summary>An image that was pulled, by name or id.</summary>
    public ImageName? Find(string image)
    {
        var id = image.StartsWith("sha256:", StringComparison.Ordinal) ? image : ImageName.Parse(image).Id;
        return _byId.GetValueOrDefault(id);
    }

    private static ImageStatus Describe(ImageName name) => new()
    {
        Id = name.Id,
        Tags = name.Tag.Length > 0 ? [$"{name.Repository}:{name.Tag}"] : [],
        Digests = [name.WithDigest],
    };
}
