using System.Globalization;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Cgroups;
using Kube.Node.Errors;
using Kube.Node.Runtime;

namespace Kube.Node.Resizing;

/// <summary>
/// Grants pods that run other requests and limits, and gives them to their containers without a restart where the pod lets it (upstream's <c>pkg/kubelet/allocation</c> and
/// <c>doPodResizeAction</c>, 1.36).
/// </summary>
internal sealed class PodResize(IContainerRuntime runtime, NodeLedger ledger, CurrentNode node, IPodCgroups cgroups, INodeEvents events)
{
    /// <summary>Grants what the pod asks for now, if the node has room; else says why not.</summary>
    public void Grant(PodSession session)
    {
        var desired = session.Desired;
        if (session.Allocation is not { } allocation || allocation.Covers(desired))
        {
            session.ResizePending = null;
            return;
        }

        if (Refusal(desired) is { } refusal)
        {
            var generation = desired.Metadata.Generation ?? 0;
            if (refusal.Reason == "Deferred") session.WakeAfter(PodSession.RetryWait);
            if (session.ResizePending is { } told && told.Reason == refusal.Reason && told.Message == refusal.Message && told.Generation == generation) return;
            session.ResizePending = new(refusal.Reason, refusal.Message, generation);
            events.Pod(desired, NodeEventsExtensions.Warning, refusal.Reason == "Infeasible" ? EventReasons.ResizeInfeasible : EventReasons.ResizeDeferred,
                ResizeTexts.Pending(desired, refusal.Reason, refusal.Message));
            return;
        }

        session.ResizePending = null;
        session.Allocation = PodAllocation.Of(desired);
        session.Pod = desired;
        cgroups.Ensure(desired);
        session.ResizeInProgress = new("", "", desired.Metadata.Generation ?? 0);
        events.Pod(desired, NodeEventsExtensions.Normal, EventReasons.ResizeStarted, ResizeTexts.Started(desired));
    }

    /// <summary>Gives running containers what was granted, where that needs no restart.</summary>
    /// <returns>Whether anything changed.</returns>
    public async ValueTask<bool> ApplyAsync(PodSession session, PodObservation observed, CancellationToken cancellationToken)
    {
        var (changed, behind) = (false, false);
        string? error = null;
        foreach (var (container, role) in PodFacts.Containers(session.Pod))
        {
            if (role is ContainerRole.Init or ContainerRole.Ephemeral) continue;
            if (observed.Newest(container.Name) is not { State: ContainerState.Running, Resources: { } has } life) continue;
            var wanted = ContainerLimits.Of(session.Pod, container, node.Facts);
            if (ContainerLimits.AreSame(wanted, has)) continue;
            behind = true;
            // Asked once for each change: a runtime that cannot will not be able to a moment later.
            if (session.RefusedResizes.Contains((life.Id, session.Pod.Metadata.Generation ?? 0)) || ContainerLimits.NeedsRestart(container, wanted, has)) continue;
            var failure = await UpdateAsync(session, life, wanted, has, cancellationToken);
            changed |= failure is null;
            error ??= failure;
        }

        Conclude(session, behind && !changed, error);
        return changed;
    }

    private (string Reason, string Message)? Refusal(V1Pod desired)
    {
        if (desired.Metadata.Annotations?.ContainsKey("kubernetes.io/config.mirror") == true) return ("Infeasible", "In-place resize of static-pods is not supported");
        foreach (var name in (ReadOnlySpan<string>)["memory", "cpu"])
        {
            var asked = AdmissionRules.RequestOf(desired, name);
            if (node.Facts.Allocatable.GetValueOrDefault(name)?.ToDecimal() is not { } capacity || asked <= capacity) continue;
            var unit = name == "cpu" ? 1000 : 1;
            return ("Infeasible", string.Create(CultureInfo.InvariantCulture, $"Node didn't have enough capacity: {name}, requested: {(long)(asked * unit)}, capacity: {(long)(capacity * unit)}"));
        }

        return ledger.Take(desired, held => AdmissionRules.CheckResources(desired, held, node.Facts)) is { } lacking ? ("Deferred", lacking.Message) : null;
    }

    private async ValueTask<string?> UpdateAsync(PodSession session, ContainerStatus life, ContainerResources wanted, ContainerResources has, CancellationToken cancellationToken)
    {
        try
        {
            if (wanted.MemoryLimitBytes > 0 && (has.MemoryLimitBytes == 0 || wanted.MemoryLimitBytes < has.MemoryLimitBytes)
                && (await runtime.Stats.GetContainerAsync(life.Id, cancellationToken)).Memory is { } memory && memory.UsageBytes >= wanted.MemoryLimitBytes)
            {
                session.WakeAfter(PodSession.RetryWait);
                return string.Create(CultureInfo.InvariantCulture, $"attempting to set container \"{life.Metadata.Name}\" memory limit ({wanted.MemoryLimitBytes}) below current usage ({memory.UsageBytes})");
            }

            await runtime.Containers.UpdateResourcesAsync(life.Id, wanted, cancellationToken);
            return null;
        }
        catch (RuntimeRefusalException e)
        {
            session.RefusedResizes.Add((life.Id, session.Pod.Metadata.Generation ?? 0));
            return e.Message;
        }
        catch (NodeException e)
        {
            session.WakeAfter(PodSession.RetryWait);
            return e.Message;
        }
    }

    private void Conclude(PodSession session, bool behind, string? error)
    {
        var generation = session.Pod.Metadata.Generation ?? 0;
        if (error is not null)
        {
            var failed = new ResizeState("Error", error, generation);
            if (session.ResizeInProgress != failed) events.Pod(session.Pod, NodeEventsExtensions.Warning, EventReasons.ResizeError, ResizeTexts.Failed(session.Pod, error));
            session.ResizeInProgress = failed;
        }
        else if (!behind && session.ResizeInProgress is not null)
        {
            session.ResizeInProgress = null;
            events.Pod(session.Pod, NodeEventsExtensions.Normal, EventReasons.ResizeCompleted, ResizeTexts.Completed(session.Pod));
        }
        else if (behind)
        {
            // A restart brings the rest, or an error that was told of stands in the way.
            session.ResizeInProgress ??= new("", "", generation);
        }
    }
}
