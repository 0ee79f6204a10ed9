using Kube.Api.Models;

namespace Kube.Controllers.Certificates;

/// <summary>How far a request for a certificate has come.</summary>
internal static class RequestStates
{
    public const string Approved = "Approved";
    public const string Denied = "Denied";
    public const string Failed = "Failed";

    public static bool Is(V1CertificateSigningRequest request, string condition) => Find(request, condition) is { Status: "True" };

    public static bool IsIssued(V1CertificateSigningRequest request) => request.Status?.Certificate is { Length: > 0 };

    public static bool IsJudged(V1CertificateSigningRequest request) => Is(request, Approved) || Is(request, Denied);

    public static V1CertificateSigningRequestCondition? Find(V1CertificateSigningRequest request, string type) =>
        request.Status?.Conditions?.Find(condition => condition.Type == type);
}
