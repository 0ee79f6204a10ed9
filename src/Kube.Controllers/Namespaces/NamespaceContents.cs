using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.Namespaces;

/// <summary>Deletes everything in a namespace, whatever the server has, pods before all else (upstream's ordered namespace deletion): what a pod uses, such as
/// the policies that isolate it, stays until it has stopped.</summary>
internal sealed class NamespaceContents(IKubeClient client, IResourceDirectory directory, TimeProvider time)
{
    // How long a finalizer is given before the next look.
    private static readonly TimeSpan s_finalizers = TimeSpan.FromSeconds(15);
    private static readonly GroupVersionResource s_pods = new("", "v1", "pods");

    /// <summary>Makes one attempt.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="deletedAt">When it was asked to go.</param>
    /// <param name="conditions">Gets what was found.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>After how long another attempt is worth while; zero when nothing is left.</returns>
    public async ValueTask<ContentsResult> DeleteAsync(string ns, DateTime deletedAt, NamespaceConditions conditions, CancellationToken cancellationToken)
    {
        var served = await FindAsync(conditions, cancellationToken);
        // Servers that do not answer hold the namespace back, not the deletion of what others have.
        var result = new ContentsResult(TimeSpan.Zero, served is null or { Stale.Count: > 0 });
        ServedResource[] resources = [.. (served?.All ?? []).Where(static resource => resource is { Namespaced: true, IsPreferred: true } && resource.Can(Verbs.Delete))];
        if (Array.Find(resources, static resource => resource.Resource == s_pods) is { } pods)
        {
            var ofPods = await DeleteAsync(pods, ns, deletedAt, conditions, cancellationToken);
            result = result.And(ofPods);
            if (ofPods.Wait > TimeSpan.Zero || ofPods.Failed) return result;
        }

        foreach (var resource in resources)
        {
            if (resource.Resource == s_pods) continue;
            result = result.And(await DeleteAsync(resource, ns, deletedAt, conditions, cancellationToken));
        }

        return result;
    }

    private async ValueTask<ServedResources?> FindAsync(NamespaceConditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            var served = await directory.ListAsync(cancellationToken);
            if (served.Stale.Count > 0) conditions.DiscoveryFailed(served.Stale);
            return served;
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            conditions.DiscoveryFailed(e);
            return null;
        }
    }

    private async ValueTask<ContentsResult> DeleteAsync(
        ServedResource served, string ns, DateTime deletedAt, NamespaceConditions conditions, CancellationToken cancellationToken)
    {
        var resource = served.Resource;
        try
        {
            var objects = client.Metadata(resource);
            var canList = served.Can(Verbs.List);
            // Most kinds have nothing in most namespaces: one look is cheaper than a deletion of nothing.
            if (canList && (await objects.ListAsync(ns, new() { Limit = 1 }, cancellationToken)).Items.Count == 0) return default;
            var grace = resource == s_pods ? await GraceAsync(ns, deletedAt, cancellationToken) : TimeSpan.Zero;
            if (served.Can(Verbs.DeleteCollection)) await objects.DeleteCollectionAsync(ns, ListOptions.Default, new() { PropagationPolicy = "Background" }, cancellationToken);
            else if (canList) await DeleteEachAsync(objects, ns, cancellationToken);
            return canList ? await LookAsync(objects, resource, ns, grace, conditions, cancellationToken) : default;
        }
        catch (Exception e) when (e is ResourceNotServedException or MethodNotAllowedException)
        {
            // It went, or cannot be deleted: as if there were none.
            return default;
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            conditions.ContentFailed(e.Message);
            return new(TimeSpan.Zero, true);
        }
    }

    private static async ValueTask DeleteEachAsync(IResourceClient<V1PartialObjectMetadata> objects, string ns, CancellationToken cancellationToken)
    {
        await foreach (var left in objects.ListAllAsync(ns, ListOptions.Default, cancellationToken))
        {
            try
            {
                await objects.DeleteAsync(new(ns, left.Metadata.Name!), new() { PropagationPolicy = "Background" }, cancellationToken);
            }
            catch (NotFoundException)
            {
                // It went by itself.
            }
        }
    }

    private static async ValueTask<ContentsResult> LookAsync(
        IResourceClient<V1PartialObjectMetadata> objects,
        GroupVersionResource resource,
        string ns,
        TimeSpan grace,
        NamespaceConditions conditions,
        CancellationToken cancellationToken)
    {
        var count = 0;
        var finalizers = new Dictionary<string, int>();
        await foreach (var left in objects.ListAllAsync(ns, ListOptions.Default, cancellationToken))
        {
            count++;
            foreach (var finalizer in left.Metadata.Finalizers ?? []) finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
        }

        if (count == 0) return default;
        conditions.Remain(resource, count, finalizers);
        if (grace > TimeSpan.Zero) return new(grace, false);
        if (finalizers.Count > 0) return new(s_finalizers, false);
        var (group, version, plural) = resource;
        conditions.ContentFailed($"unexpected items still remain in namespace: {ns} for gvr: {group}/{version}, Resource={plural}");
        return new(TimeSpan.Zero, true);
    }

    /// <summary>How long the pods that still run may take to stop.</summary>
    private async ValueTask<TimeSpan> GraceAsync(string ns, DateTime deletedAt, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.Zero;
        await foreach (var pod in client.For<V1Pod>().ListAllAsync(ns, ListOptions.Default, cancellationToken))
        {
            if (pod.Status?.Phase is "Succeeded" or "Failed") continue;
            var grace = TimeSpan.FromSeconds(pod.Spec?.TerminationGracePeriodSeconds ?? 0);
            if (grace > longest) longest = grace;
        }

        var left = longest - (time.GetUtcNow().UtcDateTime - deletedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
