using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

/// <summary>What a validation found. Counts what was looked at, as upstream does, to tell which of several alternatives was nearest.</summary>
internal sealed class ValueResult
{
    private List<ValueProblem>? _problems;

    public int MatchCount { get; private set; }

    public bool IsValid => _problems is null;

    public IReadOnlyList<ValueProblem> Problems => _problems ?? [];

    public void Count() => MatchCount++;

    /// <summary>Adds a problem unless the same was said already.</summary>
    public void Add(ValueProblem problem)
    {
        _problems ??= [];
        foreach (var known in _problems)
            if (known.Text == problem.Text) return;
        _problems.Add(problem);
    }

    public void Merge(ValueResult other)
    {
        MatchCount += other.MatchCount;
        if (other._problems is null) return;
        foreach (var problem in other._problems) Add(problem);
    }
}
