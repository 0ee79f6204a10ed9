using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Policy;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>policy</c>. Evictions are a subresource of pods.</summary>
internal static class PolicyResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var strategy = new BudgetStrategy();
        return
        [
            new()
            {
                Codec = Kinds.Codec("policy", "v1", "PodDisruptionBudget"), Plural = "poddisruptionbudgets", Namespaced = true, ShortNames = ["pdb"],
                Strategy = strategy, Table = PolicyTables.Budget,
                Subresources = [Kinds.Status<V1PodDisruptionBudget>(strategy, static (obj, old) => obj.Spec = old.Spec)],
            },
        ];
    }
}
