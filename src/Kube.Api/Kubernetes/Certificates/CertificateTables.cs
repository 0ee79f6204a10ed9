using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.Certificates;

/// <summary>How certificate signing requests are shown.</summary>
internal static class CertificateTables
{
    public static KindTable<V1CertificateSigningRequest> Request { get; } = new(
        [
            Columns.Name,
            Columns.Age,
            Columns.Text("SignerName", "Who is asked to sign."),
            Columns.Text("Requestor", "Who asks."),
            Columns.Text("RequestedDuration", "How long the certificate should be valid."),
            Columns.Text("Condition", "What became of it."),
        ],
        static (request, row) => row
            .Text(request.Metadata.Name)
            .Age(request.Metadata.CreationTimestamp)
            .Text(string.IsNullOrEmpty(request.Spec.SignerName) ? "<none>" : request.Spec.SignerName)
            .Text(request.Spec.Username)
            .Text(request.Spec.ExpirationSeconds is { } seconds ? HumanDuration.Format(TimeSpan.FromSeconds(seconds)) : "<none>")
            .Text(Status(request.Status)));

    private static string Status(V1CertificateSigningRequestStatus status)
    {
        var types = (status.Conditions ?? []).Select(condition => condition.Type).ToHashSet(StringComparer.Ordinal);
        var text = types.Contains("Denied") ? "Denied" : types.Contains("Approved") ? "Approved" : "Pending";
        if (types.Contains("Failed")) text += ",Failed";
        if (status.Certificate is { Length: > 0 }) text += ",Issued";
        return text;
    }
}
