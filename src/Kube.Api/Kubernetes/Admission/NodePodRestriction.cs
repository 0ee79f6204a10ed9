using Kube.Api.Admission;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>What a node agent may do to pods, and for which of them it may ask tokens: the part of <see cref="NodeRestriction"/> about pods.</summary>
internal sealed class NodePodRestriction(AdmissionObjects objects, IAuthorizer authorizer)
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private static readonly GroupVersionResource s_nodes = new("", "v1", "nodes");
    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");
    private static readonly GroupVersionResource s_volumes = new("", "v1", "persistentvolumes");
    private static readonly GroupVersionResource s_drivers = new("storage.k8s.io", "v1", "csidrivers");

    public async ValueTask CheckAsync(string node, AdmissionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Subresource, request.Operation)
        {
            case ("", Verbs.Create):
                await CheckMirrorAsync(node, request, (V1Pod)request.Object!, cancellationToken);
                break;
            case ("", Verbs.Delete):
                if ((request.OldObject as V1Pod)?.Spec.NodeName != node) throw Refuse(request, $"node \"{node}\" can only delete pods with spec.nodeName set to itself");
                break;
            case ("", _):
                throw Refuse(request, $"unexpected operation \"{request.Operation.ToUpperInvariant()}\", node \"{node}\" can only create and delete mirror pods");
            case ("status", Verbs.Update):
                CheckStatus(node, request, (V1Pod)request.Object!, (V1Pod)request.OldObject!);
                break;
            case ("eviction", Verbs.Create):
                var pod = await FindPodAsync(request.Namespace, request.Name, cancellationToken);
                if (pod.Spec.NodeName != node) throw Refuse(request, $"node {node} can only evict pods with spec.nodeName set to itself");
                break;
            case ("status" or "eviction", _):
                throw Refuse(request, $"unexpected operation \"{request.Operation.ToUpperInvariant()}\"");
            default:
                throw Refuse(request, $"unexpected pod subresource \"{request.Subresource}\", only 'status' and 'eviction' are allowed");
        }
    }

    /// <summary>A node gets tokens only for pods on it, and only for audiences that the pod speaks of.</summary>
    public async ValueTask CheckTokenAsync(string node, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var asked = ((Authenticationv1TokenRequest)request.Object!).Spec;
        if (asked.BoundObjectRef is not { ApiVersion: "v1", Kind: "Pod", Name: { Length: > 0 } name } bound) throw Refuse(request, "node requested token not bound to a pod");
        if (string.IsNullOrEmpty(bound.Uid)) throw Refuse(request, "node requested token with a pod binding without a uid");
        var pod = await FindPodAsync(request.Namespace, name, cancellationToken);
        if (pod.Metadata.Uid != bound.Uid)
        {
            throw Refuse(
                request,
                $"the UID in the bound object reference ({bound.Uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        if (pod.Spec.NodeName != node) throw Refuse(request, "node requested token bound to a pod scheduled on a different node");
        if (asked.Audiences is { Count: > 1 }) throw Refuse(request, "node may only request 0 or 1 audiences");
        var audience = asked.Audiences is [var only] ? only : "";
        if (SpeaksOf(pod, audience) || await DriverWantsAsync(pod, audience, cancellationToken) || await MayAskForAudienceAsync(request, audience, cancellationToken)) return;
        throw Refuse(request, $"audience \"{audience}\" not found in pod spec volume, system:node:{node} is not authorized to request tokens for this audience");
    }

    private static ForbiddenException Refuse(AdmissionRequest request, string why) => AdmissionObjects.Refuse(request, why);

    private static bool SpeaksOf(V1Pod pod, string audience) => (pod.Spec.Volumes ?? []).Exists(
        volume => (volume.Projected?.Sources ?? []).Exists(source => source.ServiceAccountToken is { } token && (token.Audience ?? "") == audience));

    /// <summary>Whether the driver of one of the pod's volumes asks for tokens of an audience.</summary>
    private async ValueTask<bool> DriverWantsAsync(V1Pod pod, string audience, CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            var claim = volume.PersistentVolumeClaim?.ClaimName ?? (volume.Ephemeral?.VolumeClaimTemplate is not null ? $"{pod.Metadata.Name}-{volume.Name}" : null);
            var name = volume.Csi?.Driver ?? (claim is null ? null : await DriverOfAsync(pod.Metadata.Namespace!, claim, cancellationToken));
            if (string.IsNullOrEmpty(name)) continue;
            var driver = await objects.FindAsync<V1CSIDriver>(s_drivers, "", name, cancellationToken);
            if (driver?.Spec.TokenRequests?.Exists(request => request.Audience == audience) == true) return true;
        }

        return false;
    }

    private async ValueTask<string?> DriverOfAsync(string ns, string claim, CancellationToken cancellationToken)
    {
        if ((await objects.FindAsync<V1PersistentVolumeClaim>(s_claims, ns, claim, cancellationToken))?.Spec.VolumeName is not { Length: > 0 } bound) return null;
        return (await objects.FindAsync<V1PersistentVolume>(s_volumes, "", bound, cancellationToken))?.Spec.Csi?.Driver;
    }

    private static void CheckStatus(string node, AdmissionRequest request, V1Pod now, V1Pod old)
    {
        if (old.Spec.NodeName != node) throw Refuse(request, $"node \"{node}\" can only update pod status for pods with spec.nodeName set to itself");
        if (!Same(now.Metadata.Labels, old.Metadata.Labels)) throw Refuse(request, $"node \"{node}\" cannot update labels through pod status");
        if (!NodeRestriction.SameList(now.Status?.ResourceClaimStatuses, old.Status?.ResourceClaimStatuses, static (one, other) => one.SemanticEquals(other)))
            throw Refuse(request, $"node \"{node}\" cannot update resource claim statuses");
    }

    private static bool Same(Dictionary<string, string>? now, Dictionary<string, string>? before)
    {
        now ??= [];
        before ??= [];
        return now.Count == before.Count && now.All(label => before.TryGetValue(label.Key, out var value) && value == label.Value);
    }

    private async ValueTask CheckMirrorAsync(string node, AdmissionRequest request, V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) != true)
            throw Refuse(request, $"pod does not have \"{MirrorAnnotation}\" annotation, node \"{node}\" can only create mirror pods");
        if (pod.Spec.NodeName != node) throw Refuse(request, $"node \"{node}\" can only create pods with spec.nodeName set to itself");
        switch (pod.Metadata.OwnerReferences)
        {
            case { Count: > 1 }:
                throw Refuse(request, $"node \"{node}\" can only create pods with a single owner reference set to itself");
            case [{ ApiVersion: "v1", Kind: "Node" } owner] when owner.Name == node:
                await CheckOwnerAsync(node, request, owner, cancellationToken);
                break;
            default:
                throw Refuse(request, $"node \"{node}\" can only create pods with an owner reference set to itself");
        }

        var what = FindReference(pod);
        if (what is not null) throw Refuse(request, $"node \"{node}\" can not create pods that reference {what}");
    }

    private async ValueTask CheckOwnerAsync(string node, AdmissionRequest request, V1OwnerReference owner, CancellationToken cancellationToken)
    {
        if (owner.Controller != true) throw Refuse(request, $"node \"{node}\" can only create pods with a controller owner reference set to itself");
        if (owner.BlockOwnerDeletion == true) throw Refuse(request, $"node \"{node}\" must not set blockOwnerDeletion on an owner reference");
        var own = await objects.FindAsync<V1Node>(s_nodes, "", node, cancellationToken) ?? throw new NotFoundException(s_nodes, node);
        if (owner.Uid != own.Metadata.Uid) throw Refuse(request, $"node {owner.Name} UID mismatch: expected {owner.Uid} got {own.Metadata.Uid}");
    }

    private static string? FindReference(V1Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Spec.ServiceAccountName)) return "a service account";
        if (SecretUses.Of(pod.Spec).Any()) return "secrets";
        if (ConfigMapUses.Of(pod.Spec).Any()) return "configmaps";
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null) return "persistentvolumeclaims";
            if ((volume.Projected?.Sources ?? []).Exists(static source => source.ClusterTrustBundle is not null)) return "clustertrustbundles";
        }

        return pod.Spec.ResourceClaims is { Count: > 0 } ? "resourceclaims" : null;
    }

    private async ValueTask<V1Pod> FindPodAsync(string ns, string name, CancellationToken cancellationToken) =>
        await objects.FindAsync<V1Pod>(PodAdmission.Pods, ns, name, cancellationToken) ?? throw new NotFoundException(PodAdmission.Pods, name);

    private async ValueTask<bool> MayAskForAudienceAsync(AdmissionRequest request, string audience, CancellationToken cancellationToken)
    {
        var asked = new AuthorizationAttributes
        {
            User = request.User, Verb = "request-serviceaccounts-token-audience", Version = "v1", Resource = audience, Name = request.Name, Namespace = request.Namespace,
        };
        return audience.Length > 0 && (await authorizer.AuthorizeAsync(asked, cancellationToken)).IsAllowed;
    }
}
