using Kube.Api.Admission;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>At most one priority class is the default of the cluster (upstream's plugin Priority, 1.36).</summary>
internal sealed class OneDefaultPriorityClass(AdmissionObjects objects) : IValidatingAdmission
{
    public bool Handles(AdmissionRequest request) =>
        request.Object is V1PriorityClass { GlobalDefault: true }
        && (PodAdmission.Creates(request, PodAdmission.PriorityClasses) || PodAdmission.Updates(request, PodAdmission.PriorityClasses));

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var other in await objects.AllAsync<V1PriorityClass>(PodAdmission.PriorityClasses, cancellationToken))
        {
            if (other.GlobalDefault != true || other.Metadata.Name == request.Object!.Metadata.Name) continue;
            throw AdmissionObjects.Refuse(request, $"PriorityClass {other.Metadata.Name} is already marked as default. Only one default can exist");
        }
    }
}
