using System.Collections.Immutable;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Snapshot;

/// <summary>Tries by arithmetic alone whether a pod would have room on a node if some pods were not there, or others were. The columns stay as they are.</summary>
internal sealed class RoomTrial(ResourceDemand[] demands)
{
    private readonly double[] _taken = new double[demands.Length];
    private int _row;

    /// <summary>Whether there is room now.</summary>
    public bool Fits
    {
        get
        {
            for (var i = 0; i < demands.Length; i++)
                if (_taken[i] > demands[i].Column.Allocatable[_row]) return false;
            return true;
        }
    }

    /// <summary>What there is too little of.</summary>
    public ImmutableArray<string> Lacking
    {
        get
        {
            var reasons = ImmutableArray.CreateBuilder<string>();
            for (var i = 0; i < demands.Length; i++)
                if (_taken[i] > demands[i].Column.Allocatable[_row]) reasons.Add(demands[i].Reason);
            return reasons.ToImmutable();
        }
    }

    /// <summary>Starts from a node as it is, with the pod on it.</summary>
    public void Begin(int row)
    {
        _row = row;
        for (var i = 0; i < demands.Length; i++) _taken[i] = demands[i].Column.Requested[row] + demands[i].Amount;
    }

    public void Add(PodRequests other) => Change(other, 1);

    public void Take(PodRequests other) => Change(other, -1);

    private void Change(PodRequests other, double times)
    {
        for (var i = 0; i < demands.Length; i++)
        {
            var name = demands[i].Column.Name;
            if (name == ResourceNames.Pods)
            {
                _taken[i] += times;
                continue;
            }

            foreach (var (resource, amount) in other.Amounts)
                if (resource == name) _taken[i] += amount * times;
        }
    }
}
