using Kube.Node.Errors;

namespace Kube.Node.Runtime.Process;

/// <summary>The catalog as images: they are always here. An image that is not in it is needed only by name, when the container has a command.</summary>
internal sealed class ProcessImages(IProcessImageCatalog catalog, ProcessHost host, TimeProvider time) : IImageDoor
{
    public ValueTask<string> PullAsync(PullImageRequest request, CancellationToken cancellationToken)
    {
        var name = ImageName.Parse(request.Image);
        if (catalog.Find(name.Full) is not null || request.Command.Count > 0)
            return new(name.Id);
        var known = catalog.Images.Count == 0 ? "none" : string.Join(", ", catalog.Images.Select(image => image.Name));
        throw new ImagePullException(
            name.Full,
            $"the process runtime runs programs of this host, not images: it can run a container that has a command, or one of its own images ({known}). "
            + "For images run the node over containerd");
    }

    public ValueTask<ImageStatus?> GetStatusAsync(string image, CancellationToken cancellationToken)
    {
        if (image.StartsWith("sha256:", StringComparison.Ordinal))
            return new(catalog.Images.Select(Describe).FirstOrDefault(status => status.Id == image));
        var name = ImageName.Parse(image);
        return new(catalog.Find(name.Full) is null ? null : Describe(name));
    }

    public ValueTask<IReadOnlyList<ImageStatus>> ListAsync(CancellationToken cancellationToken) =>
        new(catalog.Images.Select(Describe).OrderBy(status => status.Id, StringComparer.Ordinal).ToArray());

    /// <summary>They are the host's programs: nothing is removed.</summary>
    public ValueTask RemoveAsync(string image, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<FilesystemUsage>> GetFilesystemsAsync(CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(host.Options.StateDirectory);
        while (!Directory.Exists(root))
            root = Path.GetDirectoryName(root) ?? "/";
        var drive = new DriveInfo(root);
        return new([new()
        {
            Timestamp = time.GetUtcNow(),
            MountPoint = drive.Name,
            CapacityBytes = drive.TotalSize,
            AvailableBytes = drive.AvailableFreeSpace,
            UsedBytes = drive.TotalSize - drive.TotalFreeSpace,
        }]);
    }

    private static ImageStatus Describe(ProcessImage image) => Describe(ImageName.Parse(image.Name));

    private static ImageStatus Describe(ImageName name) => new()
    {
        Id = name.Id,
        Tags = name.Tag.Length > 0 ? [$"{name.Repository}:{name.Tag}"] : [],
        Digests = [name.WithDigest],
        Pinned = true,
    };
}
