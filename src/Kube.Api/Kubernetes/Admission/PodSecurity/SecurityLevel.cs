namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>How much a pod may ask of its node.</summary>
internal enum SecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}
