using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Storage;

/// <summary>What several kinds say of drivers.</summary>
internal static class CsiRules
{
    private const int NameLength = 63;

    /// <summary>A driver's name: a subdomain of at most 63 characters, in any case.</summary>
    public static void ValidateDriverName(string? name, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(name)) errors.Required(path);
        else
        {
            if (name.Length > NameLength) errors.TooLong(path, NameLength);
            errors.InvalidEach(path, name, FormatRules.DnsSubdomain(name.ToLowerInvariant()));
        }
    }
}
