using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>Writes the taints of nodes.</summary>
internal sealed class NodeTaintWriter(IKubeClient client)
{
    private const int Attempts = 5;

    /// <summary>Replaces a node's taints.</summary>
    /// <exception cref="ConflictException">The node was newer: decide again.</exception>
    public async ValueTask SetAsync(V1Node node, List<V1Taint> taints, CancellationToken cancellationToken)
    {
        var copy = node.DeepClone();
        copy.Spec.Taints = taints.Count == 0 ? null : taints;
        await client.For<V1Node>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
    }

    /// <summary>Sees to it that a node has the taint against the pods on it, and no other of them.</summary>
    /// <param name="node">The node as it is known; when it is newer it is read and decided on again, since a zone gives it its turn only once.</param>
    /// <param name="key">The taint that it has to have; null: none.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConflictException">It was newer five times.</exception>
    public async ValueTask FixExecutionAsync(V1Node node, string? key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var attempt = 1; NodeTaints.FixExecution(node, key, now) is { } taints; attempt++)
        {
            try
            {
                await SetAsync(node, taints, cancellationToken);
                return;
            }
            catch (ConflictException) when (attempt < Attempts)
            {
                node = await client.For<V1Node>().GetAsync(new ObjectKey(node.Metadata.Name!), cancellationToken);
            }
        }
    }
}
