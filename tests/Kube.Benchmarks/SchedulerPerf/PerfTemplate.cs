using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Tree;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>An object of any of the kinds that the benchmark creates.</summary>
internal sealed class PerfTemplate(byte[] json)
{
    private readonly JsonObject _object = JsonNode.Parse(json)!.AsObject();

    public GroupVersionResource Resource => (string?)_object["kind"] switch
    {
        "Node" => new("", "v1", "nodes"),
        "Pod" => new("", "v1", "pods"),
        "Service" => new("", "v1", "services"),
        "Namespace" => new("", "v1", "namespaces"),
        var kind => throw new NotSupportedException($"objects of kind {kind} are not supported"),
    };

    /// <summary>One such object; one of a namespace is in the given one.</summary>
    public DynamicObject Make(string ns)
    {
        var copy = _object.DeepClone().AsObject();
        if ((string?)copy["kind"] is not ("Node" or "Namespace")) copy["metadata"]!["namespace"] = ns;
        return new((TreeObject)TreeNode.Parse(Encoding.UTF8.GetBytes(copy.ToJsonString())));
    }
}
