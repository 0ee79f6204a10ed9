using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>
/// What the admitted pods hold of the node, summed up. A pod is judged and written down in one step, so that two pods that come at once cannot both get the last of something.
/// Safe for concurrent use.
/// </summary>
internal sealed class NodeLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _sums = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Protocol, int Port), List<string>> _ports = [];

    /// <summary>Pods that are held. Only within <see cref="Take"/>.</summary>
    public int Count => _pods.Count;

    /// <summary>The sum of a resource's requests. Only within <see cref="Take"/>.</summary>
    public decimal Sum(string resource) => _sums.GetValueOrDefault(resource);

    /// <summary>The addresses at which a port of the host is taken. Only within <see cref="Take"/>.</summary>
    public IReadOnlyList<string> Addresses(string protocol, int port) => _ports.TryGetValue((protocol, port), out var addresses) ? addresses : [];

    /// <summary>Whether a pod is held.</summary>
    public bool Holds(string podUid)
    {
        lock (_gate) return _pods.ContainsKey(podUid);
    }

    /// <summary>Judges a pod against all others, and holds it, in place of what it held before, when nothing speaks against it.</summary>
    /// <returns>What speaks against it; null: it is held.</returns>
    public PodVerdict? Take(V1Pod pod, Func<NodeLedger, PodVerdict?> judge)
    {
        lock (_gate)
        {
            var before = Remove(pod.Metadata.Uid!);
            if (judge(this) is not { } verdict)
            {
                Add(pod.Metadata.Uid!, new(AdmissionRules.RequestsOf(pod), AdmissionRules.HostPorts(pod).ToArray()));
                return null;
            }

            if (before is not null) Add(pod.Metadata.Uid!, before);
            return verdict;
        }
    }

    /// <summary>Gives back what a pod holds, if it does.</summary>
    public void Release(string podUid)
    {
        lock (_gate) Remove(podUid);
    }

    private void Add(string uid, Entry entry)
    {
        _pods[uid] = entry;
        foreach (var (name, amount) in entry.Requests) _sums[name] = _sums.GetValueOrDefault(name) + amount;
        foreach (var port in entry.Ports)
        {
            if (!_ports.TryGetValue((port.Protocol, port.Port), out var addresses)) _ports.Add((port.Protocol, port.Port), addresses = []);
            addresses.Add(port.Address);
        }
    }

    private Entry? Remove(string uid)
    {
        if (!_pods.Remove(uid, out var entry)) return null;
        foreach (var (name, amount) in entry.Requests) _sums[name] -= amount;
        foreach (var port in entry.Ports)
            if (_ports.TryGetValue((port.Protocol, port.Port), out var addresses) && addresses.Remove(port.Address) && addresses.Count == 0) _ports.Remove((port.Protocol, port.Port));
        return entry;
    }

    private sealed record Entry(IReadOnlyDictionary<string, decimal> Requests, IReadOnlyList<(string Protocol, string Address, int Port)> Ports);
}
