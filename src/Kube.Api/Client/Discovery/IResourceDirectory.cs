namespace Kube.Api.Client.Discovery;

/// <summary>Tells which resources a server has. Safe for concurrent use.</summary>
public interface IResourceDirectory
{
    /// <summary>Every resource in every served version, as of now; the same instance until something changes.</summary>
    ValueTask<ServedResources> ListAsync(CancellationToken cancellationToken);
}
