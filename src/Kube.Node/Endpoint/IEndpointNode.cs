using System.Diagnostics.CodeAnalysis;
using System.Net;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Endpoint;

/// <summary>What the endpoint serves of one node. The node's agent implements it and adds itself to <see cref="EndpointNodes"/> while it runs.</summary>
internal interface IEndpointNode
{
    /// <summary>The node's name.</summary>
    string Name { get; }

    /// <summary>The node's addresses: with several nodes behind one endpoint, the one that a request came to says which is meant.</summary>
    IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>What runs its pods.</summary>
    IContainerRuntime Runtime { get; }

    /// <summary>The pods that are its own, with the status that the agent reports. Shared and read-only.</summary>
    IReadOnlyList<V1Pod> Pods { get; }

    /// <summary>Finds one of <see cref="Pods"/>.</summary>
    bool TryGetPod(ObjectKey key, [NotNullWhen(true)] out V1Pod? pod);

    /// <summary>Writes a container's log, as the query asks for it, and returns at its end; with follow, when the container has ended.</summary>
    /// <exception cref="Errors.NodeException">There is no such log any more.</exception>
    ValueTask ReadLogAsync(ContainerLogQuery query, Stream output, CancellationToken cancellationToken);
}
