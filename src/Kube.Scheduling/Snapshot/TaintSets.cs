using System.Text;
using Kube.Api.Models;

namespace Kube.Scheduling.Snapshot;

/// <summary>Lists of taints as small numbers: most nodes of a cluster share a few. 0 is no taint.</summary>
internal sealed class TaintSets
{
    private readonly Dictionary<string, int> _byText = [];
    private readonly List<V1Taint[]> _sets = [[]];

    public int Count => _sets.Count;

    /// <summary>Whether any set ever seen has a taint that only asks.</summary>
    public bool HasPreferences { get; private set; }

    public V1Taint[] this[int id] => _sets[id];

    public int Intern(List<V1Taint>? taints)
    {
        if (taints is not { Count: > 0 }) return 0;
        var text = new StringBuilder();
        foreach (var taint in taints) text.Append(taint.Key).Append('=').Append(taint.Value).Append(':').Append(taint.Effect).Append(';');
        var key = text.ToString();
        if (_byText.TryGetValue(key, out var id)) return id;
        id = _sets.Count;
        _byText.Add(key, id);
        _sets.Add([.. taints]);
        HasPreferences |= taints.Exists(static taint => taint.Effect == Pods.TolerationRules.PreferNoSchedule);
        return id;
    }
}
