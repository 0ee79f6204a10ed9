using System.Collections.Concurrent;
using Kube.Api.Client;

namespace Kube.Controllers.Expectations;

/// <summary>What a controller has done that its caches do not show yet: creations by number, deletions by uid. While some are outstanding it must not
/// decide again, or it would do them twice. Safe for concurrent use.</summary>
/// <param name="time">Its clock.</param>
public sealed class ControllerExpectations(TimeProvider time)
{
    // Upstream's: an event that never came must not stop a controller for good.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<ObjectKey, Expected> _expected = new();

    /// <summary>Expects creations and deletions, in place of what was expected of this key before. Call it before the first request goes out.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="creations">How many objects will appear.</param>
    /// <param name="deletions">The uids of those that will go.</param>
    public void Expect(ObjectKey key, int creations, IEnumerable<string> deletions) => _expected[key] = new(creations, [.. deletions], time.GetTimestamp());

    /// <summary>An object appeared, or its creation failed.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="count">How many.</param>
    public void CreationObserved(ObjectKey key, int count = 1)
    {
        if (!_expected.TryGetValue(key, out var expected)) return;
        lock (expected)
            expected.Creations -= count;
    }

    /// <summary>An object goes or is gone, or its deletion failed.</summary>
    public void DeletionObserved(ObjectKey key, string uid)
    {
        if (!_expected.TryGetValue(key, out var expected)) return;
        lock (expected)
            expected.Deletions.Remove(uid);
    }

    /// <summary>Whether the caches show everything that was done, or it has been waited for long enough (5 minutes).</summary>
    public bool AreMet(ObjectKey key)
    {
        if (!_expected.TryGetValue(key, out var expected)) return true;
        lock (expected)
            return (expected.Creations <= 0 && expected.Deletions.Count == 0) || time.GetElapsedTime(expected.Since) > s_timeout;
    }

    /// <summary>The object of this key is gone.</summary>
    public void Forget(ObjectKey key) => _expected.TryRemove(key, out _);

    private sealed class Expected(int creations, HashSet<string> deletions, long since)
    {
        public int Creations { get; set; } = creations;

        public HashSet<string> Deletions { get; } = deletions;

        public long Since { get; } = since;
    }
}
