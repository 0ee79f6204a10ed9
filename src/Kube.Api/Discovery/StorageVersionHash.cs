using System.Security.Cryptography;
using System.Text;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>Tells clients when the stored version of a resource changes: the first eight bytes of a SHA-256, in base64 (upstream's discovery/storageversionhash.go).</summary>
internal static class StorageVersionHash
{
    public static string Of(ResourceDefinition stored)
    {
        // Upstream still stores these in an earlier version, and clients compare hashes with those of other servers.
        var version = stored.Kind.Kind is "CustomResourceDefinition" or "MutatingAdmissionPolicy" or "MutatingAdmissionPolicyBinding" ? "v1beta1" : stored.Kind.Version;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Kind.Group}/{version}/{stored.Kind.Kind}"));
        return Convert.ToBase64String(hash.AsSpan(0, 8));
    }
}
