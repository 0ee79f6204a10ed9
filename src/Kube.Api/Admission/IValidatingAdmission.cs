namespace Kube.Api.Admission;

/// <summary>May refuse an object that is prepared and valid. Registered with <c>AddAdmission</c>; called in the order of registration; calls overlap.</summary>
/// <remarks>It must not change the object. A plugin refuses by throwing an <see cref="Errors.ApiException"/>.</remarks>
public interface IValidatingAdmission
{
    /// <summary>Whether the plugin has anything to do with such requests; asked before every call and answered without waiting.</summary>
    bool Handles(AdmissionRequest request);

    /// <summary>Looks at the object.</summary>
    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
