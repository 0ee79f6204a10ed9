namespace Kube.Store.Work;

/// <summary>Runs loops on the thread pool.</summary>
public sealed class DefaultWorkScheduler : IWorkScheduler
{
    /// <summary>The one instance; it has no state.</summary>
    public static DefaultWorkScheduler Instance { get; } = new();

    /// <inheritdoc/>
    public Task Run(string name, Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Task.Run(body);
    }
}
