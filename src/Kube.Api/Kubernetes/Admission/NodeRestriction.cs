using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Admission;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Authorization.Nodes;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>A node agent writes only about its own node and the pods on it (upstream's plugin NodeRestriction, 1.36).</summary>
internal sealed class NodeRestriction(NodePodRestriction pods) : IMutatingAdmission
{
    private const string LeaseNamespace = "kube-node-lease";

    public bool Handles(AdmissionRequest request) => NodeIdentity.Of(request.User) is not null;

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var node = NodeIdentity.Of(request.User)!;
        if (node.Length == 0) throw Refuse(request, $"could not determine node from user \"{request.User.Name}\"");
        switch (request.Resource.Kind.Group, request.Resource.Plural)
        {
            case ("", "pods"):
                await pods.CheckAsync(node, request, cancellationToken);
                break;
            case ("", "nodes"):
                CheckNode(node, request);
                break;
            case ("", "persistentvolumeclaims"):
                CheckClaim(node, request);
                break;
            case ("", "serviceaccounts") when request is { Operation: Verbs.Create, Subresource: "token" }:
                await pods.CheckTokenAsync(node, request, cancellationToken);
                break;
            case ("coordination.k8s.io", "leases"):
                if (request.Namespace != LeaseNamespace) throw Refuse(request, $"can only access leases in the \"{LeaseNamespace}\" system namespace");
                if (request.Name != node) throw Refuse(request, "can only access node lease with the same name as the requesting node");
                break;
            case ("storage.k8s.io", "csinodes"):
                if (request.Name != node) throw Refuse(request, "can only access CSINode with the same name as the requesting node");
                break;
            case ("resource.k8s.io", "resourceslices"):
                CheckSlice(node, request);
                break;
            case ("certificates.k8s.io", "certificatesigningrequests"):
                CheckSigningRequest(request);
                break;
        }

        return false;
    }

    private static ForbiddenException Refuse(AdmissionRequest request, string why) => AdmissionObjects.Refuse(request, why);

    private static void CheckNode(string node, AdmissionRequest request)
    {
        if (request.Name != node) throw Refuse(request, $"node \"{node}\" is not allowed to modify node \"{request.Name}\"");
        if (request.Object is not V1Node now) return;
        if (request.OldObject is not V1Node old)
        {
            if (now.Spec?.ConfigSource is not null) throw Refuse(request, $"node \"{node}\" is not allowed to create pods with a non-nil configSource");
            if (NodeLabels.FindForbidden(now.Metadata.Labels, null) is { Length: > 0 } set)
                throw Refuse(request, $"node \"{node}\" is not allowed to set the following labels: {set}");
            return;
        }

        if (now.Spec?.ConfigSource is { } source && !source.SemanticEquals(old.Spec?.ConfigSource))
            throw Refuse(request, $"node \"{node}\" is not allowed to update configSource to a new non-nil configSource");
        if (!SameList(now.Spec?.Taints, old.Spec?.Taints, static (one, other) => one.SemanticEquals(other)))
            throw Refuse(request, $"node \"{node}\" is not allowed to modify taints");
        if (NodeLabels.FindForbidden(now.Metadata.Labels, old.Metadata.Labels) is { Length: > 0 } changed) throw Refuse(request, $"is not allowed to modify labels: {changed}");
        if (!SameList(now.Metadata.OwnerReferences, old.Metadata.OwnerReferences, static (one, other) => one.SemanticEquals(other)))
            throw Refuse(request, $"node \"{node}\" is not allowed to modify ownerReferences");
    }

    private static void CheckClaim(string node, AdmissionRequest request)
    {
        if (request.Subresource != "status") throw Refuse(request, "may only update PVC status");
        if (request is not { Operation: Verbs.Update, Object: V1PersistentVolumeClaim now, OldObject: V1PersistentVolumeClaim old })
            throw Refuse(request, $"unexpected operation \"{request.Operation.ToUpperInvariant()}\"");
        // A node says how large a volume has become, nothing else.
        var masked = now.DeepClone();
        masked.Metadata.ManagedFields = old.Metadata.ManagedFields;
        masked.Metadata.ResourceVersion = old.Metadata.ResourceVersion;
        masked.Status ??= new V1PersistentVolumeClaimStatus();
        masked.Status.Capacity = old.Status?.Capacity;
        masked.Status.Conditions = old.Status?.Conditions;
        masked.Status.AllocatedResources = old.Status?.AllocatedResources;
        masked.Status.AllocatedResourceStatuses = old.Status?.AllocatedResourceStatuses;
        if (!masked.SemanticEquals(old)) throw Refuse(request, $"node \"{node}\" is not allowed to update fields other than status.quantity and status.conditions");
    }

    private static void CheckSlice(string node, AdmissionRequest request)
    {
        var slice = (request.Object ?? request.OldObject) as V1ResourceSlice;
        if (slice is null || slice.Spec.NodeName == node) return;
        throw Refuse(request, request.Operation == Verbs.Create
            ? "can only create ResourceSlice with the same NodeName as the requesting node"
            : "can only delete ResourceSlice with the same NodeName as the requesting node");
    }

    private static void CheckSigningRequest(AdmissionRequest request)
    {
        if (request is not { Operation: Verbs.Create, Object: V1CertificateSigningRequest asked }) return;
        if (asked.Spec.SignerName is not ("kubernetes.io/kubelet-serving" or "kubernetes.io/kube-apiserver-client-kubelet")) return;
        if (CommonNameOf(request, asked) != request.User.Name) throw Refuse(request, $"can only create a node CSR with CN={request.User.Name}");
    }

    private static string? CommonNameOf(AdmissionRequest request, V1CertificateSigningRequest asked)
    {
        try
        {
            var pem = System.Text.Encoding.UTF8.GetString(asked.Spec.Request ?? []);
            var parsed = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
            return SubjectNames.Read(parsed.SubjectName).User;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Refuse(request, $"unable to parse csr: {e.Message}");
        }
    }

    internal static bool SameList<T>(List<T>? now, List<T>? before, Func<T, T, bool> same)
    {
        now ??= [];
        before ??= [];
        return now.Count == before.Count && now.Zip(before).All(pair => same(pair.First, pair.Second));
    }
}
