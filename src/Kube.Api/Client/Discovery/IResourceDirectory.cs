namespace Kube.Api.Client.Discovery;

/// <summary>Tells which resources a server has. Safe for concurrent use.</summary>
public interface IResourceDirectory
{
    /// <summary>Every resource in every served version, as of now, in the order of discovery; the same list until something changes.</summary>
    ValueTask<IReadOnlyList<ServedResource>> ListAsync(CancellationToken cancellationToken);
}
