using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.NodeAddresses;

/// <summary>Gives every node its part of the pods' addresses, and takes it back when the node is gone. One worker.</summary>
internal sealed class NodeAddressReconciler(IResourceCache<V1Node> nodes, IKubeClient client, IEventRecorder events, IOptions<NodeAddressOptions> options)
    : IReconciler<V1Node>
{
    private readonly List<AddressBlocks> _ranges = [.. options.Value.ClusterCidrs.Select(IPNetwork.Parse).Select(range => new AddressBlocks(
        range, range.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? options.Value.MaskSizeIPv4 : options.Value.MaskSizeIPv6))];

    private readonly Dictionary<string, IReadOnlyList<string>> _held = [];
    private bool _knowsAll;

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_ranges.Count == 0) return ReconcileResult.Done;
        LearnAll();
        if (!nodes.TryGet(key, out var node))
        {
            Hold(key.Name, []);
            return ReconcileResult.Done;
        }

        if (node.Spec.PodCIDRs is { Count: > 0 } given)
        {
            Hold(key.Name, given);
            return ReconcileResult.Done;
        }

        // What was given and is not in the cache yet is given again, the same.
        if (!_held.TryGetValue(key.Name, out var blocks) || blocks.Count == 0)
        {
            blocks = Take();
            if (blocks.Count == 0) throw Full(node);
            _held[key.Name] = blocks;
        }

        await GiveAsync(node, blocks, cancellationToken);
        return ReconcileResult.Done;
    }

    // Before the first block is given, those that nodes have already must be known.
    private void LearnAll()
    {
        if (_knowsAll) return;
        foreach (var reserved in options.Value.ReservedCidrs)
            foreach (var range in _ranges) range.Mark(IPNetwork.Parse(reserved), taken: true);
        foreach (var node in nodes.List(""))
            if (node.Spec.PodCIDRs is { Count: > 0 } given) Hold(node.Metadata.Name!, given);
        _knowsAll = true;
    }

    private void Hold(string node, IReadOnlyList<string> blocks)
    {
        if (_held.TryGetValue(node, out var before) && before.SequenceEqual(blocks)) return;
        if (before is not null) Mark(before, taken: false);
        Mark(blocks, taken: true);
        if (blocks.Count == 0) _held.Remove(node);
        else _held[node] = blocks;
    }

    private void Mark(IReadOnlyList<string> blocks, bool taken)
    {
        foreach (var block in blocks)
        {
            if (!IPNetwork.TryParse(block, out var range)) continue;
            foreach (var blocksOfRange in _ranges) blocksOfRange.Mark(range, taken);
        }
    }

    private List<string> Take()
    {
        var taken = new List<string>(_ranges.Count);
        foreach (var range in _ranges)
        {
            if (range.Take() is { } block)
            {
                taken.Add(block);
                continue;
            }

            Mark(taken, taken: false);
            return [];
        }

        return taken;
    }

    private InvalidOperationException Full(V1Node node)
    {
        Tell(node, "CIDRNotAvailable");
        return new("failed to allocate cidr from cluster cidr: CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range");
    }

    private async ValueTask GiveAsync(V1Node node, IReadOnlyList<string> blocks, CancellationToken cancellationToken)
    {
        var spec = TreeObject.Of(new("podCIDR", TreeString.Of(blocks[0])), new("podCIDRs", TreeArray.Of([.. blocks.Select(TreeString.Of)])));
        var metadata = TreeObject.Of(new TreeMember("uid", TreeString.Of(node.Metadata.Uid!)));
        try
        {
            await client.For<V1Node>().PatchAsync(
                node.Key(), new(PatchType.StrategicMerge, TreeObject.Of(new("metadata", metadata), new("spec", spec)).ToUtf8()), WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            Hold(node.Metadata.Name!, []);
        }
        catch (ApiException e) when (e is InvalidException or ConflictException)
        {
            // Another has given it one, or it is another node of the same name by now: the cache will say.
            Hold(node.Metadata.Name!, []);
            throw;
        }
        catch (ApiException)
        {
            Tell(node, "CIDRAssignmentFailed");
            throw;
        }
    }

    private void Tell(V1Node node, string status) => events.Event(
        new V1ObjectReference { Kind = "Node", ApiVersion = "v1", Name = node.Metadata.Name, Uid = node.Metadata.Uid },
        EventTypes.Normal,
        status,
        $"Node {node.Metadata.Name} status is now: {status}");
}
