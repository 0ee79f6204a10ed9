using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.FlowControl;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Says in the status of each flow schema whether its priority level is there.</summary>
internal sealed class DanglingSchemas(BootstrapObjects objects, TimeProvider time) : IFlowControlHeed
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private const string Consumer = "api-priority-and-fairness-config-consumer-v1";
    private static readonly GroupVersionResource s_schemas = new(Group, "v1", "flowschemas");

    public async Task HeedAsync(IReadOnlyList<V1FlowSchema> schemas, IReadOnlyList<V1PriorityLevelConfiguration> levels, CancellationToken cancellationToken)
    {
        var names = levels.Select(static level => level.Metadata.Name).ToHashSet();
        foreach (var schema in schemas)
        {
            var wanted = ConditionOf(schema, names.Contains(schema.Spec.PriorityLevelConfiguration.Name));
            var known = schema.Status?.Conditions?.Find(static condition => condition.Type == "Dangling");
            if (known is not null && known.Status == wanted.Status && known.Reason == wanted.Reason && known.Message == wanted.Message) continue;
            try
            {
                await ApplyAsync(schema, wanted, cancellationToken);
            }
            catch (ApiException e) when (e is NotFoundException or ConflictException)
            {
                // It went, or another has written meanwhile: that is another change.
            }
        }
    }

    /// <summary>Says that a schema, which was just made, has its level.</summary>
    public Task TellFoundAsync(V1FlowSchema schema, CancellationToken cancellationToken) => ApplyAsync(schema, ConditionOf(schema, isThere: true), cancellationToken);

    private static Condition ConditionOf(V1FlowSchema schema, bool isThere)
    {
        var named = $"This FlowSchema references the PriorityLevelConfiguration object named \"{schema.Spec.PriorityLevelConfiguration.Name}\"";
        return isThere ? new("False", "Found", $"{named} and it exists") : new("True", "NotFound", $"{named} but there is no such object");
    }

    private Task ApplyAsync(V1FlowSchema schema, Condition condition, CancellationToken cancellationToken) => objects.ApplyStatusAsync(
        s_schemas,
        schema.Metadata.Name!,
        Encoding.UTF8.GetBytes($$$"""
            {"apiVersion":"{{{Group}}}/v1","kind":"FlowSchema","metadata":{"name":"{{{schema.Metadata.Name}}}"},"status":{"conditions":[{"type":"Dangling","status":"{{{condition.Status}}}",
            "lastTransitionTime":"{{{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}}}","reason":"{{{condition.Reason}}}","message":"{{{condition.Message.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}]}}
            """),
        Consumer,
        cancellationToken);

    private sealed record Condition(string Status, string Reason, string Message);
}
