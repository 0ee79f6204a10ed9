using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Node;

/// <summary>How runtime classes are shown.</summary>
internal static class NodeGroupTables
{
    public static KindTable<V1RuntimeClass> RuntimeClass { get; } = new(
        [Columns.Name, Columns.Text("Handler", "The runtime's own name for it."), Columns.Age],
        static (runtime, row) => row.Text(runtime.Metadata.Name).Text(runtime.Handler).Age(runtime.Metadata.CreationTimestamp));
}
