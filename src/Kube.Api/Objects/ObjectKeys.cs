using System.Text;
using Kube.Api.Catalog;
using Kube.Store.Kv;

namespace Kube.Api.Objects;

/// <summary>Where objects lie in the store: <c>/registry/&lt;resource&gt;/&lt;namespace&gt;/&lt;name&gt;</c>, upstream's layout.</summary>
internal static class ObjectKeys
{
    /// <summary>Names and namespaces of 253 bytes and the longest prefix fit; a longer name is put on the heap.</summary>
    public const int StackBytes = 640;

    public static int MaxLength(ResourceDefinition resource, string ns, string name) =>
        resource.KeyPrefix.Length + Encoding.UTF8.GetMaxByteCount(ns.Length) + 1 + Encoding.UTF8.GetMaxByteCount(name.Length);

    public static int Write(ResourceDefinition resource, string ns, string name, Span<byte> key)
    {
        var prefix = resource.KeyPrefix;
        prefix.CopyTo(key);
        var length = prefix.Length;
        if (resource.Namespaced)
        {
            length += Encoding.UTF8.GetBytes(ns, key[length..]);
            key[length++] = (byte)'/';
        }

        return length + Encoding.UTF8.GetBytes(name, key[length..]);
    }

    public static StoreKey Of(ResourceDefinition resource, string ns, string name)
    {
        var max = MaxLength(resource, ns, name);
        Span<byte> key = max <= StackBytes ? stackalloc byte[max] : new byte[max];
        return new StoreKey(key[..Write(resource, ns, name, key)]);
    }

    /// <summary>What all keys of a collection start with; of all namespaces when <paramref name="ns"/> is empty.</summary>
    public static StoreKey Prefix(ResourceDefinition resource, string ns) =>
        ns.Length == 0 || !resource.Namespaced ? new StoreKey(resource.KeyPrefix) : Of(resource, ns, "");
}
