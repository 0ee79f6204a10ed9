using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Bootstrap.Policy;

/// <summary>Upstream's default roles and bindings (<c>plugin/pkg/auth/authorizer/rbac/bootstrappolicy</c>, 1.36), made anew by each call.</summary>
internal static class DefaultPolicy
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string ControllerPrefix = "system:controller:";
    private const string System = "kube-system";

    public static List<V1ClusterRole> ClusterRoles() =>
        Marked([.. PolicyText.ReadClusterRoles(Policy.ClusterRoles.Text), .. PolicyText.ReadClusterRoles(ControllerRoles.Text)]);

    public static List<V1Role> Roles() => Marked(PolicyText.ReadRoles(NamespacedRoles.Text));

    public static List<V1ClusterRoleBinding> ClusterRoleBindings() => Marked(
    [
        Cluster("cluster-admin", OfGroup("system:masters")),
        Cluster("system:basic-user", OfGroup("system:authenticated")),
        Cluster("system:discovery", OfGroup("system:authenticated")),
        Cluster("system:kube-controller-manager", OfUser("system:kube-controller-manager")),
        Cluster("system:kube-dns", Account("kube-dns")),
        Cluster("system:kube-scheduler", OfUser("system:kube-scheduler")),
        Cluster("system:monitoring", OfGroup("system:monitoring")),
        // The node authorizer stands in its place; the binding is kept for who turns that off.
        Cluster("system:node"),
        Cluster("system:node-proxier", OfUser("system:kube-proxy")),
        Cluster("system:public-info-viewer", OfGroup("system:authenticated"), OfGroup("system:unauthenticated")),
        Cluster("system:service-account-issuer-discovery", OfGroup("system:serviceaccounts")),
        Cluster("system:volume-scheduler", OfUser("system:kube-scheduler")),
        .. PolicyText.ReadClusterRoles(ControllerRoles.Text)
            .Select(static role => Cluster(role.Metadata.Name!, Account(role.Metadata.Name![ControllerPrefix.Length..]))),
    ]);

    public static List<V1RoleBinding> RoleBindings() => Marked(
    [
        Within("kube-public", "system:controller:bootstrap-signer", "system:controller:bootstrap-signer", Account("bootstrap-signer")),
        Within(
            System, "system::extension-apiserver-authentication-reader", "extension-apiserver-authentication-reader",
            OfUser("system:kube-controller-manager"), OfUser("system:kube-scheduler")),
        Within(
            System, "system::leader-locking-kube-controller-manager", "system::leader-locking-kube-controller-manager",
            OfUser("system:kube-controller-manager"), Account("kube-controller-manager"), Account("leader-election-controller")),
        Within(
            System, "system::leader-locking-kube-scheduler", "system::leader-locking-kube-scheduler",
            OfUser("system:kube-scheduler"), Account("kube-scheduler")),
        Within(System, "system:controller:bootstrap-signer", "system:controller:bootstrap-signer", Account("bootstrap-signer")),
        Within(System, "system:controller:cloud-provider", "system:controller:cloud-provider", Account("cloud-provider")),
        Within(System, "system:controller:token-cleaner", "system:controller:token-cleaner", Account("token-cleaner")),
    ]);

    private static V1ClusterRoleBinding Cluster(string role, params Rbacv1Subject[] subjects) => new()
    {
        Metadata = new V1ObjectMeta { Name = role },
        RoleRef = new V1RoleRef { ApiGroup = Group, Kind = "ClusterRole", Name = role },
        Subjects = subjects.Length == 0 ? null : [.. subjects],
    };

    private static V1RoleBinding Within(string ns, string name, string role, params Rbacv1Subject[] subjects) => new()
    {
        Metadata = new V1ObjectMeta { Namespace = ns, Name = name },
        RoleRef = new V1RoleRef { ApiGroup = Group, Kind = "Role", Name = role },
        Subjects = [.. subjects],
    };

    private static Rbacv1Subject OfGroup(string name) => new() { Kind = "Group", ApiGroup = Group, Name = name };

    private static Rbacv1Subject OfUser(string name) => new() { Kind = "User", ApiGroup = Group, Name = name };

    private static Rbacv1Subject Account(string name) => new() { Kind = "ServiceAccount", Namespace = System, Name = name };

    private static List<T> Marked<T>(List<T> objects)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        foreach (var obj in objects)
        {
            obj.Metadata.Labels ??= new Dictionary<string, string>();
            obj.Metadata.Labels["kubernetes.io/bootstrapping"] = "rbac-defaults";
            obj.Metadata.Annotations = new Dictionary<string, string> { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" };
        }

        return objects;
    }
}
