using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>For kinds with a status of their own address and no other rules than the schema's.</summary>
/// <param name="reset">Sets a new object's status.</param>
/// <param name="keep">Restores the stored status (second argument).</param>
/// <param name="wishChanged">What counts as a new generation; null for kinds that count none.</param>
/// <param name="nameRule">What names are allowed; default a subdomain.</param>
internal sealed class PlainStatusStrategy<T>(Action<T> reset, Action<T, T> keep, Func<T, T, bool>? wishChanged = null, NameRule? nameRule = null)
    : KubernetesStrategy<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What becomes of dependents when a delete does not say.</summary>
    public PropagationDefault Propagation { get; init; }

    /// <summary>A delete answers with the object that went, not with a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    public override PropagationDefault DefaultPropagation => Propagation;

    public override bool ReturnsDeletedObject => ReturnsDeleted;

    public override NameRule NameRule => nameRule ?? NameRule.DnsSubdomain;

    protected override bool CountsGenerations => wishChanged is not null;

    protected override void ResetStatus(T obj) => reset(obj);

    protected override void KeepStatus(T obj, T old) => keep(obj, old);

    protected override bool WishChanged(T obj, T old) => wishChanged!(obj, old);
}
