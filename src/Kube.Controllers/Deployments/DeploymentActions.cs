using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Deployments;

/// <summary>What a deployment's controller does to the cluster.</summary>
internal sealed class DeploymentActions(IKubeClient client, IEventRecorder events, IResourceCache<V1ReplicaSet> sets, TimeProvider time)
{
    private readonly IResourceClient<V1Deployment> _deployments = client.For<V1Deployment>();
    private readonly IResourceClient<V1ReplicaSet> _sets = client.For<V1ReplicaSet>();

    /// <summary>Gives a set a size, and notes the deployment's sizes on it.</summary>
    /// <returns>The set as it is then.</returns>
    public async ValueTask<V1ReplicaSet> ScaleAsync(V1Deployment deployment, V1ReplicaSet set, int replicas, CancellationToken cancellationToken)
    {
        var old = RolloutNumbers.Replicas(set);
        if (old == replicas && !RevisionNotes.SizesDiffer(set, deployment)) return set;
        var copy = set.DeepClone();
        copy.Spec.Replicas = replicas;
        RevisionNotes.NoteSizes(copy, deployment);
        var updated = await _sets.UpdateAsync(copy, WriteOptions.Default, cancellationToken);
        if (old != replicas) RecordScaling(deployment, set.Metadata.Name!, old, replicas);
        return updated;
    }

    /// <summary>Writes the notes of the newest set, and the deployment's revision and progress where they are behind.</summary>
    public async ValueTask<V1ReplicaSet> KeepNewestAsync(V1Deployment deployment, V1ReplicaSet newest, long revision, CancellationToken cancellationToken)
    {
        // Notes are metadata: the template, which is the most of a set, stays the shared one.
        var copy = new V1ReplicaSet { ApiVersion = newest.ApiVersion, Kind = newest.Kind, Metadata = newest.Metadata.DeepClone(), Spec = newest.Spec, Status = newest.Status };
        var changed = RevisionNotes.NoteNewest(copy, deployment, revision, exists: true);
        if ((copy.Spec.MinReadySeconds ?? 0) != (deployment.Spec.MinReadySeconds ?? 0))
        {
            copy.Spec = newest.Spec.DeepClone();
            copy.Spec.MinReadySeconds = deployment.Spec.MinReadySeconds;
            changed = true;
        }

        if (changed) return await _sets.UpdateAsync(copy, WriteOptions.Default, cancellationToken);
        var needsUpdate = RevisionNotes.Put(deployment.Metadata, DeploymentNames.Revision, copy.Metadata.Annotations?.GetValueOrDefault(DeploymentNames.Revision) ?? "");
        if (RolloutNumbers.HasProgressDeadline(deployment) && DeploymentConditions.Find(deployment.Status, DeploymentNames.Progressing) is null)
        {
            Progress(deployment, "True", DeploymentNames.FoundNewReplicaSet, $"Found new replica set \"{newest.Metadata.Name}\"");
            needsUpdate = true;
        }

        if (needsUpdate) await UpdateStatusAsync(deployment, cancellationToken);
        return copy;
    }

    /// <summary>Creates the set of the current template.</summary>
    /// <returns>The set; null when its name turned out to be taken, which a further pass with another name resolves.</returns>
    public async ValueTask<V1ReplicaSet?> CreateNewestAsync(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> old, CancellationToken cancellationToken)
    {
        var revision = RevisionNotes.Highest(old) + 1;
        var made = Make(deployment, old, revision);
        var existed = false;
        V1ReplicaSet created;
        try
        {
            created = await _sets.CreateAsync(made, WriteOptions.Default, cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            if (!sets.TryGet(new(made.Metadata.Namespace!, made.Metadata.Name!), out var found)) found = await FindAsync(made, cancellationToken);
            if (!OwnerReferences.IsControlledBy(found, deployment.Metadata.Uid) || !DeploymentSets.SameTemplate(deployment.Spec.Template, found.Spec.Template))
            {
                // Another template has this name: the next pass makes another one, with the count that is written here.
                deployment.Status.CollisionCount = (deployment.Status.CollisionCount ?? 0) + 1;
                await UpdateStatusAsync(deployment, cancellationToken);
                return null;
            }

            created = found;
            existed = true;
        }
        catch (ApiException e) when (!PodControl.IsNamespaceTerminating(e))
        {
            await ReportFailureAsync(deployment, made.Metadata.Name!, e, cancellationToken);
            throw;
        }

        var size = RolloutNumbers.Replicas(made);
        if (!existed && size > 0) RecordScaling(deployment, created.Metadata.Name!, 0, size);
        var needsUpdate = RevisionNotes.Put(deployment.Metadata, DeploymentNames.Revision, $"{revision}");
        if (!existed && RolloutNumbers.HasProgressDeadline(deployment))
        {
            Progress(deployment, "True", DeploymentNames.NewReplicaSetCreated, $"Created new replica set \"{created.Metadata.Name}\"");
            needsUpdate = true;
        }

        if (needsUpdate) await UpdateStatusAsync(deployment, cancellationToken);
        return created;
    }

    /// <summary>Deletes old sets that are done with, beyond as many as are to be kept.</summary>
    public async ValueTask CleanUpAsync(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> old, CancellationToken cancellationToken)
    {
        if (deployment.Spec.RevisionHistoryLimit is not { } limit || limit == int.MaxValue) return;
        var alive = old.Where(set => set.Metadata.DeletionTimestamp is null).OrderBy(RevisionNotes.Revision).ToList();
        foreach (var set in alive.Take(alive.Count - limit))
        {
            if (set.Status.Replicas != 0 || RolloutNumbers.Replicas(set) != 0 || (set.Metadata.Generation ?? 0) > (set.Status.ObservedGeneration ?? 0)) continue;
            try
            {
                await _sets.DeleteAsync(new(set.Metadata.Namespace!, set.Metadata.Name!), new V1DeleteOptions(), cancellationToken);
            }
            catch (NotFoundException)
            {
                // Gone already.
            }
        }
    }

    /// <summary>Writes the deployment's status and annotations; the deployment is then the one that the server answered with.</summary>
    public async ValueTask UpdateStatusAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        var updated = await _deployments.UpdateAsync(new(deployment.Metadata.Namespace!, deployment.Metadata.Name!), "status", deployment, WriteOptions.Default, cancellationToken);
        deployment.Metadata = updated.Metadata;
        deployment.Status = updated.Status;
    }

    public void Progress(V1Deployment deployment, string status, string reason, string message) =>
        DeploymentConditions.Set(deployment.Status, DeploymentConditions.New(DeploymentNames.Progressing, status, reason, message, time.GetUtcNow()));

    private static V1ReplicaSet Make(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> old, long revision)
    {
        var hash = TemplateHash.Of(deployment.Spec.Template, deployment.Status.CollisionCount);
        var template = deployment.Spec.Template.DeepClone();
        (template.Metadata.Labels ??= [])[DeploymentNames.PodTemplateHash] = hash;
        var selector = deployment.Spec.Selector!.DeepClone();
        (selector.MatchLabels ??= [])[DeploymentNames.PodTemplateHash] = hash;
        var made = new V1ReplicaSet
        {
            Metadata = new()
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                Namespace = deployment.Metadata.Namespace,
                OwnerReferences = [OwnerReferences.ToController(deployment)],
                Labels = new(template.Metadata.Labels),
            },
            Spec = new() { Replicas = 0, MinReadySeconds = deployment.Spec.MinReadySeconds, Selector = selector, Template = template },
        };
        made.Spec.Replicas = RolloutNumbers.NewSetSize(deployment, [.. old, made], made);
        RevisionNotes.NoteNewest(made, deployment, revision, exists: false);
        return made;
    }

    private async ValueTask<V1ReplicaSet> FindAsync(V1ReplicaSet made, CancellationToken cancellationToken) =>
        await _sets.GetAsync(new(made.Metadata.Namespace!, made.Metadata.Name!), cancellationToken);

    private async ValueTask ReportFailureAsync(V1Deployment deployment, string name, ApiException failure, CancellationToken cancellationToken)
    {
        var message = $"Failed to create new replica set \"{name}\": {failure.Message}";
        if (RolloutNumbers.HasProgressDeadline(deployment))
        {
            Progress(deployment, "False", DeploymentNames.ReplicaSetCreateError, message);
            await UpdateStatusAsync(deployment, cancellationToken);
        }

        events.Event(deployment, EventTypes.Warning, DeploymentNames.ReplicaSetCreateError, message);
    }

    private void RecordScaling(V1Deployment deployment, string set, int from, int to) =>
        events.Event(deployment, EventTypes.Normal, "ScalingReplicaSet", $"Scaled {(to > from ? "up" : "down")} replica set {set} from {from} to {to}");
}
