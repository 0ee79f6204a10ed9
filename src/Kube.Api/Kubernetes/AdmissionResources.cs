using Kube.Api.Catalog;
using Kube.Api.Kubernetes.AdmissionRegistration;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>admissionregistration.k8s.io</c>.</summary>
internal static class AdmissionResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var policy = new ValidatingPolicyStrategy();
        return
        [
            Define("MutatingAdmissionPolicy", "mutatingadmissionpolicies", new MutatingPolicyStrategy(), AdmissionTables.MutatingPolicy),
            Define("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", new MutatingBindingStrategy(), AdmissionTables.MutatingBinding),
            Define("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", new MutatingWebhookStrategy(), AdmissionTables.MutatingWebhooks),
            Define(
                "ValidatingAdmissionPolicy", "validatingadmissionpolicies", policy, AdmissionTables.ValidatingPolicy,
                Kinds.Status<V1ValidatingAdmissionPolicy>(policy, static (obj, old) => obj.Spec = old.Spec)),
            Define("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", new ValidatingBindingStrategy(), AdmissionTables.ValidatingBinding),
            Define("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", new ValidatingWebhookStrategy(), AdmissionTables.ValidatingWebhooks),
        ];
    }

    private static ResourceDefinition Define(
        string kind, string plural, ResourceStrategy strategy, Tables.ResourceTable table, params SubresourceDefinition[] subresources) => new()
        {
            Codec = Kinds.Codec("admissionregistration.k8s.io", "v1", kind), Plural = plural, Categories = [Kinds.ApiExtensions], Strategy = strategy, Table = table,
            Subresources = subresources,
        };
}
