using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Kube.Api.Objects;

/// <summary>Counts the commits of each API group, so that what was derived from a group's objects can tell without a look at the store that it is still right.</summary>
/// <remarks>A commit counts after it can be read and before its client is answered: whoever reads the counter first and a snapshot after it has seen every
/// commit that any client was told of. Safe for concurrent use.</remarks>
internal sealed class ResourceChanges
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _counters = new(StringComparer.Ordinal);

    /// <summary>The counter of a group; keep it, it stays the group's.</summary>
    public StrongBox<long> Of(string group) => _counters.GetOrAdd(group, static _ => new StrongBox<long>());

    public void Count(string group) => Interlocked.Increment(ref Of(group).Value);
}
