using Kube.Api.Models;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>How the kinds of <c>admissionregistration.k8s.io</c> are shown.</summary>
internal static class AdmissionTables
{
    private const string Unset = "<unset>";

    public static KindTable<V1ValidatingAdmissionPolicy> ValidatingPolicy { get; } = new(
        [Columns.Name, Columns.Integer("Validations", "How many rules it has."), Columns.Text("ParamKind", "The kind of its parameters."), Columns.Age],
        static (policy, row) => row
            .Text(policy.Metadata.Name).Number(policy.Spec.Validations?.Count ?? 0).Text(Kind(policy.Spec.ParamKind)).Age(policy.Metadata.CreationTimestamp));

    public static KindTable<V1MutatingAdmissionPolicy> MutatingPolicy { get; } = new(
        [Columns.Name, Columns.Integer("Mutations", "How many changes it makes."), Columns.Text("ParamKind", "The kind of its parameters."), Columns.Age],
        static (policy, row) => row
            .Text(policy.Metadata.Name).Number(policy.Spec.Mutations?.Count ?? 0).Text(Kind(policy.Spec.ParamKind)).Age(policy.Metadata.CreationTimestamp));

    public static KindTable<V1ValidatingAdmissionPolicyBinding> ValidatingBinding { get; } = new(
        BindingColumns,
        static (binding, row) => row
            .Text(binding.Metadata.Name).Text(binding.Spec.PolicyName).Text(Parameters(binding.Spec.ParamRef)).Age(binding.Metadata.CreationTimestamp));

    public static KindTable<V1MutatingAdmissionPolicyBinding> MutatingBinding { get; } = new(
        BindingColumns,
        static (binding, row) => row
            .Text(binding.Metadata.Name).Text(binding.Spec.PolicyName).Text(Parameters(binding.Spec.ParamRef)).Age(binding.Metadata.CreationTimestamp));

    public static KindTable<V1ValidatingWebhookConfiguration> ValidatingWebhooks { get; } = new(
        [Columns.Name, Columns.Integer("Webhooks", "How many webhooks it names."), Columns.Age],
        static (item, row) => row.Text(item.Metadata.Name).Number(item.Webhooks?.Count ?? 0).Age(item.Metadata.CreationTimestamp));

    public static KindTable<V1MutatingWebhookConfiguration> MutatingWebhooks { get; } = new(
        [Columns.Name, Columns.Integer("Webhooks", "How many webhooks it names."), Columns.Age],
        static (item, row) => row.Text(item.Metadata.Name).Number(item.Webhooks?.Count ?? 0).Age(item.Metadata.CreationTimestamp));

    private static Tables.TableColumn[] BindingColumns =>
        [Columns.Name, Columns.Text("PolicyName", "The policy that it puts to work."), Columns.Text("ParamRef", "The parameters that it gives."), Columns.Age];

    private static string Kind(V1ParamKind? kind) => kind is null ? Unset : $"{kind.ApiVersion}/{kind.Kind}";

    private static string Parameters(V1ParamRef? parameters)
    {
        if (parameters is null) return Unset;
        if (string.IsNullOrEmpty(parameters.Name)) return GoText.Selector(parameters.Selector);
        return string.IsNullOrEmpty(parameters.Namespace) ? parameters.Name : $"{parameters.Namespace}/{parameters.Name}";
    }
}
