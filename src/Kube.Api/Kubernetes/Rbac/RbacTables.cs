using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.Rbac;

/// <summary>How role bindings are shown; roles have the default columns.</summary>
internal static class RbacTables
{
    private static readonly TableColumn[] Shown =
    [
        Columns.Name,
        Columns.Text("Role", "The role that is granted."),
        Columns.Age,
        Columns.Wide("Users", "Users that get it."),
        Columns.Wide("Groups", "Groups that get it."),
        Columns.Wide("ServiceAccounts", "Service accounts that get it."),
    ];

    public static KindTable<V1RoleBinding> RoleBinding { get; } = new(
        Shown, static (binding, row) => Fill(binding.Metadata, binding.RoleRef, binding.Subjects, row));

    public static KindTable<V1ClusterRoleBinding> ClusterRoleBinding { get; } = new(
        Shown, static (binding, row) => Fill(binding.Metadata, binding.RoleRef, binding.Subjects, row));

    private static void Fill(V1ObjectMeta meta, V1RoleRef role, List<Rbacv1Subject>? subjects, TableRow row) => row
        .Text(meta.Name)
        .Text($"{role.Kind}/{role.Name}")
        .Age(meta.CreationTimestamp)
        .Text(Names(subjects, "User"))
        .Text(Names(subjects, "Group"))
        .Text(Names(subjects, "ServiceAccount"));

    private static string Names(List<Rbacv1Subject>? subjects, string kind) => string.Join(
        ", ",
        (subjects ?? []).Where(subject => subject.Kind == kind).Select(subject => kind == "ServiceAccount" ? $"{subject.Namespace}/{subject.Name}" : subject.Name));
}
