using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.RoleAggregation;

/// <summary>Fills the roles that gather others' rules by label, such as <c>admin</c>, <c>edit</c> and <c>view</c>. Any role's change may concern any of them,
/// and they are few: each of them is looked at again.</summary>
internal sealed class RoleAggregationReconciler(IResourceCache<V1ClusterRole> roles, IKubeClient client, IReconcileQueue queue)
    : IReconciler<V1ClusterRole>, ICacheHandler<V1ClusterRole>
{
    private static readonly WriteOptions s_options = new() { FieldManager = "clusterrole-aggregation-controller" };

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!roles.TryGet(key, out var role) || role.AggregationRule is not { } aggregation || role.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        var gathered = Gather(role, aggregation, roles.List(""));
        if (Same(gathered, role.Rules ?? [])) return ReconcileResult.Done;
        var filled = role.DeepClone();
        filled.Rules = gathered;
        await client.For<V1ClusterRole>().UpdateAsync(filled, s_options, cancellationToken);
        return ReconcileResult.Done;
    }

    public void Added(V1ClusterRole obj, bool isInitial)
    {
        // Those that gather are looked at when all roles are known.
        if (!isInitial) LookAgain();
    }

    public void Updated(V1ClusterRole old, V1ClusterRole current)
    {
        var same = Same(old.Rules ?? [], current.Rules ?? []);
        if (!same || !Labels(old).OrderBy(Name).SequenceEqual(Labels(current).OrderBy(Name))) LookAgain();

        static IDictionary<string, string> Labels(V1ClusterRole role) => role.Metadata.Labels ?? [];
        static string Name(KeyValuePair<string, string> label) => label.Key;
    }

    public void Deleted(V1ClusterRole last) => LookAgain();

    private void LookAgain()
    {
        foreach (var role in roles.List(""))
            if (role.AggregationRule is not null) queue.Add(new(role.Metadata.Name!), isInitial: false);
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
