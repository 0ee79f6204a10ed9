using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Shared.Grpc;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

internal sealed class CriImages(CriClient client, CriLists lists) : IImageDoor
{
    private const string IdPrefix = "sha256:";

    public async ValueTask<string> PullAsync(PullImageRequest request, CancellationToken cancellationToken)
    {
        var name = ImageName.Parse(request.Image).Full;
        var wire = new P.PullImageRequest { Image = new() { Image = name, UserSpecifiedImage = request.Image }, Auth = Credentials(request.Credentials) };
        if (request.SandboxConfig is { } sandbox) wire.SandboxConfig = CriSandboxConfigs.ToWire(sandbox);
        try
        {
            return (await client.PullAsync(wire, cancellationToken)).ImageRef;
        }
        catch (GrpcException e) when (e.Code is GrpcStatusCode.Unavailable or GrpcStatusCode.Unimplemented)
        {
            throw CriClient.Failure(e);
        }
        catch (GrpcException e)
        {
            throw new ImagePullException(name, WithoutPrefix(e.Detail, name));
        }
    }

    public async ValueTask<ImageStatus?> GetStatusAsync(string image, CancellationToken cancellationToken)
    {
        // Ids are names too.
        var name = image.StartsWith(IdPrefix, StringComparison.Ordinal) ? image : ImageName.Parse(image).Full;
        try
        {
            var response = await client.ImagesAsync(ImageCalls.ImageStatus, new() { Image = new() { Image = name } }, cancellationToken);
            return response.Image is { } found ? FromWire(found) : null;
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            return null;
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<IReadOnlyList<ImageStatus>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await lists.ImagesAsync(cancellationToken)).Select(FromWire).OrderBy(image => image.Id, StringComparer.Ordinal)];
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask RemoveAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            await client.ImagesAsync(ImageCalls.RemoveImage, new() { Image = new() { Image = image } }, cancellationToken);
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            // Gone already: what was wanted.
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<IReadOnlyList<FilesystemUsage>> GetFilesystemsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var info = await client.ImagesAsync(ImageCalls.ImageFsInfo, new(), cancellationToken);
            return [.. info.ImageFilesystems.Select(CriStats.Filesystem).OfType<FilesystemUsage>()];
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    private static ImageStatus FromWire(P.Image image) => new()
    {
        Id = image.Id,
        Tags = image.RepoTags,
        Digests = image.RepoDigests,
        SizeBytes = (long)image.Size,
        User = image.Uid?.Value,
        UserName = image.Username,
        Pinned = image.Pinned,
    };

    private static P.AuthConfig? Credentials(RegistryCredentials? credentials) => credentials is null ? null : new()
    {
        Username = credentials.UserName,
        Password = credentials.Password,
        Auth = credentials.Auth,
        ServerAddress = credentials.ServerAddress,
        IdentityToken = credentials.IdentityToken,
        RegistryToken = credentials.RegistryToken,
    };

    // The exception says this much itself.
    private static string WithoutPrefix(string detail, string name)
    {
        var prefix = $"failed to pull and unpack image \"{name}\": ";
        return detail.StartsWith(prefix, StringComparison.Ordinal) ? detail[prefix.Length..] : detail;
    }
}
