using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;

namespace Kube.Api.Kubernetes.Core.Pods.Eviction;

/// <summary>Evicts pods as upstream's <c>pkg/registry/core/pod/storage/eviction.go</c> does (1.36).</summary>
/// <remarks><code>
///  pod has not started, is over or goes ──────────────────────────► delete it
///  no budget selects it ──────────────────────────────────────────► delete it
///  it is not ready, and the budget does without it ───────────────► delete it, unless it has changed
///  the budget has one to spare ───► take it, note the pod there ──► delete it
///  else ──► 429
/// </code></remarks>
internal sealed class PodEviction(ObjectCommits commits, DeleteOperation deletion, WriteSupport support, IResourceCatalog catalog, EvictionBudgets budgets)
{
    private const int Attempts = 20;

    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    /// <exception cref="TooManyRequestsException">The budget does not allow it now.</exception>
    public async ValueTask EvictAsync(EvictionRequest request, CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(Pods, out var resource)) throw new ResourceNotServedException();
        for (var attempt = 1; ; attempt++)
        {
            var pod = await ReadAsync(resource, request, cancellationToken);
            if (!GoesWithoutAsking(pod))
            {
                await EvictGuardedAsync(resource, pod, request, cancellationToken);
                return;
            }

            try
            {
                // A pod that waits may become ready meanwhile, and then counts.
                var waits = pod.Status?.Phase == "Pending" && pod.Metadata.DeletionTimestamp is null;
                await DeleteAsync(resource, request, waits ? pod.Metadata.ResourceVersion : null, cancellationToken);
                return;
            }
            catch (ConflictException) when (!request.NamesRevision && attempt < Attempts)
            {
                // It changed: look again.
            }
        }
    }

    private static bool GoesWithoutAsking(V1Pod pod) => pod.Metadata.DeletionTimestamp is not null || pod.Status?.Phase is "Succeeded" or "Failed" or "Pending";

    private async ValueTask EvictGuardedAsync(ResourceDefinition resource, V1Pod pod, EvictionRequest request, CancellationToken cancellationToken)
    {
        var budget = await budgets.FindAsync(pod, cancellationToken);
        if (budget is null)
        {
            await DeleteAsync(resource, request, null, cancellationToken);
            return;
        }

        var isReady = pod.Status?.Conditions?.Exists(condition => condition is { Type: PodConditions.Ready, Status: "True" }) == true;
        if (isReady || !EvictionBudgets.DoesWithout(budget))
        {
            await budgets.TakeOneAsync(budget, pod.Metadata.Name!, request.IsDryRun, request.Context.Now, cancellationToken);
            await DeleteAsync(resource, request, null, cancellationToken);
            return;
        }

        try
        {
            await DeleteAsync(resource, request, pod.Metadata.ResourceVersion, cancellationToken);
        }
        catch (ConflictException) when (!request.NamesRevision)
        {
            throw EvictionBudgets.TryLater(budget);
        }
    }

    private async ValueTask<V1Pod> ReadAsync(ResourceDefinition resource, EvictionRequest request, CancellationToken cancellationToken)
    {
        var found = await commits.ReadAsync(resource.Stored, request.Context.Namespace, request.Name, cancellationToken)
            ?? throw new NotFoundException(Pods, request.Name);
        return (V1Pod)found.Object.Decode(found.Revision);
    }

    /// <param name="resource">Pods.</param>
    /// <param name="request">The request.</param>
    /// <param name="onlyAt">The pod must still be at this revision; null for whatever the client said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async ValueTask DeleteAsync(ResourceDefinition resource, EvictionRequest request, string? onlyAt, CancellationToken cancellationToken)
    {
        var options = request.Options.DeepClone();
        if (onlyAt is not null && !request.NamesRevision) (options.Preconditions ??= new()).ResourceVersion = onlyAt;
        if (!request.IsDryRun) await MarkAsync(resource, request, options, cancellationToken);
        var info = new RequestInfo
        {
            User = request.Context.User,
            Verb = Verbs.Delete,
            Resource = resource,
            Namespace = request.Context.Namespace,
            Name = request.Name,
        };
        await deletion.RunAsync(support.NewContext(info, request.IsDryRun), options, cancellationToken);
    }

    /// <summary>Says in the pod's status why it goes. Like a binding it passes by rules, generation and owners.</summary>
    private async ValueTask MarkAsync(ResourceDefinition resource, EvictionRequest request, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pod = await ReadAsync(resource, request, cancellationToken);
            var seen = pod.Metadata.ResourceVersion!;
            var names = options.Preconditions?.ResourceVersion;
            SetCondition(pod, request.Context.Now);
            var json = ObjectEncoder.Encode(pod, resource.Stored);
            var revision = RequestRevision.Problem(seen, out var parsed) is null ? parsed : 0;
            var marked = await commits.UpdateAsync(resource.Stored, request.Context.Namespace, request.Name, json, revision, cancellationToken);
            if (marked is not { } written) continue;
            // The change was ours: who asked for the revision before it means this one. Any other stays wrong.
            if (names == seen) options.Preconditions!.ResourceVersion = ObjectLayout.Format(written.Revision);
            return;
        }
    }

    private static void SetCondition(V1Pod pod, DateTime now)
    {
        var conditions = (pod.Status ??= new()).Conditions ??= [];
        var condition = conditions.Find(known => known.Type == PodConditions.DisruptionTarget);
        if (condition is null) conditions.Add(condition = new V1PodCondition { Type = PodConditions.DisruptionTarget });
        if (condition.Status != "True") condition.LastTransitionTime = now;
        condition.Status = "True";
        condition.Reason = "EvictionByEvictionAPI";
        condition.Message = "Eviction API: evicting";
    }
}
