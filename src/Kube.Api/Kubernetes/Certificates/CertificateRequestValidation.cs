using System.Text;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Certificates;

/// <summary>The rules of certificate signing requests.</summary>
internal static class CertificateRequestValidation
{
    private const int ShortestSeconds = 600;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature",
        "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc",
        "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    public static void Validate(V1CertificateSigningRequestSpec spec, FieldErrors errors)
    {
        if (!Encoding.UTF8.GetString(spec.Request ?? []).Contains("-----BEGIN CERTIFICATE REQUEST-----", StringComparison.Ordinal))
        {
            var shown = spec.Request is { Length: > 0 } bytes ? new JsonText($"\"{Convert.ToBase64String(bytes)}\"") : null;
            errors.Invalid(Spec.Child("request"), shown, "PEM block type must be CERTIFICATE REQUEST");
        }

        if (spec.Usages is not { Count: > 0 }) errors.Required(Spec.Child("usages"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Usages?.Count; i++)
        {
            if (!Usages.Contains(spec.Usages[i])) errors.NotSupported(Spec.Child("usages").Index(i), spec.Usages[i], Usages);
            if (!seen.Add(spec.Usages[i])) errors.Duplicate(Spec.Child("usages").Index(i), spec.Usages[i]);
        }

        ValidateSigner(spec.SignerName ?? "", errors, Spec.Child("signerName"));
        if (spec.ExpirationSeconds is { } seconds && seconds < ShortestSeconds)
            errors.Invalid(Spec.Child("expirationSeconds"), seconds, "may not specify a duration less than 600 seconds (10 minutes)");
    }

    private static void ValidateSigner(string name, FieldErrors errors, FieldPath path)
    {
        const string Form = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
        if (name == "kubernetes.io/legacy-unknown") errors.Invalid(path, name, "the legacy signerName is not allowed via this API version");
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        var parts = name.Split('/');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            errors.Invalid(path, name, Form);
            return;
        }

        foreach (var message in FormatRules.DnsSubdomain(parts[0])) errors.Invalid(path, parts[0], $"validating label \"{parts[0]}\": {message}");
        if (!parts[0].Contains('.')) errors.Invalid(path, name, "should be a domain with at least two segments separated by dots");
        foreach (var message in FormatRules.DnsSubdomain(parts[1])) errors.Invalid(path, parts[1], message);
    }
}
