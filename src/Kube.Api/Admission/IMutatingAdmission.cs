namespace Kube.Api.Admission;

/// <summary>May change or refuse an object before it is prepared and validated. Registered with <c>AddAdmission</c>; called in the order of registration; calls overlap.</summary>
/// <remarks>After each plugin that reports a change, the resource's defaults are applied again. On a conflict the whole chain runs again on the newer object.
/// A plugin refuses by throwing an <see cref="Errors.ApiException"/>.</remarks>
public interface IMutatingAdmission
{
    /// <summary>Whether the plugin has anything to do with such requests; asked before every call and answered without waiting.</summary>
    bool Handles(AdmissionRequest request);

    /// <summary>Looks at the object and may change it.</summary>
    /// <returns>Whether the object was changed.</returns>
    ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
