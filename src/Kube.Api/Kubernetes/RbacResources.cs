using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Rbac;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>rbac.authorization.k8s.io</c>.</summary>
internal static class RbacResources
{
    public static IEnumerable<ResourceDefinition> Make() =>
    [
        new() { Codec = Codec("ClusterRoleBinding"), Plural = "clusterrolebindings", Strategy = new ClusterRoleBindingStrategy(), Table = RbacTables.ClusterRoleBinding },
        new() { Codec = Codec("ClusterRole"), Plural = "clusterroles", Strategy = new ClusterRoleStrategy() },
        new() { Codec = Codec("RoleBinding"), Plural = "rolebindings", Namespaced = true, Strategy = new RoleBindingStrategy(), Table = RbacTables.RoleBinding },
        new() { Codec = Codec("Role"), Plural = "roles", Namespaced = true, Strategy = new RoleStrategy() },
    ];

    private static ObjectCodec Codec(string kind) => Kinds.Codec("rbac.authorization.k8s.io", "v1", kind);
}
