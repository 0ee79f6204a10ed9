namespace Kube.Scheduling.Cycle;

/// <summary>Which pods were made to leave, and for whom: as long as they are there. Belongs to the scheduling loop.</summary>
internal sealed class Evictions
{
    private readonly Dictionary<string, string> _preemptorOf = [];
    private readonly Dictionary<string, int> _victimsOf = [];

    public bool IsLeaving(string uid) => _preemptorOf.ContainsKey(uid);

    public bool IsFor(string victim, string preemptor) => _preemptorOf.TryGetValue(victim, out var known) && known == preemptor;

    public void Began(string victim, string preemptor)
    {
        // Someone else may have sent it away before; who comes last waits for it.
        Ended(victim);
        _preemptorOf.Add(victim, preemptor);
        _victimsOf[preemptor] = _victimsOf.GetValueOrDefault(preemptor) + 1;
    }

    /// <summary>A victim is gone, or stays after all.</summary>
    /// <returns>For whom, if it was the last one; else null.</returns>
    public string? Ended(string victim)
    {
        if (!_preemptorOf.Remove(victim, out var preemptor)) return null;
        var left = _victimsOf[preemptor] - 1;
        if (left > 0)
        {
            _victimsOf[preemptor] = left;
            return null;
        }

        _victimsOf.Remove(preemptor);
        return preemptor;
    }
}
