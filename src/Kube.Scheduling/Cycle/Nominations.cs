using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Cycle;

/// <summary>Pods that wait for room on a node that is being made for them. Others of lower priority must leave it to them.</summary>
internal sealed class Nominations
{
    private readonly Dictionary<string, List<PodInfo>> _byNode = [];
    private readonly Dictionary<string, string> _nodeOf = [];

    public int Count => _nodeOf.Count;

    public IReadOnlyDictionary<string, List<PodInfo>> ByNode => _byNode;

    public string? NodeOf(string uid) => _nodeOf.GetValueOrDefault(uid);

    public void Set(PodInfo pod, string nodeName)
    {
        Remove(pod.Uid);
        if (nodeName.Length == 0) return;
        _nodeOf.Add(pod.Uid, nodeName);
        if (!_byNode.TryGetValue(nodeName, out var pods)) _byNode.Add(nodeName, pods = []);
        pods.Add(pod);
    }

    public void Remove(string uid)
    {
        if (!_nodeOf.Remove(uid, out var nodeName)) return;
        var pods = _byNode[nodeName];
        pods.RemoveAll(pod => pod.Uid == uid);
        if (pods.Count == 0) _byNode.Remove(nodeName);
    }
}
