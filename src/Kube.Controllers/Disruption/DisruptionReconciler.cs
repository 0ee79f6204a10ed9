using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Disruption;

/// <summary>Keeps in the status of each PodDisruptionBudget how many of its pods may be evicted now.</summary>
internal sealed class DisruptionReconciler(
    IResourceCache<V1PodDisruptionBudget> budgets, IResourceCache<V1Pod> pods, PodScales scales, IKubeClient client, IEventRecorder events, TimeProvider time)
    : IReconciler<V1PodDisruptionBudget>
{
    /// <summary>The budgets that a pod counts for.</summary>
    public IEnumerable<ObjectKey> BudgetsOf(V1Pod pod)
    {
        foreach (var budget in budgets.List(pod.Metadata.Namespace!))
            if (Selecting.Read(budget.Spec?.Selector).Selects(pod.Metadata)) yield return budget.Key();
    }

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!budgets.TryGet(key, out var budget)) return ReconcileResult.Done;
        try
        {
            return await SyncAsync(budget, cancellationToken);
        }
        catch (Exception e) when (e is not (ConflictException or NotFoundException or OperationCanceledException))
        {
            // What cannot be computed must not be disrupted.
            await WriteAsync(budget, DisruptionState.Failed(budget, e.Message, Now()), cancellationToken);
            throw;
        }
    }

    private async ValueTask<ReconcileResult> SyncAsync(V1PodDisruptionBudget budget, CancellationToken cancellationToken)
    {
        var selector = Selecting.Read(budget.Spec?.Selector);
        V1Pod[] selected = [.. pods.List(budget.Metadata.Namespace!).Where(pod => selector.Selects(pod.Metadata))];
        if (selected.Length == 0) events.Event(budget, EventTypes.Normal, "NoPods", "No matching pods found");

        ExpectedPods expected;
        try
        {
            expected = await scales.ExpectAsync(budget, selected, cancellationToken);
        }
        catch (ScaleException e)
        {
            events.Event(budget, EventTypes.Warning, "CalculateExpectedPodCountFailed", $"Failed to calculate the number of expected pods: {e.Message}");
            throw;
        }

        if (expected.Unmanaged)
        {
            events.Event(
                budget,
                EventTypes.Warning,
                "UnmanagedPods",
                $"Pods selected by this PodDisruptionBudget (selector: {Text(budget.Spec?.Selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated "
                + "correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value.");
        }

        var disrupted = DisruptionState.Disrupted(budget, selected, Now());
        foreach (var pod in disrupted.Spared)
            events.Event(pod, EventTypes.Warning, "NotDeleted", $"Pod was expected by PDB {budget.Metadata.Namespace}/{budget.Metadata.Name} to be deleted but it wasn't");
        await WriteAsync(budget, DisruptionState.Status(budget, selected, expected, disrupted.Still, Now()), cancellationToken);
        return disrupted.Next is { } next ? ReconcileResult.RequeueAfter(next) : ReconcileResult.Done;
    }

    // As Go writes a selector.
    private static string Text(V1LabelSelector? selector) => string.Join(
        ',',
        (selector?.MatchLabels ?? []).Select(static label => $"{label.Key}={label.Value}")
            .Concat((selector?.MatchExpressions ?? []).Select(static one => one.Operator switch
            {
                "Exists" => one.Key,
                "DoesNotExist" => $"!{one.Key}",
                _ => $"{one.Key} {one.Operator.ToLowerInvariant()} ({string.Join(',', one.Values ?? [])})",
            }))
            .Order(StringComparer.Ordinal));

    private DateTime Now() => time.GetUtcNow().UtcDateTime;

    private async ValueTask WriteAsync(V1PodDisruptionBudget budget, V1PodDisruptionBudgetStatus status, CancellationToken cancellationToken)
    {
        if (budget.Status?.SemanticEquals(status) == true) return;
        var changed = budget.DeepClone();
        changed.Status = status;
        // With the revision of the cache: an eviction that was granted since must not be undone.
        await client.For<V1PodDisruptionBudget>().UpdateAsync(budget.Key(), "status", changed, WriteOptions.Default, cancellationToken);
    }
}
