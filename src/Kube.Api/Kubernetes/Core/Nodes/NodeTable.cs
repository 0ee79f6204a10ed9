using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.Core.Nodes;

/// <summary>How nodes are shown.</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";

    public static KindTable<V1Node> Instance { get; } = new(
        [
            Columns.Name,
            Columns.Text("Status", "Whether the node is ready for pods."),
            Columns.Text("Roles", "The roles that its labels name."),
            Columns.Age,
            Columns.Text("Version", "Version of the node's agent."),
            Columns.Wide("Internal-IP", "Address inside the cluster's network."),
            Columns.Wide("External-IP", "Address outside the cluster's network."),
            Columns.Wide("OS-Image", "Operating system that the node reports."),
            Columns.Wide("Kernel-Version", "Kernel that the node reports."),
            Columns.Wide("Container-Runtime", "Container runtime that the node reports."),
        ],
        static (node, row) =>
        {
            var info = node.Status.NodeInfo;
            row.Text(node.Metadata.Name)
                .Text(Conditions(node))
                .Text(Roles(node))
                .Age(node.Metadata.CreationTimestamp)
                .Text(info?.KubeletVersion)
                .Text(Address(node, "InternalIP"))
                .Text(Address(node, "ExternalIP"))
                .Text(OrUnknown(info?.OsImage))
                .Text(OrUnknown(info?.KernelVersion))
                .Text(OrUnknown(info?.ContainerRuntimeVersion));
        });

    private static string Conditions(V1Node node)
    {
        var words = new List<string>();
        if (node.Status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready") is { } ready)
            words.Add(ready.Status == "True" ? "Ready" : "NotReady");
        if (words.Count == 0) words.Add("Unknown");
        if (node.Spec.Unschedulable is true) words.Add("SchedulingDisabled");
        return string.Join(',', words);
    }

    private static string Roles(V1Node node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Metadata.Labels ?? [])
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal) && key.Length > RolePrefix.Length) roles.Add(key[RolePrefix.Length..]);
            else if (key == RoleLabel && value.Length > 0) roles.Add(value);
        }

        return roles.Count == 0 ? "<none>" : string.Join(',', roles);
    }

    private static string Address(V1Node node, string type) =>
        node.Status.Addresses?.FirstOrDefault(address => address.Type == type)?.Address is { Length: > 0 } found ? found : "<none>";

    private static string OrUnknown(string? text) => string.IsNullOrEmpty(text) ? "<unknown>" : text;
}
