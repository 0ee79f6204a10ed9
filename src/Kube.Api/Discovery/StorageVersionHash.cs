using System.Security.Cryptography;
using System.Text;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>Tells clients when the stored version of a resource changes: the first eight bytes of a SHA-256, in base64 (upstream's discovery/storageversionhash.go).</summary>
internal static class StorageVersionHash
{
    public static string Of(ResourceDefinition stored)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Kind.Group}/{stored.Kind.Version}/{stored.Kind.Kind}"));
        return Convert.ToBase64String(hash.AsSpan(0, 8));
    }
}
