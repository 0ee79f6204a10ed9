namespace Kube.Api.Admission;

/// <summary>All admission plugins, in the order of registration.</summary>
internal sealed class AdmissionChain(IEnumerable<IMutatingAdmission> mutating, IEnumerable<IValidatingAdmission> validating)
{
    private readonly IMutatingAdmission[] _mutating = [.. mutating];
    private readonly IValidatingAdmission[] _validating = [.. validating];

    /// <summary>Runs the mutating plugins; applies the defaults again after each that changed the object.</summary>
    /// <returns>Whether any did.</returns>
    public async ValueTask<bool> MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var plugin in _mutating)
        {
            if (!plugin.Handles(request) || !await plugin.AdmitAsync(request, cancellationToken)) continue;
            changed = true;
            if (request.Object is { } obj) request.Resource.Stored.Strategy!.ApplyDefaults(obj);
        }

        return changed;
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in _validating)
            if (plugin.Handles(request)) await plugin.ValidateAsync(request, cancellationToken);
    }
}
