using Kube.Api.Catalog;
using Kube.Api.Kubernetes.FlowControl;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>flowcontrol.apiserver.k8s.io</c>.</summary>
internal static class FlowControlResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var schema = new FlowSchemaStrategy();
        var level = new PriorityLevelStrategy();
        return
        [
            new()
            {
                Codec = Codec("FlowSchema"), Plural = "flowschemas", Strategy = schema, Table = FlowControlTables.Schema,
                Subresources = [Kinds.Status<V1FlowSchema>(schema, static (obj, old) => obj.Spec = old.Spec)],
            },
            new()
            {
                Codec = Codec("PriorityLevelConfiguration"), Plural = "prioritylevelconfigurations", Strategy = level, Table = FlowControlTables.Level,
                Subresources = [Kinds.Status<V1PriorityLevelConfiguration>(level, static (obj, old) => obj.Spec = old.Spec)],
            },
        ];
    }

    private static ObjectCodec Codec(string kind) => Kinds.Codec("flowcontrol.apiserver.k8s.io", "v1", kind);
}
