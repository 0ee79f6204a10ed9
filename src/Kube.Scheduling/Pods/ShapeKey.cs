using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>Writes what makes a pod's shape as text, without leaving garbage: two pods have one shape when their texts are equal.
/// Texts of users are preceded by their lengths, so that none can pass for another.</summary>
internal sealed class ShapeKey
{
    private readonly List<string> _sorted = [];
    private char[] _text = new char[1024];
    private int _length;

    public ReadOnlySpan<char> Written => _text.AsSpan(0, _length);

    public ReadOnlySpan<char> Write(V1Pod pod)
    {
        _length = 0;
        var spec = pod.Spec ?? new();
        Containers(spec.Containers, pod.Status?.ContainerStatuses);
        Mark('|');
        if (spec.InitContainers is { Count: > 0 } inits) Containers(inits, pod.Status?.InitContainerStatuses);
        Mark('|');
        Quantities(spec.Overhead);
        Quantities(spec.Resources?.Requests);
        Mark('|');
        Map(spec.NodeSelector);
        Mark('|');
        foreach (var toleration in spec.Tolerations ?? [])
        {
            Text(toleration.Key);
            Text(toleration.Operator);
            Text(toleration.Value);
            Text(toleration.Effect);
        }

        Mark('|');
        if (spec.Affinity is { } affinity) new AffinityKey(this).Write(affinity);
        Mark('|');
        foreach (var constraint in spec.TopologySpreadConstraints ?? []) Constraint(constraint);
        return _text.AsSpan(0, _length);
    }

    public void Mark(char mark)
    {
        if (_length + 1 > _text.Length) Grow(1);
        _text[_length++] = mark;
    }

    public void Text(string? text)
    {
        var length = text?.Length ?? -1;
        if (_length + length + 12 > _text.Length) Grow(length + 12);
        Number(length);
        Mark(':');
        if (text is null) return;
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    public void Number(long number)
    {
        if (_length + 24 > _text.Length) Grow(24);
        number.TryFormat(_text.AsSpan(_length), out var written);
        _length += written;
        Mark(',');
    }

    public void Texts(List<string>? texts)
    {
        Number(texts?.Count ?? -1);
        foreach (var text in texts ?? []) Text(text);
    }

    /// <summary>Maps are in no order, so their keys are sorted.</summary>
    public void Map(Dictionary<string, string>? map)
    {
        Number(map?.Count ?? -1);
        if (map is not { Count: > 0 }) return;
        _sorted.Clear();
        foreach (var (key, _) in map) _sorted.Add(key);
        if (_sorted.Count > 1) _sorted.Sort(StringComparer.Ordinal);
        foreach (var key in _sorted)
        {
            Text(key);
            Text(map[key]);
        }
    }

    public void Selector(V1LabelSelector? selector)
    {
        Mark(selector is null ? '-' : '+');
        if (selector is null) return;
        Map(selector.MatchLabels);
        foreach (var requirement in selector.MatchExpressions ?? [])
        {
            Text(requirement.Key);
            Text(requirement.Operator);
            Texts(requirement.Values);
        }
    }

    private void Containers(List<V1Container> containers, List<V1ContainerStatus>? statuses)
    {
        foreach (var container in containers)
        {
            Mark('c');
            Text(container.Image);
            Text(container.RestartPolicy);
            Quantities(container.Resources.Requests);
            foreach (var port in container.Ports ?? [])
            {
                if (port.HostPort is not > 0) continue;
                Number(port.HostPort.Value);
                Text(port.Protocol);
                Text(port.HostIP);
            }

            if (statuses?.Find(status => status.Name == container.Name) is not { } held) continue;
            Mark('s');
            Quantities(held.AllocatedResources);
            Quantities(held.Resources?.Requests);
        }
    }

    private void Quantities(Dictionary<string, ResourceQuantity>? quantities)
    {
        Number(quantities?.Count ?? -1);
        if (quantities is not { Count: > 0 }) return;
        _sorted.Clear();
        // Not its keys: a collection of keys, once asked for, stays with the dictionary.
        foreach (var (key, _) in quantities) _sorted.Add(key);
        if (_sorted.Count > 1) _sorted.Sort(StringComparer.Ordinal);
        foreach (var key in _sorted)
        {
            Text(key);
            Text(quantities[key].ToString());
        }
    }

    private void Constraint(V1TopologySpreadConstraint constraint)
    {
        Mark('t');
        Number(constraint.MaxSkew);
        Text(constraint.TopologyKey);
        Text(constraint.WhenUnsatisfiable);
        Number(constraint.MinDomains ?? -1);
        Text(constraint.NodeAffinityPolicy);
        Text(constraint.NodeTaintsPolicy);
        Texts(constraint.MatchLabelKeys);
        Selector(constraint.LabelSelector);
    }

    private void Grow(int more) => Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + more));
}
