using Kube.Api.Models;

namespace Kube.Api.Admission;

/// <summary>All admission plugins, in the order of registration.</summary>
internal sealed class AdmissionChain(IEnumerable<IMutatingAdmission> mutating, IEnumerable<IValidatingAdmission> validating)
{
    private readonly IMutatingAdmission[] _mutating = [.. mutating];
    private readonly IValidatingAdmission[] _validating = [.. validating];

    /// <summary>Runs the mutating plugins; applies the defaults again after each that changed the object.</summary>
    /// <returns>The object that goes on: the one that came, or the one that a plugin put in its place; null for a delete.</returns>
    public async ValueTask<IKubernetesObject<V1ObjectMeta>?> MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in _mutating)
        {
            if (!plugin.Handles(request) || !await plugin.AdmitAsync(request, cancellationToken)) continue;
            if (request.Object is { } obj) request.Resource.Stored.Strategy!.ApplyDefaults(obj);
        }

        return request.Object;
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in _validating)
            if (plugin.Handles(request)) await plugin.ValidateAsync(request, cancellationToken);
    }
}
