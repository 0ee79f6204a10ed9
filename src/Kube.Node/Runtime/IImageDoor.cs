namespace Kube.Node.Runtime;

/// <summary>Images on this node. Names are normalised as upstream does: <c>hello</c> is <c>docker.io/library/hello:latest</c>.</summary>
public interface IImageDoor
{
    /// <summary>Brings an image to this node.</summary>
    /// <returns>The image's reference, by which containers know it (<see cref="ImageStatus.Id"/>).</returns>
    /// <exception cref="Errors.InvalidImageNameException">The name cannot be parsed.</exception>
    /// <exception cref="Errors.ImagePullException">It cannot be had.</exception>
    ValueTask<string> PullAsync(PullImageRequest request, CancellationToken cancellationToken);

    /// <summary>The image if it is on this node, otherwise null.</summary>
    /// <exception cref="Errors.InvalidImageNameException">The name cannot be parsed.</exception>
    ValueTask<ImageStatus?> GetStatusAsync(string image, CancellationToken cancellationToken);

    /// <summary>All images on this node, by id.</summary>
    ValueTask<IReadOnlyList<ImageStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes an image from this node. Idempotent.</summary>
    ValueTask RemoveAsync(string image, CancellationToken cancellationToken);

    /// <summary>The file systems that hold images.</summary>
    ValueTask<IReadOnlyList<FilesystemUsage>> GetFilesystemsAsync(CancellationToken cancellationToken);
}
