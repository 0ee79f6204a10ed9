using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Batches;
using Kube.Controllers.Pods;

namespace Kube.Controllers.StatefulSets;

/// <summary>Carries out the steps of a plan, each with its event.</summary>
internal sealed class StatefulActions(IKubeClient client, IEventRecorder events, IResourceCache<V1Pod> cache)
{
    private readonly IResourceClient<V1Pod> _pods = client.For<V1Pod>();
    private readonly IResourceClient<V1PersistentVolumeClaim> _claims = client.For<V1PersistentVolumeClaim>();

    /// <summary>Carries steps out: in order one by one until one fails, else at once, carefully at first.</summary>
    /// <param name="seen">The set.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The set's pods as they are then, and the first failure.</returns>
    public async Task<(IReadOnlyList<V1Pod> Pods, Exception? Failure)> ApplyAsync(
        StatefulObservation seen, IReadOnlyList<StatefulStep> steps, CancellationToken cancellationToken)
    {
        var pods = seen.Pods.ToDictionary(static pod => pod.Metadata.Name!, static pod => pod);
        Exception? failure = null;
        if (seen.Set.Spec.PodManagementPolicy == "Parallel")
        {
            failure = (await SlowStart.RunAsync(steps.Count, i => ApplyAsync(seen, steps[i], pods, cancellationToken))).Failure;
        }
        else
        {
            try
            {
                foreach (var step in steps) await ApplyAsync(seen, step, pods, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure = e;
            }
        }

        await CatchUpAsync(pods.Values, cancellationToken);
        return ([.. pods.Values], failure);
    }

    // The next pass must see what this one did, or it would do it again.
    private async ValueTask CatchUpAsync(IEnumerable<V1Pod> pods, CancellationToken cancellationToken)
    {
        var newest = pods.Select(static pod => long.TryParse(pod.Metadata.ResourceVersion, out var revision) ? revision : 0).DefaultIfEmpty().Max();
        if (newest > 0) await cache.WaitForRevisionAsync($"{newest}", cancellationToken);
    }

    private async Task ApplyAsync(StatefulObservation seen, StatefulStep step, Dictionary<string, V1Pod> pods, CancellationToken cancellationToken)
    {
        var set = seen.Set;
        switch (step.Kind)
        {
            case StatefulStepKind.Create:
                await CreateAsync(seen, step.Pod, pods, cancellationToken);
                break;
            case StatefulStepKind.CreateClaims:
                await CreateClaimsAsync(seen, step.Pod, cancellationToken);
                break;
            case StatefulStepKind.Repair:
                if (!StatefulIdentity.HasName(set, step.Pod)) await RenameAsync(set, step.Pod, pods, cancellationToken);
                await RetainAsync(seen, step.Pod, cancellationToken);
                break;
            case StatefulStepKind.Retain:
                await RetainAsync(seen, step.Pod, cancellationToken);
                break;
            default:
                await DeleteAsync(set, step.Pod, pods, cancellationToken);
                break;
        }
    }

    private async ValueTask CreateAsync(StatefulObservation seen, V1Pod pod, Dictionary<string, V1Pod> pods, CancellationToken cancellationToken)
    {
        try
        {
            await CreateClaimsAsync(seen, pod, cancellationToken);
            var created = await _pods.CreateAsync(pod, WriteOptions.Default, cancellationToken);
            lock (pods) pods[created.Metadata.Name!] = created;
            Tell(seen.Set, "create", "Create", pod, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Taken: by another's pod, or by one of its own that the cache does not show yet. A namespace that goes is no news.
            if (e is not AlreadyExistsException && !PodControl.IsNamespaceTerminating(e)) Tell(seen.Set, "create", "Create", pod, e);
            throw;
        }
    }

    private async ValueTask CreateClaimsAsync(StatefulObservation seen, V1Pod pod, CancellationToken cancellationToken)
    {
        var set = seen.Set;
        var known = seen.ClaimsOf(pod).ToDictionary(static claim => claim.Metadata.Name!);
        List<string> failures = [];
        foreach (var claim in StatefulIdentity.Claims(set, StatefulPods.Ordinal(set, pod)))
        {
            if (known.TryGetValue(claim.Metadata.Name!, out var found))
            {
                if (found.Metadata.DeletionTimestamp is not null) failures.Add($"pvc {claim.Metadata.Name} is being deleted");
                continue;
            }

            try
            {
                await _claims.CreateAsync(claim, WriteOptions.Default, cancellationToken);
                events.Event(set, EventTypes.Normal, "SuccessfulCreate", $"create Claim {claim.Metadata.Name} Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} success");
            }
            catch (AlreadyExistsException)
            {
                // The cache is behind.
            }
            catch (ApiException e)
            {
                failures.Add($"failed to create PVC {claim.Metadata.Name}: {e.Message}");
                if (!PodControl.IsNamespaceTerminating(e))
                    events.Event(
                        set, EventTypes.Warning, "FailedCreate", $"create Claim {claim.Metadata.Name} for Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {e.Message}");
            }
        }

        if (failures.Count > 0) throw new InvalidOperationException(failures.Count == 1 ? failures[0] : $"[{string.Join(", ", failures)}]");
    }

    private async ValueTask RenameAsync(V1StatefulSet set, V1Pod pod, Dictionary<string, V1Pod> pods, CancellationToken cancellationToken)
    {
        var copy = pod.DeepClone();
        StatefulIdentity.GiveName(set, copy, StatefulPods.Ordinal(set, pod));
        try
        {
            var updated = await _pods.UpdateAsync(copy, WriteOptions.Default, cancellationToken);
            lock (pods) pods[updated.Metadata.Name!] = updated;
            Tell(set, "update", "Update", pod, null);
        }
        catch (ApiException e) when (e is not ConflictException)
        {
            Tell(set, "update", "Update", pod, e);
            throw;
        }
    }

    private async ValueTask RetainAsync(StatefulObservation seen, V1Pod pod, CancellationToken cancellationToken)
    {
        foreach (var claim in seen.ClaimsOf(pod).ToList())
        {
            if (ClaimRetention.IsRight(seen.Set, pod, claim)) continue;
            try
            {
                await _claims.UpdateAsync(ClaimRetention.Right(seen.Set, pod, claim), WriteOptions.Default, cancellationToken);
            }
            catch (NotFoundException)
            {
                // Gone meanwhile: nobody's any more.
            }
        }
    }

    private async ValueTask DeleteAsync(V1StatefulSet set, V1Pod pod, Dictionary<string, V1Pod> pods, CancellationToken cancellationToken)
    {
        try
        {
            var gone = await _pods.DeleteAsync(new(pod.Metadata.Namespace!, pod.Metadata.Name!), new() { Preconditions = new() { Uid = pod.Metadata.Uid } }, cancellationToken);
            lock (pods)
            {
                if (gone?.Metadata.DeletionTimestamp is null) pods.Remove(pod.Metadata.Name!);
                else pods[pod.Metadata.Name!] = gone;
            }

            Tell(set, "delete", "Delete", pod, null);
        }
        catch (Exception e) when (e is NotFoundException or ConflictException)
        {
            lock (pods) pods.Remove(pod.Metadata.Name!);
        }
        catch (ApiException e)
        {
            Tell(set, "delete", "Delete", pod, e);
            throw;
        }
    }

    private void Tell(V1StatefulSet set, string verb, string word, V1Pod pod, Exception? failure)
    {
        if (failure is null) events.Event(set, EventTypes.Normal, $"Successful{word}", $"{verb} Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} successful");
        else events.Event(set, EventTypes.Warning, $"Failed{word}", $"{verb} Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {failure.Message}");
    }
}
