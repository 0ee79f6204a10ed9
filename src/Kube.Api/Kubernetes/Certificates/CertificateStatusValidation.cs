using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Certificates;

/// <summary>The rules of verdicts on signing requests and of issued certificates (upstream's <c>pkg/apis/certificates/validation</c>, 1.36).</summary>
internal static class CertificateStatusValidation
{
    private const string Data = "<certificate data>";
    private static readonly string[] s_verdicts = ["Approved", "Denied", "Failed"];
    private static readonly FieldPath s_conditions = FieldPath.Root("status").Child("conditions");
    private static readonly FieldPath s_certificate = FieldPath.Root("status").Child("certificate");

    public static void Validate(V1CertificateSigningRequestStatus? status, V1CertificateSigningRequestStatus? old, FieldErrors errors)
    {
        var conditions = status?.Conditions ?? [];
        ValidateConditions(conditions, errors);
        if (status?.Certificate is { Length: > 0 } certificate) ValidateCertificate(certificate, errors);
        foreach (var type in s_verdicts)
        {
            if (conditions.Count(condition => condition.Type == type) < (old?.Conditions ?? []).Count(condition => condition.Type == type))
                errors.Forbidden(s_conditions, $"updates may not remove a condition of type \"{type}\"");
        }

        if (old?.Certificate is { Length: > 0 } issued && !issued.AsSpan().SequenceEqual(status?.Certificate))
            errors.Forbidden(s_certificate, "updates may not modify existing certificate content");
    }

    private static void ValidateConditions(List<V1CertificateSigningRequestCondition> conditions, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i];
            var path = s_conditions.Index(i);
            if (string.IsNullOrEmpty(condition.Type)) errors.Required(path.Child("type"));
            string[] allowed = s_verdicts.Contains(condition.Type) ? ["True"] : ["False", "True", "Unknown"];
            if (string.IsNullOrEmpty(condition.Status)) errors.Required(path.Child("status"));
            else if (!allowed.Contains(condition.Status)) errors.NotSupported(path.Child("status"), condition.Status, allowed);
            var contradicts = condition.Type switch { "Approved" => seen.Contains("Denied"), "Denied" => seen.Contains("Approved"), _ => false };
            if (contradicts) errors.Invalid(s_conditions, condition.Type, "Approved and Denied conditions are mutually exclusive");
            if (!seen.Add(condition.Type ?? "")) errors.Duplicate(path.Child("type"), condition.Type);
        }
    }

    private static void ValidateCertificate(byte[] certificate, FieldErrors errors)
    {
        var text = Encoding.UTF8.GetString(certificate);
        var rest = text.AsSpan();
        var found = false;
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label];
            if (label is not "CERTIFICATE")
            {
                errors.Invalid(s_certificate, Data, $"only CERTIFICATE PEM blocks are allowed, found \"{label}\"");
                return;
            }

            if (!IsCertificate(rest[fields.Location]))
            {
                errors.Invalid(s_certificate, Data, "x509: malformed certificate");
                return;
            }

            found = true;
            rest = rest[fields.Location.End..];
        }

        if (!found) errors.Invalid(s_certificate, Data, "must contain at least one CERTIFICATE PEM block");
    }

    private static bool IsCertificate(ReadOnlySpan<char> pem)
    {
        try
        {
            using var parsed = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
