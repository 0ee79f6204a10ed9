using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Bootstrap.Policy;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Keeps the default flow schemas and priority levels as they should be, unless an administrator's annotation says otherwise, and tells that every schema
/// finds its level.</summary>
internal sealed class FlowControlBootstrap(BootstrapObjects objects, DanglingSchemas dangling)
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private const string Producer = "api-priority-and-fairness-config-producer-v1";
    private const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";

    private static readonly GroupVersionResource s_schemas = new(Group, "v1", "flowschemas");
    private static readonly GroupVersionResource s_levels = new(Group, "v1", "prioritylevelconfigurations");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!objects.Serves(s_levels) || !objects.Serves(s_schemas)) return;
        await Task.WhenAll(FlowControlPolicy.PriorityLevels().Select(level => KeepAsync(level, s_levels, static (found, wanted) =>
        {
            // Its shares are the administrator's own affair.
            if (wanted.Spec.Exempt is not null) wanted.Spec.Exempt = found.Spec.Exempt ?? wanted.Spec.Exempt;
            if (found.Spec.SemanticEquals(wanted.Spec)) return false;
            found.Spec = wanted.Spec;
            return true;
        }, cancellationToken)));
        await Task.WhenAll(FlowControlPolicy.FlowSchemas().Select(schema => KeepAsync(schema, cancellationToken)));
    }

    private async Task KeepAsync(V1FlowSchema schema, CancellationToken cancellationToken)
    {
        var isNew = await KeepAsync(schema, s_schemas, static (found, wanted) =>
        {
            if (found.Spec.SemanticEquals(wanted.Spec)) return false;
            found.Spec = wanted.Spec;
            return true;
        }, cancellationToken);
        if (isNew) await dangling.TellFoundAsync(schema, cancellationToken);
    }

    /// <returns>Whether the object was made now.</returns>
    private async Task<bool> KeepAsync<T>(T wanted, GroupVersionResource resource, Func<T, T, bool> amend, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (await objects.EnsureAsync(wanted, resource, cancellationToken, Producer)) return true;
        var found = await objects.FindAsync<T>(resource, "", wanted.Metadata.Name!, cancellationToken);
        // The mandatory ones stay as they are, whatever the annotation says.
        var isMandatory = wanted.Metadata.Name is "exempt" or "catch-all";
        if (found is null || (!isMandatory && found.Metadata.Annotations?.GetValueOrDefault(AutoUpdate) != "true") || !amend(found, wanted)) return false;
        try
        {
            await objects.UpdateAsync(found, resource, cancellationToken, manager: Producer);
        }
        catch (ConflictException)
        {
            // Another server keeps the same objects.
        }

        return false;
    }
}
