namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>What a level forbids about a pod: in a word, and in detail.</summary>
internal sealed record Finding(string Reason, string Detail)
{
    public static string Details(IEnumerable<Finding> findings) => string.Join(", ", findings.Select(static one => one.Detail.Length == 0 ? one.Reason : $"{one.Reason} ({one.Detail})"));

    public static string Reasons(IEnumerable<Finding> findings) => string.Join(", ", findings.Select(static one => one.Reason));
}
