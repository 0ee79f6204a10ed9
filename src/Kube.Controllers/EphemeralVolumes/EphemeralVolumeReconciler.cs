using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;
using Kube.Controllers.Volumes;

namespace Kube.Controllers.EphemeralVolumes;

/// <summary>Makes the claims of volumes that live as long as their pod.</summary>
internal sealed class EphemeralVolumeReconciler(
    IKubeClient client, IEventRecorder events, IResourceCache<V1Pod> pods, IResourceCache<V1PersistentVolumeClaim> claims) : IReconciler<V1Pod>
{
    /// <summary>Whether a pod has such volumes and lives.</summary>
    public static bool Matters(V1Pod pod) => pod.Metadata.DeletionTimestamp is null && !PodStates.IsFinished(pod) && (pod.Spec.Volumes ?? []).Exists(static volume => volume.Ephemeral is not null);

    /// <summary>The pod of a claim that is gone: it may have been deleted by mistake.</summary>
    public static IEnumerable<ObjectKey> PodOf(V1PersistentVolumeClaim claim) =>
        OwnerReferences.ControllerOf(claim) is { Kind: "Pod", ApiVersion: "v1" } owner ? [new(claim.Metadata.Namespace!, owner.Name)] : [];

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!pods.TryGet(key, out var pod) || !Matters(pod)) return ReconcileResult.Done;
        foreach (var volume in pod.Spec.Volumes!.Where(static volume => volume.Ephemeral is not null))
        {
            try
            {
                await MakeAsync(pod, volume, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException && !PodControl.IsNamespaceTerminating(e))
            {
                events.Event(pod, EventTypes.Warning, "FailedBinding", $"ephemeral volume {volume.Name}: {e.Message}");
                throw;
            }
        }

        return ReconcileResult.Done;
    }

    private async ValueTask MakeAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        var name = ClaimUsers.EphemeralName(pod, volume);
        if (claims.TryGet(new(pod.Metadata.Namespace!, name), out var known))
        {
            if (!OwnerReferences.IsControlledBy(known, pod.Metadata.Uid))
                throw new InvalidOperationException($"PVC {known.Metadata.Namespace}/{name} was not created for pod {pod.Metadata.Namespace}/{pod.Metadata.Name} (pod is not owner)");
            return;
        }

        var template = volume.Ephemeral!.VolumeClaimTemplate!;
        var metadata = template.Metadata;
        try
        {
            await client.For<V1PersistentVolumeClaim>().CreateAsync(
                new()
                {
                    Metadata = new()
                    {
                        Name = name,
                        Namespace = pod.Metadata.Namespace,
                        Labels = metadata?.Labels is null ? null : new(metadata.Labels),
                        Annotations = metadata?.Annotations is null ? null : new(metadata.Annotations),
                        OwnerReferences = [OwnerReferences.ToController(pod)],
                    },
                    Spec = template.Spec.DeepClone(),
                },
                WriteOptions.Default,
                cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            // The cache is behind: its event says whose it is.
        }
    }
}
