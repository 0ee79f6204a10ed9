using Kube.Api.Models;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>Tolerations held against every list of taints; lists that came since are added when asked for.</summary>
internal sealed class ToleratedTaints(TaintSets taints, V1Toleration[] tolerations)
{
    private bool[] _all = [];
    private int[] _preferences = [];

    /// <summary>By list: whether nothing in it keeps the pod away.</summary>
    public ReadOnlySpan<bool> All
    {
        get
        {
            if (_all.Length < taints.Count) Extend();
            return _all;
        }
    }

    /// <summary>By list: how many taints in it would rather not have the pod.</summary>
    public ReadOnlySpan<int> Preferences
    {
        get
        {
            if (_all.Length < taints.Count) Extend();
            return _preferences;
        }
    }

    private void Extend()
    {
        var known = _all.Length;
        Array.Resize(ref _all, taints.Count);
        Array.Resize(ref _preferences, taints.Count);
        for (var id = known; id < taints.Count; id++)
        {
            _all[id] = TolerationRules.FindUntolerated(taints[id], tolerations) is null;
            _preferences[id] = TolerationRules.CountUntoleratedPreferences(taints[id], tolerations);
        }
    }
}
