using Kube.Api.Catalog;

namespace Kube.Api.Encryption;

/// <summary>How some resources are stored: the first cipher writes, all of them read.</summary>
/// <param name="Resources">Names as the configuration has them: <c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c>, <c>*.*</c>.</param>
/// <param name="Ciphers">The keys, in order; null is the value as it is.</param>
internal sealed record EncryptionRule(string[] Resources, ValueCipher?[] Ciphers)
{
    /// <summary>Who writes; null: nobody, values lie there as they are.</summary>
    public ValueCipher? Writer => Ciphers[0];

    /// <summary>Whether values may lie there as they are.</summary>
    public bool ReadsPlain => Array.IndexOf(Ciphers, null) >= 0;

    public bool Matches(GroupVersionResource resource)
    {
        foreach (var name in Resources)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var (plural, group) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
            if ((plural == "*" || plural == resource.Resource) && (group == "*" || group == resource.Group)) return true;
        }

        return false;
    }
}
