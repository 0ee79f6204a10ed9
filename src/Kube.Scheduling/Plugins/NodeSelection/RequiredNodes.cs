using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>What a pod's nodeSelector and required node affinity demand of a node. Both must hold.</summary>
internal sealed class RequiredNodes
{
    private readonly NodeTerms? _selector;
    private readonly NodeTerms? _affinity;

    private RequiredNodes(NodeTerms? selector, NodeTerms? affinity)
    {
        _selector = selector;
        _affinity = affinity;
    }

    public static RequiredNodes? Compile(PodInfo pod, NodeColumns nodes)
    {
        var selector = NodeTerms.CompileAll(pod.Shape.NodeSelector, nodes);
        var affinity = Compile(pod.Shape.NodeAffinity, nodes);
        return selector is null && affinity is null ? null : new(selector, affinity);
    }

    public static NodeTerms? Compile(V1NodeAffinity? affinity, NodeColumns nodes) =>
        affinity?.RequiredDuringSchedulingIgnoredDuringExecution is { } required ? NodeTerms.Compile(required.NodeSelectorTerms, nodes) : null;

    public bool Matches(int row) => _selector?.Matches(row) != false && _affinity?.Matches(row) != false;
}
