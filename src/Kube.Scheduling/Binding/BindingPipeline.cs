using Kube.Api.Errors;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Store.Work;

namespace Kube.Scheduling.Binding;

/// <summary>Writes bindings while the loop goes on with the next pods: many at once, so that the store commits them in groups. What fails is handed back to the loop.</summary>
internal sealed class BindingPipeline(ApiCalls calls, WaitingPods waiting, SchedulingReports reports, ClusterInbox inbox, IWorkScheduler work)
{
    /// <summary>Starts a binding; waits when too many are under way.</summary>
    public ValueTask StartAsync(PodBinding binding, CancellationToken cancellationToken)
    {
        if (binding.Held is null) return calls.AddAsync(token => BindAsync(binding, token), cancellationToken);
        // Held pods wait on a task of their own: they must not take the place of one that could be bound.
        waiting.Add(binding, work, (verdict, plugin, token) => ReleasedAsync(binding, verdict, plugin, token), cancellationToken);
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReleasedAsync(PodBinding binding, Verdict verdict, string plugin, CancellationToken cancellationToken)
    {
        if (verdict.IsFeasible) await calls.AddAsync(token => BindAsync(binding, token), cancellationToken);
        else await FailAsync(binding, plugin, verdict, string.Join(", ", verdict.Reasons), cancellationToken);
    }

    private async ValueTask BindAsync(PodBinding binding, CancellationToken cancellationToken)
    {
        await binding.Queued.Reported;
        var plugins = binding.Profile.Plugins;
        foreach (var plugin in plugins.PreBinds)
        {
            var verdict = await AskAsync(plugin.PreBindAsync(binding.State, binding.Pod, binding.NodeName, cancellationToken));
            if (verdict.IsFeasible) continue;
            await FailAsync(binding, plugin.Name, verdict, $"running PreBind plugin \"{plugin.Name}\": {string.Join(", ", verdict.Reasons)}", cancellationToken);
            return;
        }

        foreach (var plugin in plugins.Binds)
        {
            var verdict = await AskAsync(plugin.BindAsync(binding.State, binding.Pod, binding.NodeName, cancellationToken));
            if (verdict.Code == VerdictCode.Skip) continue;
            if (verdict.IsFeasible) Succeed(binding);
            else await FailAsync(binding, plugin.Name, verdict, $"running Bind plugin \"{plugin.Name}\": {string.Join(", ", verdict.Reasons)}", cancellationToken);
            return;
        }

        await FailAsync(binding, "", Verdict.Failed(""), "no Bind plugin took the pod", cancellationToken);
    }

    private static async ValueTask<Verdict> AskAsync(ValueTask<Verdict> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            return Verdict.Failed(e.Message);
        }
    }

    private void Succeed(PodBinding binding)
    {
        inbox.Add(ClusterNoteKind.Bound, binding);
        reports.Scheduled(binding.Pod, binding.NodeName);
        foreach (var plugin in binding.Profile.Plugins.PostBinds) plugin.PostBind(binding.State, binding.Pod, binding.NodeName);
    }

    private async ValueTask FailAsync(PodBinding binding, string plugin, Verdict verdict, string message, CancellationToken cancellationToken)
    {
        inbox.Add(ClusterNoteKind.BindingFailed, new FailedBinding(binding, message, verdict.IsRejection ? plugin : null));
        if (verdict.IsRejection) await reports.WriteUnschedulableAsync(binding.Pod, message, null, cancellationToken);
        else await reports.WriteFailedAsync(binding.Pod, message, cancellationToken);
    }
}
