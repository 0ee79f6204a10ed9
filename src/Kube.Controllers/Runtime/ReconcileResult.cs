namespace Kube.Controllers.Runtime;

/// <summary>What comes after a reconciliation that succeeded.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? after) => After = after;

    /// <summary>Nothing, until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>When to come again; null: when something changes.</summary>
    public TimeSpan? After { get; }

    /// <summary>Again after a while, or sooner when something changes.</summary>
    /// <param name="delay">How long from now; zero or less: at once.</param>
    public static ReconcileResult RequeueAfter(TimeSpan delay) => new(delay);
}
