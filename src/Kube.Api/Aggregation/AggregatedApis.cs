using System.Collections.Immutable;

namespace Kube.Api.Aggregation;

/// <summary>What other servers serve behind this one. Safe for concurrent use; changes whole.</summary>
public sealed class AggregatedApis
{
    private volatile AggregatedApi[] _current = [];

    /// <summary>All of them, those of higher priority first; a new array after every change, so that it can key caches.</summary>
    public IReadOnlyList<AggregatedApi> Current => _current;

    /// <summary>Finds who serves a group and version; null when this server does, or nobody.</summary>
    public AggregatedApi? Find(ReadOnlySpan<char> group, ReadOnlySpan<char> version)
    {
        foreach (var api in _current)
            if (group.SequenceEqual(api.Group) && version.SequenceEqual(api.Version)) return api;
        return null;
    }

    internal void Replace(IEnumerable<AggregatedApi> apis)
    {
        AggregatedApi[] now = [.. apis.OrderByDescending(static api => api.GroupPriority).ThenBy(static api => api.Group, StringComparer.Ordinal)
            .ThenByDescending(static api => api.VersionPriority).ThenBy(static api => api.Version, StringComparer.Ordinal)];
        if (!now.SequenceEqual(_current)) _current = now;
    }
}
