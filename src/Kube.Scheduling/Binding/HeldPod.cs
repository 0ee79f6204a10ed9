using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Binding;

/// <summary>One pod that Permit plugins hold.</summary>
internal sealed class HeldPod(IReadOnlyDictionary<string, DateTimeOffset> until)
{
    private readonly HashSet<string> _holding = [.. until.Keys];
    private readonly TaskCompletionSource<(string Plugin, Verdict Verdict)> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task { get; set; } = Task.CompletedTask;

    public bool IsOver { get; set; }

    public bool Allow(string plugin)
    {
        if (IsOver || !_holding.Remove(plugin)) return false;
        if (_holding.Count == 0) _decided.TrySetResult((plugin, Verdict.Feasible));
        return true;
    }

    public bool Reject(string plugin, Verdict verdict) => !IsOver && _decided.TrySetResult((plugin, verdict));

    public async Task<(string Plugin, Verdict Verdict)> DecidedAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var (plugin, first) = until.MinBy(static held => held.Value);
        var wait = first - time.GetUtcNow();
        try
        {
            return await _decided.Task.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return (plugin, Verdict.Rejected($"rejected due to timeout after waiting {wait.TotalSeconds:0}s at plugin {plugin}"));
        }
    }
}
