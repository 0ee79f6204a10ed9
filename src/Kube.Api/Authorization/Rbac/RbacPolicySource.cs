using System.Runtime.CompilerServices;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Kv;
using Kube.Store.Snapshots;
using Holder = Kube.Api.Authorization.Rbac.RbacPolicy.Holder;

namespace Kube.Api.Authorization.Rbac;

/// <summary>Arranges the stored roles and bindings, and again only after one of them was written: whoever was told of a grant has it with the next request.</summary>
internal sealed class RbacPolicySource(IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
{
    private const string Group = "rbac.authorization.k8s.io";
    private readonly StrongBox<long> _counter = changes.Of(Group);
    private volatile Arranged? _arranged;

    public RbacPolicy Current
    {
        get
        {
            var catalogNow = catalog.Current;
            // The counter before the snapshot: see ResourceChanges.
            var count = Volatile.Read(ref _counter.Value);
            if (_arranged is { } kept && kept.Count == count && ReferenceEquals(kept.Catalog, catalogNow)) return kept.Policy;
            var policy = Arrange(snapshots.Open(), catalogNow);
            _arranged = new Arranged(count, catalogNow, policy);
            return policy;
        }
    }

    private static RbacPolicy Arrange(IStoreSnapshot snapshot, ResourceCatalogSnapshot catalog)
    {
        var roles = new Dictionary<Holder, IReadOnlyList<V1PolicyRule>>();
        foreach (var role in All<V1ClusterRole>(snapshot, catalog, "clusterroles")) roles[new Holder("", role.Metadata.Name!)] = role.Rules ?? [];
        foreach (var role in All<V1Role>(snapshot, catalog, "roles")) roles[new Holder(role.Metadata.Namespace!, role.Metadata.Name!)] = role.Rules ?? [];

        var users = new Dictionary<Holder, List<Grant>>();
        var groups = new Dictionary<Holder, List<Grant>>();
        var order = 0;
        foreach (var binding in All<V1ClusterRoleBinding>(snapshot, catalog, "clusterrolebindings"))
        {
            var rules = roles.GetValueOrDefault(new Holder("", binding.RoleRef.Name));
            Add(binding.Subjects, subject => new Grant(order, $"ClusterRoleBinding \"{binding.Metadata.Name}\"", binding.RoleRef, subject, rules), "");
            order++;
        }

        foreach (var binding in All<V1RoleBinding>(snapshot, catalog, "rolebindings"))
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

    private static IEnumerable<T> All<T>(IStoreSnapshot snapshot, ResourceCatalogSnapshot catalog, string plural)
    {
        if (!catalog.TryFind(new GroupVersionResource(Group, "v1", plural), out var definition)) yield break;
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition, ""))))
            yield return (T)entry.AsObject(definition).Object.Decode(0);
    }

    private sealed record Arranged(long Count, ResourceCatalogSnapshot Catalog, RbacPolicy Policy);
}
