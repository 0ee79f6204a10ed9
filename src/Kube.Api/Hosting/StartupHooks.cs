using System.Collections.Concurrent;

namespace Kube.Api.Hosting;

/// <summary>What a server does when it starts, by the names under which health endpoints report it (<c>poststarthook/…</c>): expected, and in time done.</summary>
/// <remarks>Safe for concurrent use. A part announces its work before the server listens, best in its constructor.</remarks>
public sealed class StartupHooks
{
    private readonly ConcurrentDictionary<string, bool> _done = new(StringComparer.Ordinal);

    /// <summary>Announces work, which holds the server back from being ready until it is done.</summary>
    public void Expect(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _done.TryAdd(name, false);
    }

    /// <summary>Says that work is done.</summary>
    public void Complete(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _done[name] = true;
    }

    /// <summary>Whether work is done; null when nobody in this server has announced it.</summary>
    public bool? IsComplete(string name) => _done.TryGetValue(name, out var isDone) ? isDone : null;
}
