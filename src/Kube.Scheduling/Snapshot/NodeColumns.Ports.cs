using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Snapshot;

internal sealed partial class NodeColumns
{
    private readonly Dictionary<int, List<HostPort>> _ports = [];

    /// <summary>The rows on which pods hold ports of the node.</summary>
    public IReadOnlyDictionary<int, List<HostPort>> HostPorts => _ports;

    public bool HasPortConflict(int row, HostPort[] wanted)
    {
        if (!_ports.TryGetValue(row, out var used)) return false;
        foreach (var port in wanted)
        {
            foreach (var other in used)
                if (port.Conflicts(other)) return true;
        }

        return false;
    }

    private void AddPorts(int row, HostPort[] ports)
    {
        if (ports.Length == 0) return;
        if (!_ports.TryGetValue(row, out var used)) _ports.Add(row, used = []);
        used.AddRange(ports);
    }

    private void RemovePorts(int row, HostPort[] ports)
    {
        if (ports.Length == 0 || !_ports.TryGetValue(row, out var used)) return;
        foreach (var port in ports) used.Remove(port);
        if (used.Count == 0) _ports.Remove(row);
    }
}
