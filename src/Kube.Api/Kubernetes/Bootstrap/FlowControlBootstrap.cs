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
        var found = await objects.FindAsync<T>(resource, "", wanted.Metadata.Name!, cancellationToken);
        if (found is null && await objects.EnsureAsync(wanted, resource, cancellationToken, Producer)) return true;
        if (found is null) return false;
        // The mandatory ones stay as they are, whatever the annotation says; it says what holds.
        var keeps = wanted.Metadata.Name is "exempt" or "catch-all" || IsKept(found.Metadata);
        var changed = keeps && amend(found, wanted);
        var said = keeps ? "true" : "false";
        if (found.Metadata.Annotations?.GetValueOrDefault(AutoUpdate) != said)
        {
            (found.Metadata.Annotations ??= [])[AutoUpdate] = said;
            changed = true;
        }

        if (!changed) return false;
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

    // One without a word about it is kept as long as nobody has changed it (upstream's shouldUpdateSpec).
    private static bool IsKept(V1ObjectMeta meta) => meta.Annotations?.GetValueOrDefault(AutoUpdate) switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        _ => meta.Generation == 1,
    };
}
