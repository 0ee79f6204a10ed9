namespace Kube.Node.Csi;

/// <summary>
/// What drivers have staged on this node, by place: each volume is staged and taken down one after the other, different ones at once, and what is staged is not staged again while this agent lives
/// (as upstream's actual state of the world: who publishes a volume anew does not stage it anew). Safe for concurrent use.
/// </summary>
internal sealed class CsiStaging : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Does something with a place once nobody else does.</summary>
    public async ValueTask WithAsync(string path, Func<Place, ValueTask> body, CancellationToken cancellationToken)
    {
        Place? place;
        lock (_lock)
        {
            if (!_places.TryGetValue(path, out place)) _places[path] = place = new();
            place.Users++;
        }

        try
        {
            await place.Gate.WaitAsync(cancellationToken);
            try
            {
                await body(place);
            }
            finally
            {
                place.Gate.Release();
            }
        }
        finally
        {
            lock (_lock)
            {
                if (--place.Users == 0 && !place.IsStaged && _places.Remove(path)) place.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var place in _places.Values) place.Dispose();
            _places.Clear();
        }
    }

    /// <summary>Where a volume is staged.</summary>
    internal sealed class Place : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>How many are there or wait. Guarded by the lock above.</summary>
        public int Users { get; set; }

        /// <summary>Whether its driver said so. Of who is there.</summary>
        public bool IsStaged { get; set; }

        public void Dispose() => Gate.Dispose();
    }
}
