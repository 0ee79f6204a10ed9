using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Snapshots;
using Holder = Kube.Api.Authorization.Rbac.RbacPolicy.Holder;

namespace Kube.Api.Authorization.Rbac;

/// <summary>The stored roles and bindings, arranged.</summary>
internal sealed class RbacPolicySource(IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
{
    private readonly GroupArrangement<RbacPolicy> _policy = new("rbac.authorization.k8s.io", snapshots, catalog, changes, Arrange);

    public RbacPolicy Current => _policy.Current;

    private static RbacPolicy Arrange(StoredGroup group)
    {
        var roles = new Dictionary<Holder, IReadOnlyList<V1PolicyRule>>();
        foreach (var role in group.All<V1ClusterRole>("clusterroles")) roles[new Holder("", role.Metadata.Name!)] = role.Rules ?? [];
        foreach (var role in group.All<V1Role>("roles")) roles[new Holder(role.Metadata.Namespace!, role.Metadata.Name!)] = role.Rules ?? [];

        var users = new Dictionary<Holder, List<Grant>>();
        var groups = new Dictionary<Holder, List<Grant>>();
        var order = 0;
        foreach (var binding in group.All<V1ClusterRoleBinding>("clusterrolebindings"))
        {
            var rules = roles.GetValueOrDefault(new Holder("", binding.RoleRef.Name));
            Add(binding.Subjects, subject => new Grant(order, $"ClusterRoleBinding \"{binding.Metadata.Name}\"", binding.RoleRef, subject, rules), "");
            order++;
        }

        foreach (var binding in group.All<V1RoleBinding>("rolebindings"))
        {
            var ns = binding.Metadata.Namespace!;
            var rules = roles.GetValueOrDefault(new Holder(binding.RoleRef.Kind == "Role" ? ns : "", binding.RoleRef.Name));
            Add(binding.Subjects, subject => new Grant(order, $"RoleBinding \"{binding.Metadata.Name}/{ns}\"", binding.RoleRef, subject, rules), ns);
            order++;
        }

        return new RbacPolicy(Freeze(users), Freeze(groups), roles);

        void Add(List<Rbacv1Subject>? subjects, Func<string, Grant> grant, string ns)
        {
            foreach (var subject in subjects ?? [])
            {
                var (holders, name, shown) = Describe(subject, ns);
                if (holders is null) continue;
                var holder = new Holder(ns, name);
                if (!holders.TryGetValue(holder, out var held)) holders.Add(holder, held = []);
                held.Add(grant(shown));
            }
        }

        (Dictionary<Holder, List<Grant>>?, string, string) Describe(Rbacv1Subject subject, string ns)
        {
            var home = string.IsNullOrEmpty(subject.Namespace) ? ns : subject.Namespace;
            return subject.Kind switch
            {
                "User" => (users, subject.Name, $"User \"{subject.Name}\""),
                "Group" => (groups, subject.Name, $"Group \"{subject.Name}\""),
                "ServiceAccount" => (home.Length == 0 ? null : users, $"{UserNames.ServiceAccountPrefix}{home}:{subject.Name}", $"ServiceAccount \"{subject.Name}/{home}\""),
                _ => (null, "", ""),
            };
        }
    }

    private static Dictionary<Holder, Grant[]> Freeze(Dictionary<Holder, List<Grant>> holders) => holders.ToDictionary(static held => held.Key, static held => held.Value.ToArray());
}
