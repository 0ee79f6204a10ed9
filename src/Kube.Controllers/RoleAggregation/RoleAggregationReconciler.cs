using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.RoleAggregation;

/// <summary>Fills the roles that gather others' rules by label, such as <c>admin</c>, <c>edit</c> and <c>view</c>. Any role's change may concern any of them,
/// and they are few: each is looked at again.</summary>
internal sealed class RoleAggregationReconciler(IResourceCache<V1ClusterRole> roles, IKubeClient client) : IReconciler<V1ClusterRole>
{
    private static readonly WriteOptions s_options = new() { FieldManager = "clusterrole-aggregation-controller" };

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        V1ClusterRole[] all = [.. roles.List("").OrderBy(static role => role.Metadata.Name, StringComparer.Ordinal)];
        foreach (var role in all)
        {
            if (role.AggregationRule is not { } aggregation || role.Metadata.DeletionTimestamp is not null) continue;
            var gathered = Gather(role, aggregation, all);
            if (Same(gathered, role.Rules ?? [])) continue;
            var filled = role.DeepClone();
            filled.Rules = gathered;
            await client.For<V1ClusterRole>().UpdateAsync(filled, s_options, cancellationToken);
        }

        return ReconcileResult.Done;
    }

    /// <summary>The rules of every role that a selector names, each once, in the order of the roles' names.</summary>
    internal static List<V1PolicyRule> Gather(V1ClusterRole role, V1AggregationRule aggregation, IEnumerable<V1ClusterRole> all)
    {
        var rules = new List<V1PolicyRule>();
        foreach (var selector in (aggregation.ClusterRoleSelectors ?? []).Select(Selecting.Read))
        {
            if (selector is null) continue;
            foreach (var other in all)
            {
                if (other.Metadata.Name == role.Metadata.Name || !selector.Matches(other.Metadata.Labels ?? [])) continue;
                rules.AddRange((other.Rules ?? []).Where(rule => !rules.Exists(rule.SemanticEquals)));
            }
        }

        return rules;
    }

    private static bool Same(List<V1PolicyRule> one, List<V1PolicyRule> other) => one.Count == other.Count && one.Zip(other).All(static pair => pair.First.SemanticEquals(pair.Second));
}
