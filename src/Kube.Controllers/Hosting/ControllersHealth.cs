namespace Kube.Controllers.Hosting;

/// <summary>How the controllers of this host are. Safe for concurrent use.</summary>
public sealed class ControllersHealth
{
    private volatile Func<IReadOnlyList<(string Name, bool IsReady)>> _controllers = static () => [];

    internal ControllersHealth()
    {
    }

    /// <summary>Whether this host works, or waits for another to stop.</summary>
    public bool IsLeader { get; internal set; }

    /// <summary>The controllers that work.</summary>
    public IReadOnlyList<string> Ready => [.. _controllers().Where(static controller => controller.IsReady).Select(static controller => controller.Name)];

    /// <summary>The controllers that wait for their caches.</summary>
    public IReadOnlyList<string> Starting => [.. _controllers().Where(static controller => !controller.IsReady).Select(static controller => controller.Name)];

    internal void Follow(Func<IReadOnlyList<(string Name, bool IsReady)>> controllers) => _controllers = controllers;
}
