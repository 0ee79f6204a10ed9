using Kube.Api.Models;

namespace Kube.Api.Admission;

/// <summary>All admission plugins, in the order of registration.</summary>
internal sealed class AdmissionChain(IEnumerable<IMutatingAdmission> mutating, IEnumerable<IValidatingAdmission> validating, AdmissionMetrics metrics)
{
    private readonly (string Name, IMutatingAdmission Plugin)[] _mutating = [.. mutating.Select(static plugin => (AdmissionMetrics.NameOf(plugin), plugin))];
    private readonly (string Name, IValidatingAdmission Plugin)[] _validating = [.. validating.Select(static plugin => (AdmissionMetrics.NameOf(plugin), plugin))];

    /// <summary>Runs the mutating plugins; applies the defaults again after each that changed the object.</summary>
    /// <returns>The object that goes on: the one that came, or the one that a plugin put in its place; null for a delete.</returns>
    public async ValueTask<IKubernetesObject<V1ObjectMeta>?> MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var timing = new AdmissionTiming(metrics, AdmissionMetrics.Admit, request);
        try
        {
            foreach (var (name, plugin) in _mutating)
            {
                if (!plugin.Handles(request)) continue;
                timing.Enter(name);
                var changed = await plugin.AdmitAsync(request, cancellationToken);
                timing.Leave();
                // What is sent to a subresource, such as a binding, is of another kind than the resource.
                if (changed && request.Object is { } obj && request.Resource.Stored.Codec.ClrType.IsInstanceOfType(obj)) request.Resource.Stored.Strategy!.ApplyDefaults(obj);
            }

            return request.Object;
        }
        finally
        {
            timing.End();
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var timing = new AdmissionTiming(metrics, AdmissionMetrics.Validate, request);
        try
        {
            foreach (var (name, plugin) in _validating)
            {
                if (!plugin.Handles(request)) continue;
                timing.Enter(name);
                await plugin.ValidateAsync(request, cancellationToken);
                timing.Leave();
            }
        }
        finally
        {
            timing.End();
        }
    }
}
