using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>A strategy without rules of its own: what the schema and ObjectMeta demand is all that a resource gets.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class PlainStrategy<T> : ResourceStrategy<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Makes one.</summary>
    /// <param name="nameRule">What names are allowed; default <see cref="NameRule.DnsSubdomain"/>.</param>
    public PlainStrategy(NameRule? nameRule = null) => NameRule = nameRule ?? NameRule.DnsSubdomain;

    /// <inheritdoc/>
    public override NameRule NameRule { get; }
}
