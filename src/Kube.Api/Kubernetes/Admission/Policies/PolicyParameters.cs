using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Finds the parameters that a binding gives its policy.</summary>
internal sealed class PolicyParameters(IStoreSnapshots snapshots, IResourceCatalog catalog)
{
    private static readonly TreeNode?[] s_none = [null];

    /// <summary>The parameters, one evaluation for each; a single null when the policy has none; empty when there are none to be found and that is allowed.</summary>
    /// <returns>The parameters, or why the binding cannot be used.</returns>
    public async ValueTask<(IReadOnlyList<TreeNode?> Parameters, string? Problem)> FindAsync(
        CompiledPolicy policy, CompiledBinding binding, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (policy.ParamKind is not { } kind || binding.ParamRef is not { } reference) return (s_none, null);
        var wanted = GroupVersionKind.From(kind.ApiVersion ?? "", kind.Kind ?? "");
        if (!catalog.Current.TryFind(wanted, out var definition))
            return ([], $"failed to configure policy: failed to find resource referenced by paramKind: '{wanted.Group}/{wanted.Version}, Kind={wanted.Kind}'");
        var ns = "";
        if (definition.Namespaced)
        {
            ns = string.IsNullOrEmpty(reference.Namespace) ? request.Namespace : reference.Namespace;
            if (ns.Length == 0) return ([], "failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }
        else if (!string.IsNullOrEmpty(reference.Namespace))
        {
            return ([], "failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }

        var found = Find(await snapshots.OpenLatestAsync(cancellationToken), definition, ns, reference);
        if (found.Count > 0 || reference.ParameterNotFoundAction != "Deny") return (found, null);
        return ([], "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
    }

    private static List<TreeNode?> Find(IStoreSnapshot snapshot, ResourceDefinition definition, string ns, V1ParamRef reference)
    {
        var found = new List<TreeNode?>();
        if (!string.IsNullOrEmpty(reference.Name))
        {
            if (snapshot.TryGet(definition.Stored, ns, reference.Name, out var one)) found.Add(TreeNode.Parse(one.Object.In(definition).Json));
            return found;
        }

        var selector = MatchRules.Selector(reference.Selector);
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition.Stored, ns))))
        {
            var stored = entry.AsObject(definition.Stored);
            if (selector.Matches(stored.Object.Facts.Labels)) found.Add(TreeNode.Parse(stored.Object.In(definition).Json));
        }

        return found;
    }
}
